import Bitmaps
import Testing

@Suite struct RoaringBitmapTests {
    /// Ascending rows of one kind: scattered, dense, in runs, or a mixture, over several containers.
    static func rows(_ kind: Int, seed: UInt64) -> [UInt32] {
        var state = seed &* 2 + 1
        func next(_ limit: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % limit
        }
        var rows: Set<UInt32> = []
        switch kind {
        case 0: break
        case 1: for _ in 0..<200 { rows.insert(UInt32(next(400_000))) }
        case 2: for _ in 0..<6000 { rows.insert(UInt32(next(9000)) + 65_000) }
        case 3: for start in 0..<5 { rows.formUnion((0..<UInt32(next(3000))).map { UInt32(start * 40_000) + $0 }) }
        default:
            rows = [0, 65_535, 65_536, 131_072]
            rows.formUnion(200_000..<203_000)
            for _ in 0..<5000 { rows.insert(UInt32(next(65_536)) + 262_144) }
        }
        return rows.sorted()
    }

    @Test(arguments: 0...4, [1, 2, 3] as [UInt64])
    func bitmapsAreReadBack(kind: Int, seed: UInt64) throws {
        let rows = Self.rows(kind, seed: seed)
        let bitmap = RoaringBitmap(ascending: rows)
        let bytes = bitmap.serialized()
        let inserted = RoaringBitmap()
        for row in rows.reversed() { inserted.insert(row) }
        #expect(inserted.serialized() == bytes, "the same rows, the same bytes")
        let read = try RoaringBitmap(validating: bytes, maximumRow: rows.last ?? 0)
        #expect(read == bitmap && read.cardinality == rows.count && read.serialized() == bytes)
        var batches: [UInt32] = []
        read.forEachBatch { batches.append(contentsOf: $0) }
        #expect(batches == rows)
        #expect(rows.allSatisfy { read.contains($0) } && !read.contains(399_999 + 65_536))
        if let last = rows.last, last > 0 {
            #expect(throws: RoaringFormatError.self) { try RoaringBitmap(validating: bytes, maximumRow: last - 1) }
        }
    }

    @Test(arguments: 0...4)
    func rangesAndBitsets(kind: Int) {
        let rows = Self.rows(kind, seed: 4)
        let bitmap = RoaringBitmap(ascending: rows)
        for range in [0..<400_000, 0..<1, 65_535..<65_537, 201_000..<202_025, 5..<5, 399_000..<1 << 40, -4..<70_000] {
            var found: [UInt32] = [1]
            bitmap.appendRows(in: range, to: &found)
            #expect(found == [1] + rows.filter { range.contains(Int($0)) })
        }
        var bits = Bitset(count: 400_000)
        bits[399_999] = true
        bitmap.formUnion(into: &bits)
        var positions: [UInt32] = []
        bits.appendPositions(in: 0..<400_000, to: &positions)
        #expect(positions == Set(rows).union([399_999]).sorted())
    }

    @Test(arguments: 0...4, 0...4)
    func setOperations(left: Int, right: Int) {
        let (one, two) = (Self.rows(left, seed: 5), Self.rows(right, seed: 6))
        let (first, second) = (RoaringBitmap(ascending: one), RoaringBitmap(ascending: two))
        func rows(_ set: Set<UInt32>) -> RoaringBitmap { RoaringBitmap(ascending: set.sorted()) }
        #expect(first.intersection(second) == rows(Set(one).intersection(two)))
        #expect(first.union(second) == rows(Set(one).union(two)))
        #expect(first.subtracting(second) == rows(Set(one).subtracting(two)))
        #expect(first == RoaringBitmap(ascending: one) && (first == second) == (one == two))
    }
}
