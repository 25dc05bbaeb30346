import Bitmaps
import Testing

@Suite struct BitsetTests {
    @Test(arguments: [0, 1, 63, 64, 65, 200])
    func operationsAgreeWithSets(count: Int) {
        let left = Set((0..<count).filter { $0 % 3 == 0 })
        let right = Set((0..<count).filter { $0 % 2 == 0 })
        func bits(_ set: Set<Int>) -> Bitset {
            var bits = Bitset(count: count)
            bits.insert(set.map { UInt32($0) })
            return bits
        }
        var result = bits(left)
        result.formIntersection(bits(right))
        #expect(result == bits(left.intersection(right)))
        result = bits(left)
        result.formUnion(bits(right))
        #expect(result == bits(left.union(right)))
        result = bits(left)
        result.subtract(bits(right))
        #expect(result == bits(left.subtracting(right)))
        result = bits(left)
        result.invert()
        #expect(result == bits(Set(0..<count).subtracting(left)) && result.population == count - left.count)
        #expect(Bitset(count: count, filledWith: true).population == count)
        #expect((0..<count).allSatisfy { bits(left)[$0] == left.contains($0) })
        for range in [0..<count, count / 3..<count / 2] {
            var positions: [UInt32] = []
            bits(left).appendPositions(in: range, to: &positions)
            #expect(positions == left.filter { range.contains($0) }.sorted().map { UInt32($0) })
        }
    }
}
