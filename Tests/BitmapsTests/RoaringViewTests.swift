import Bitmaps
import Bytes
import TestSupport
import Testing

@Suite struct RoaringViewTests {
    /// The bytes in the middle of others, at an odd offset, as they lie in a file.
    private static func region(_ bytes: [UInt8]) throws -> ByteRegion {
        let region = ByteRegion(MappedRegion(copying: [0xAA] + bytes + [0xBB]))
        return try #require(region.slice(1..<1 + bytes.count))
    }

    private static func view(_ rows: [UInt32]) throws -> RoaringView {
        let bytes = RoaringBitmap(ascending: rows).serialized()
        return try RoaringView(validating: try region(bytes), maximumRow: rows.last ?? 0)
    }

    /// Ascending rows, in each of a few containers as an array, a bitset or runs.
    private static func rows(_ generator: inout SeededGenerator) -> [UInt32] {
        var rows: Set<UInt32> = []
        for container in 0..<generator.below(7) where !generator.oneIn(4) {
            let first = UInt32(container) << 16
            switch generator.below(4) {
            case 0: for _ in 0...generator.below(300) { rows.insert(first + UInt32(generator.below(65_536))) }
            case 1: for _ in 0...generator.below(30_000) { rows.insert(first + UInt32(generator.below(65_536))) }
            case 2:
                for _ in 0...generator.below(5) {
                    let start = UInt32(generator.below(65_536))
                    rows.formUnion(first + start...first + min(start + UInt32(generator.below(9000)), 65_535))
                }
            default: rows.formUnion([first, first + 65_535])
            }
        }
        return rows.sorted()
    }

    private static func range(_ generator: inout SeededGenerator, _ rows: [UInt32]) -> Range<Int> {
        func bound() -> Int {
            let near = rows.isEmpty || generator.oneIn(2) ? 0 : Int(generator.pick(rows)) + generator.below(3) - 1
            return generator.oneIn(2) ? max(near, 0) : generator.below(8 << 16)
        }
        let (one, two) = (bound(), bound())
        return min(one, two)..<max(one, two) + generator.below(2)
    }

    @Test(arguments: SeededGenerator.seeds)
    func agreesWithTheRows(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<12 {
            let rows = Self.rows(&generator)
            let view = try Self.view(rows)
            #expect(view.cardinality == rows.count && view.isEmpty == rows.isEmpty && view.maximum == rows.last)
            var batches: [UInt32] = []
            view.forEachBatch { batches.append(contentsOf: $0) }
            #expect(batches == rows)
            for _ in 0..<12 {
                let range = Self.range(&generator, rows)
                let expected = rows.filter { range.contains(Int($0)) }
                var found: [UInt32] = [7]
                view.appendRows(in: range, to: &found)
                #expect(found == [7] + expected, "rows in \(range)")
                #expect(view.cardinality(in: range) == expected.count, "number of rows in \(range)")
                #expect(view.intersects(range) == !expected.isEmpty, "some row in \(range)")
                try checkUnion(view, rows, from: range.lowerBound & ~63, to: range.upperBound, &generator)
            }
            let set = Set(rows)
            for row in rows.prefix(50) + (0..<50).map({ _ in UInt32(generator.below(8 << 16)) }) {
                #expect(view.contains(row) == set.contains(row))
            }
        }
    }

    private func checkUnion(
        _ view: RoaringView, _ rows: [UInt32], from start: Int, to end: Int, _ generator: inout SeededGenerator
    ) throws {
        var words = [UInt64](repeating: 0, count: (end - start + 63) / 64 + 1)
        let before = UInt64(1) << UInt64(generator.below(64))
        words[words.count - 1] = before
        view.formUnion(into: &words, rows: start..<end)
        #expect(words.last == before, "no bit behind the range")
        var expected = [UInt64](repeating: 0, count: words.count - 1) + [before]
        for row in rows where (start..<end).contains(Int(row)) {
            expected[(Int(row) - start) >> 6] |= 1 << UInt64((Int(row) - start) & 63)
        }
        #expect(words == expected, "union with \(start)..<\(end)")
    }

    @Test(arguments: 0...4)
    func bitsetsAreUnited(kind: Int) throws {
        let rows = RoaringBitmapTests.rows(kind, seed: 4)
        var bits = Bitset(count: 400_001)
        bits[400_000] = true
        try Self.view(rows).formUnion(into: &bits)
        var positions: [UInt32] = []
        bits.appendPositions(in: 0..<400_001, to: &positions)
        #expect(positions == Set(rows).union([400_000]).sorted())
    }

    @Test func theLastRowsOfAll() throws {
        let rows: [UInt32] = [0, .max - 70_000, .max - 1, .max]
        let view = try Self.view(rows)
        var found: [UInt32] = []
        view.appendRows(in: -5..<Int.max, to: &found)
        #expect(found == rows && view.contains(.max) && !view.contains(.max - 2))
        #expect(view.intersects(1 << 32 - 1..<1 << 40) && !view.intersects(1 << 32..<1 << 40))
        #expect(!view.intersects(-9..<0) && !view.intersects(5..<5))
    }

    /// Bytes that are refused or read: never anything else, and what is read is what the library reads.
    @Test(arguments: 1...4, SeededGenerator.seeds.prefix(2))
    func mutatedBytesAreRefusedOrReadAlike(kind: Int, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let original = RoaringBitmap(ascending: RoaringBitmapTests.rows(kind, seed: 7)).serialized()
        var accepted = 0
        for _ in 0..<600 {
            var bytes = original
            for _ in 0...generator.below(3) {
                let place = generator.oneIn(2) ? generator.below(bytes.count) : generator.below(min(bytes.count, 64))
                bytes[place] = UInt8(generator.below(256))
            }
            if generator.oneIn(8) { bytes.removeLast(generator.below(bytes.count)) }
            let region = try Self.region(bytes)
            let view = try? RoaringView(validating: region, maximumRow: 1 << 20)
            let bitmap = try? RoaringBitmap(validating: bytes, maximumRow: 1 << 20)
            #expect((view == nil) == (bitmap == nil))
            guard let view, let bitmap else { continue }
            accepted += 1
            var (found, expected): ([UInt32], [UInt32]) = ([], [])
            view.appendRows(to: &found)
            bitmap.appendRows(in: 0..<1 << 32, to: &expected)
            #expect(found == expected && view.cardinality == found.count)
            #expect(RoaringView(validated: region).maximum == found.last)
        }
        #expect(accepted < 600)
        for length in stride(from: 0, to: original.count, by: max(1, original.count / 300)) {
            let cut = try Self.region(Array(original[..<length]))
            #expect(throws: RoaringFormatError.self) { try RoaringView(validating: cut, maximumRow: .max) }
        }
    }
}
