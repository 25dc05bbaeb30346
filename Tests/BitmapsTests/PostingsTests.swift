import Bitmaps
import Bytes
import TestSupport
import Testing

@Suite struct PostingsTests {
    /// The same rows in each form that they can have.
    private static func forms(_ rows: [UInt32]) throws -> [Postings] {
        let bytes = ByteRegion(MappedRegion(copying: RoaringBitmap(ascending: rows).serialized()))
        var forms: [Postings] = [
            .list(rows), .bitmap(try RoaringView(validating: bytes, maximumRow: rows.last ?? 0)),
        ]
        var bits = Bitset(count: 1000)
        bits.insert(rows)
        forms.append(.bits(bits))
        let first = Int(rows.first ?? 0)
        if rows == (first..<first + rows.count).map({ UInt32($0) }) { forms.append(.range(first..<first + rows.count)) }
        return forms
    }

    @Test(arguments: SeededGenerator.seeds)
    func formsAgree(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<20 {
            let start = generator.below(500)
            let rows =
                round % 3 == 0
                ? (start..<start + generator.below(300)).map { UInt32($0) }
                : (0..<1000).filter { _ in generator.oneIn(7) }.map { UInt32($0) }
            let set = Set(rows)
            for postings in try Self.forms(rows) {
                #expect(postings.count == rows.count && postings.rows == rows)
                var bits = Bitset(count: 1000)
                bits[999] = true
                postings.formUnion(into: &bits)
                var positions: [UInt32] = []
                bits.appendPositions(in: 0..<1000, to: &positions)
                #expect(positions == set.union([999]).sorted())
                #expect((0..<1000).allSatisfy { postings.contains($0) == set.contains($0) })
                for _ in 0..<10 {
                    let (one, two) = (generator.below(1100), generator.below(1100))
                    let range = min(one, two)..<max(one, two)
                    var found: [UInt32] = [4]
                    postings.appendRows(in: range, to: &found)
                    #expect(found == [4] + rows.filter { range.contains(Int($0)) })
                }
            }
        }
    }
}
