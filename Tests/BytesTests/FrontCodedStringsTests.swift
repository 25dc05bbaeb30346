import Bytes
import TestSupport
import Testing

@Suite struct FrontCodedStringsTests {
    private func region(_ bytes: [UInt8]) -> ByteRegion { ByteRegion(MappedRegion(copying: bytes)) }

    private func packed(_ values: [UInt64]) throws -> PackedIntegers {
        let width = PackedIntegers.width(of: values.max() ?? 0)
        let bytes = BitPacker.pack(values, width: width) + [UInt8](repeating: 0xFF, count: 16)
        return try #require(PackedIntegers(in: region(bytes), at: 0, width: width, count: values.count))
    }

    private func view(
        _ bytes: [UInt8], _ starts: [UInt64], count: Int, longest: Int = 1000, limit: Int = 1 << 30
    ) throws -> FrontCodedStrings {
        try FrontCodedStrings(
            count: count, starts: packed(starts), bytes: region(bytes), longestAllowed: longest, limit: limit)
    }

    private func strings(_ random: inout SeededGenerator) -> [ByteString] {
        let stems = (0..<4).map { _ in random.bytes(random.pick([0, 1, 3, 140, 300])) }
        let letters: UInt8 = random.pick([2, 255])
        return Set(
            (0..<random.pick([0, 1, 2, 15, 16, 17, 33, 400])).map { _ in
                ByteString(
                    random.pick(stems) + random.bytes(random.below(random.pick([2, 5, 200]))).map { $0 % letters })
            }
        ).sorted()
    }

    private func coded(_ strings: [ByteString]) -> FrontCoder {
        var coder = FrontCoder()
        for string in strings { coder.append(string) }
        return coder
    }

    @Test(arguments: seeds)
    func whatIsCodedIsRead(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3 {
            let strings = strings(&random)
            let coder = coded(strings)
            let coded = try view(coder.bytes, coder.starts, count: strings.count)
            #expect(coded.count == strings.count && coded.decoded() == strings)
            #expect(strings.indices.allSatisfy { coded[$0] == strings[$0] })
            #expect(coded.longest == strings.map(\.count).max() ?? 0)
            #expect(coded.decodedByteCount == strings.reduce(0) { $0 + $1.count })
            check(coded, strings, &random)
        }
    }

    /// Looks for what is there, and for what is just beside it.
    private func check(_ coded: FrontCodedStrings, _ strings: [ByteString], _ random: inout SeededGenerator) {
        var sought = strings + [ByteString([]), ByteString([255, 255, 255])]
        sought += strings.map { ByteString($0.bytes.dropLast()) }
        sought += strings.map { ByteString($0.bytes + [random.pick([0, 1, 128])]) }
        sought += strings.filter { !$0.isEmpty }.map { string in
            var bytes = string.bytes
            bytes[random.below(bytes.count)] &+= random.pick([1, 255])
            return ByteString(bytes)
        }
        for sought in sought {
            let expected = strings.firstIndex { $0 >= sought } ?? strings.count
            let found = coded.search(sought)
            #expect(found.index == expected)
            #expect(found.isEqual == (expected < strings.count && strings[expected] == sought))
        }
    }

    @Test func theLayoutIsThatOfThePage() {
        let names = (0..<18).map { ByteString("name-\($0 < 10 ? "0" : "")\($0)") }
        let coder = coded(names)
        #expect(coder.starts == [0, 54] as [UInt64])
        let first: [UInt8] = [7] + names[0].bytes + [6, 1, 0x31, 6, 1, 0x32]
        let last: [UInt8] = [7] + names[16].bytes + [6, 1, 0x37]
        #expect(Array(coder.bytes.prefix(14)) == first && Array(coder.bytes.suffix(11)) == last)
    }

    @Test func contradictionsAreNamed() throws {
        typealias Problem = FrontCodedStrings.Malformation
        #expect(throws: Problem.wrongStart(block: 0)) { try view([1, 97], [1], count: 1) }
        #expect(throws: Problem.wrongStart(block: 1)) { try view([1, 97, 0], [0], count: 1) }
        #expect(throws: Problem.wrongLength(string: 0)) { try view([2, 97], [0], count: 1) }
        #expect(throws: Problem.wrongLength(string: 0)) { try view([0x80, 0x00], [0], count: 1) }
        #expect(throws: Problem.wrongLength(string: 0)) { try view([0x80], [0], count: 1) }
        #expect(throws: Problem.wrongLength(string: 0)) {
            try view([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0], count: 1)
        }
        #expect(throws: Problem.wrongLength(string: 0)) { try view([3, 97, 98, 99], [0], count: 1, longest: 2) }
        #expect(throws: Problem.wrongLength(string: 1)) { try view([1, 97, 2, 1, 98], [0], count: 2) }
        #expect(throws: Problem.wrongLength(string: 1)) { try view([1, 97, 1, 2, 98, 99], [0], count: 2, longest: 2) }
        #expect(throws: Problem.wrongLength(string: 1)) { try view([1, 97], [0], count: 2) }
        #expect(throws: Problem.notAscending(string: 1)) { try view([1, 97, 1, 0], [0], count: 2) }
        #expect(throws: Problem.notAscending(string: 1)) { try view([1, 97, 0, 1, 97], [0], count: 2) }
        #expect(throws: Problem.notAscending(string: 1)) { try view([1, 98, 0, 1, 97], [0], count: 2) }
        #expect(throws: Problem.tooLong) { try view([1, 97, 1, 1, 97], [0], count: 2, limit: 2) }
    }

    @Test func blocksAscendFromOneToTheNext() throws {
        var coder = coded((0..<17).map { ByteString([UInt8($0)]) })
        _ = try view(coder.bytes, coder.starts, count: 17)
        var bytes = coder.bytes
        bytes[bytes.count - 1] = 15
        #expect(throws: FrontCodedStrings.Malformation.notAscending(string: 16)) {
            try view(bytes, coder.starts, count: 17)
        }
        coder.append(ByteString([16, 0]))
        #expect(try view(coder.bytes, coder.starts, count: 18)[17] == ByteString([16, 0]))
    }

    /// Whatever is accepted must be readable in full; under the address sanitiser this test says more.
    @Test(arguments: seeds)
    func wrongBytesAreRefusedOrReadable(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var (accepted, refused) = (0, 0)
        for _ in 0..<300 {
            let strings = strings(&random)
            let coder = coded(strings)
            var (bytes, starts) = (coder.bytes, coder.starts)
            if bytes.isEmpty { continue }
            if random.oneIn(5) { starts[random.below(starts.count)] = UInt64(random.below(bytes.count + 9)) }
            for _ in 0..<random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            guard let coded = try? view(bytes, starts, count: strings.count) else {
                refused += 1
                continue
            }
            accepted += 1
            let decoded = coded.decoded()
            #expect(decoded == decoded.sorted() && Set(decoded).count == decoded.count)
            for (index, string) in decoded.enumerated() where index % 7 == 0 {
                #expect(coded[index] == string && coded.search(string) == (index, true))
            }
        }
        #expect(accepted > 30 && refused > 30, "\(accepted) and \(refused)")
    }
}
