import Catalog
import Engine
import TestSupport
import Testing

@Suite struct MergePolicyTests {
    let policy = MergePolicy(targetRows: 100, targetBytes: 10_000)

    /// Segments of one partition that follow each other, with so many rows each.
    private func segments(
        _ rows: [Int64], partition: Int32 = 0, start: Int64 = 0, bytesPerRow: Int64 = 1
    ) -> [SegmentEntry] {
        var offset = start
        return rows.map { rows in
            defer { offset += rows }
            return SegmentEntry(
                id: SegmentID(rawValue: UInt64(1 + offset + Int64(partition) * 1_000_000)), name: "s\(offset)",
                rowCount: rows, byteCount: rows * bytesPerRow, fileChecksum: 0, schemaVersion: 1,
                partition: partition, startOffset: offset, endOffset: offset + rows,
                timeRange: offset...(offset + rows - 1), createdAt: 0)
        }
    }

    private func merged(_ rows: [Int64], retention: Int64? = nil) -> [[Int64]] {
        policy.runs(in: segments(rows), retention: retention).map { $0.map(\.rowCount) }
    }

    @Test func mergesFourSmallOnesAndMore() {
        #expect(merged([10, 10, 10]).isEmpty)
        #expect(merged([10, 10, 10, 10]) == [[10, 10, 10, 10]])
        #expect(merged([24, 24, 24, 24]) == [[24, 24, 24, 24]])
        #expect(merged([10, 10, 10, 10, 10, 10]) == [[10, 10, 10, 10, 10, 10]])
        #expect(merged([]).isEmpty)
    }

    @Test func largeOnesAreLeftAndSeparateTheOthers() {
        #expect(merged([25, 25, 25, 25]).isEmpty)
        #expect(merged([10, 10, 25, 10, 10]).isEmpty)
        #expect(merged([10, 10, 10, 10, 99, 1, 1, 1, 1]) == [[10, 10, 10, 10], [1, 1, 1, 1]])
        let heavy = segments([1, 1, 1, 1], bytesPerRow: 2_500)
        #expect(policy.runs(in: heavy).isEmpty)
    }

    @Test func theWholeStaysWithinTheTarget() {
        #expect(merged([20, 20, 20, 20, 20, 20]) == [[20, 20, 20, 20, 20]])
        let heavy = segments([1, 1, 1, 1, 1, 1], bytesPerRow: 2_000)
        #expect(policy.runs(in: heavy).map(\.count) == [5])
    }

    @Test func noPartOutweighsTheRest() {
        #expect(merged([20, 1, 1, 1]).isEmpty)
        #expect(merged([20, 1, 1, 1, 1]) == [[1, 1, 1, 1]])
        #expect(merged([20, 4, 4, 4, 4, 4]) == [[20, 4, 4, 4, 4, 4]])
        #expect(merged([1, 1, 1, 20]).isEmpty)
    }

    @Test func onlyNeighboursOfOnePartition() {
        let gap = segments([5, 5]) + segments([5, 5], start: 11)
        #expect(policy.runs(in: gap).isEmpty)
        let two = segments([5, 5], partition: 1) + segments([5, 5], partition: 0)
        #expect(policy.runs(in: two).isEmpty)
        let both = segments([5, 5, 5, 5], partition: 1) + segments([5, 5, 5, 5], partition: 0)
        #expect(policy.runs(in: both.reversed()).map { $0.map(\.partition) } == [[0, 0, 0, 0], [1, 1, 1, 1]])
        let batches = (1...8).map { generation in
            SegmentEntry(
                id: SegmentID(rawValue: UInt64(generation)), name: "b\(generation)", rowCount: 1, byteCount: 1,
                fileChecksum: 0, schemaVersion: 1, generation: Int64(generation), createdAt: 0)
        }
        #expect(policy.runs(in: batches).isEmpty)
    }

    @Test func aMergedSegmentSpansLittleOfTheRetention() {
        let rows: [Int64] = [5, 5, 5, 5, 5, 5]
        #expect(merged(rows, retention: 16 * 29) == [rows])
        #expect(merged(rows, retention: 16 * 19) == [[5, 5, 5, 5]])
        #expect(merged(rows, retention: 16 * 18).isEmpty)
    }

    /// Seals of any size, merged until nothing is left to do: few segments remain, and rows are not written again and
    /// again.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func mergingEndsSoonAndCostsLittle(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var sizes: [Int64] = []
        let policy = MergePolicy(targetRows: 100_000, targetBytes: .max)
        var written: Int64 = 0
        var sealed: Int64 = 0
        for _ in 0..<2_000 {
            let rows = Int64.random(in: 50...150, using: &random)
            sealed += rows
            sizes.append(rows)
            while let run = policy.runs(in: segments(sizes)).first {
                let starts = segments(sizes).map(\.startOffset)
                guard let first = starts.firstIndex(of: run[0].startOffset) else { return }
                let total = run.reduce(0) { $0 + $1.rowCount }
                written += total
                sizes.replaceSubrange(first..<first + run.count, with: [total])
            }
        }
        #expect(sizes.reduce(0, +) == sealed)
        #expect(sizes.count < 40, "\(sizes)")
        #expect(written < sealed * 11, "\(written / sealed) times")
    }
}
