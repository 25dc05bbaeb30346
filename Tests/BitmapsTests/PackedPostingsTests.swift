import Bitmaps
import Bytes
import TestSupport
import Testing

@Suite struct PackedPostingsTests {
    private static func packed(_ bytes: [UInt8], width: Int, count: Int) throws -> PackedIntegers {
        let region = ByteRegion(MappedRegion(copying: bytes + [UInt8](repeating: 0xFF, count: 16)))
        return try #require(PackedIntegers(in: region, at: 0, width: width, count: count))
    }

    private static func open(_ stored: PackedPostings.Packed, lists: Int, rows: Int, rowCount: Int) throws
        -> PackedPostings
    {
        try PackedPostings(
            offsets: try packed(stored.offsets, width: stored.offsetWidth, count: lists + 1),
            rows: try packed(stored.rows, width: stored.rowWidth, count: rows), count: lists, rowCount: rowCount)
    }

    /// Each row in the list of a random code, or in none.
    private static func lists(_ generator: inout SeededGenerator, rowCount: Int) -> [[UInt32]] {
        var lists = [[UInt32]](repeating: [], count: 1 + generator.below(rowCount + 3))
        for row in 0..<rowCount where !generator.oneIn(9) {
            lists[generator.below(lists.count)].append(UInt32(row))
        }
        return lists
    }

    private static func pack(_ lists: [[UInt32]], rowCount: Int) -> PackedPostings.Packed {
        var end = 0
        let ends = lists.map { list in
            end += list.count
            return end
        }
        return PackedPostings.pack(lists.flatMap { $0 }, ends: ends, rowCount: rowCount)
    }

    @Test(arguments: SeededGenerator.seeds, [0, 1, 2, 100, 3000])
    func listsAreReadBack(seed: UInt64, rowCount: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let lists = Self.lists(&generator, rowCount: rowCount)
        let total = lists.reduce(0) { $0 + $1.count }
        let stored = Self.pack(lists, rowCount: rowCount)
        #expect(stored.byteCount - PackedPostings.byteCount(rows: total, lists: lists.count, rowCount: rowCount) == 0)
        let postings = try Self.open(stored, lists: lists.count, rows: total, rowCount: rowCount)
        #expect(postings.count == lists.count)
        for (code, list) in lists.enumerated() {
            var found: [UInt32] = [3]
            try postings.appendRows(of: code, to: &found)
            #expect(found == [3] + list)
            #expect(try postings.rows(of: code) == list && postings.cardinality(of: code) == list.count)
        }
        for _ in 0..<20 {
            let (one, two) = (generator.below(lists.count + 1), generator.below(lists.count + 1))
            let codes = min(one, two)..<max(one, two)
            var (bits, expected) = (Bitset(count: rowCount + 5), Bitset(count: rowCount + 5))
            bits[rowCount + 4] = true
            expected.insert(lists[codes].flatMap { $0 } + [UInt32(rowCount + 4)])
            try postings.formUnion(of: codes, into: &bits)
            #expect(bits == expected)
        }
    }

    @Test func whatBreaksARuleIsRefused() throws {
        func open(_ offsets: [UInt64], _ rows: [UInt32], width: Int = 7) throws -> PackedPostings {
            try PackedPostings(
                offsets: try Self.packed(BitPacker.pack(offsets, width: 64), width: 64, count: offsets.count),
                rows: try Self.packed(BitPacker.pack(rows, width: width), width: width, count: rows.count),
                count: max(offsets.count - 1, 0), rowCount: 100)
        }
        #expect(try open([0, 2, 3], [5, 99, 0]).rows(of: 0) == [5, 99])
        #expect(throws: PostingsError.self) { try open([1, 2, 3], [5, 99, 0]) }
        #expect(throws: PostingsError.self) { try open([0, 2, 4], [5, 99, 0]) }
        #expect(throws: PostingsError.self) { try open([0, 2, 2], [5, 99, 0]) }
        #expect(throws: PostingsError.self) { try open([], []) }
        #expect(throws: PostingsError.self) { try open([0, 0], [], width: 33) }
        for (offsets, rows) in [
            ([0, 9, 3], [5, 99, 0]), ([0, .max, 3], [5, 99, 0]), ([0, 2, 1, 3], [5, 99, 0]), ([0, 3], [5, 5, 9]),
            ([0, 3], [5, 4, 9]),
            ([0, 3], [5, 6, 100]),
        ] as [([UInt64], [UInt32])] {
            let postings = try open(offsets, rows)
            #expect(throws: PostingsError.self) {
                for code in 0..<postings.count { _ = try postings.rows(of: code) }
            }
        }
        let single = try PackedPostings(
            offsets: nil, rows: Self.packed(BitPacker.pack([7, 3, 100] as [UInt32], width: 7), width: 7, count: 3),
            count: 3, rowCount: 100)
        #expect(try single.rows(of: 1) == [3] && single.entries(of: 1..<3) == 1..<3)
        #expect(throws: PostingsError.self) { try single.rows(of: 2) }
        var bits = Bitset(count: 100)
        #expect(throws: PostingsError.self) { try open([0, 3], [5, 6, 100]).formUnion(of: 0..<1, into: &bits) }
        #expect(throws: PostingsError.self) { try open([0, .max, 3], [5, 6, 7]).formUnion(of: 0..<1, into: &bits) }
        #expect(throws: PostingsError.self) { try open([0, 9, 3], [5, 6, 7]).formUnion(of: 1..<2, into: &bits) }
        #expect(throws: PostingsError.self) { try open([0, 9, 3], [5, 6, 7]).formUnion(of: 0..<1, into: &bits) }
    }

    /// Whatever the bytes are, a list either throws or ascends below the row count.
    @Test(arguments: SeededGenerator.seeds)
    func mutatedBytesAreRefusedOrHarmless(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let rowCount = 700
        let lists = Self.lists(&generator, rowCount: rowCount)
        let (stored, total) = (Self.pack(lists, rowCount: rowCount), lists.reduce(0) { $0 + $1.count })
        var (refused, read) = (0, 0)
        for _ in 0..<300 {
            var (offsets, rows) = (stored.offsets, stored.rows)
            if generator.oneIn(2) { offsets[generator.below(offsets.count)] ^= 1 << UInt8(generator.below(8)) }
            rows[generator.below(rows.count)] ^= 1 << UInt8(generator.below(8))
            let packedOffsets = try Self.packed(offsets, width: stored.offsetWidth, count: lists.count + 1)
            let packedRows = try Self.packed(rows, width: stored.rowWidth, count: total)
            guard
                let postings = try? PackedPostings(
                    offsets: packedOffsets, rows: packedRows, count: lists.count, rowCount: rowCount)
            else {
                refused += 1
                continue
            }
            for code in 0..<postings.count {
                guard let list = try? postings.rows(of: code) else {
                    refused += 1
                    continue
                }
                read += 1
                #expect(list == Set(list).sorted() && list.allSatisfy { $0 < rowCount })
            }
            var bits = Bitset(count: rowCount)
            try? postings.formUnion(of: 0..<postings.count, into: &bits)
        }
        #expect(refused > 50 && read > 1000)
    }
}
