import Bitmaps
import Bytes
import Schema
import Segment

/// Uses every reader on whatever opens. Whatever the bytes are, a reader may throw a `FormatError` when it opens
/// something, and must not fail, contradict itself or read beyond its bytes afterwards.
///
/// `SegmentTests` runs the committed corpus through it as well.
package struct SegmentExercise {
    private let segment: SealedSegment
    /// Whether verification found nothing wrong; false as well if it would take too long.
    private let isSound: Bool

    /// Whether the bytes opened as a segment, and how many of its columns did.
    @discardableResult
    package static func run(_ bytes: [UInt8]) -> (isOpen: Bool, columns: Int) {
        do throws(FormatError) {
            let mapped = MappedRegion(copying: bytes)
            let segment = try SealedSegment(mapped, path: "input")
            // Another object, so that verification leaves nothing behind that reads could rely on.
            let isSound = isSound(try SealedSegment(mapped, path: "input"))
            return (true, SegmentExercise(segment: segment, isSound: isSound).run())
        } catch {
            precondition(!error.section.isEmpty, "an error names its section")
            return (false, 0)
        }
    }

    private static func isSound(_ segment: SealedSegment) -> Bool {
        do throws(FormatError) {
            if segment.rowCount > maximumRows { return false }
            try segment.verify()
            return true
        } catch {
            precondition(!error.section.isEmpty, "an error names its section")
            return false
        }
    }

    private func run() -> Int {
        precondition(!SegmentInspector.describe(segment).isEmpty, "a segment can be described")
        var opened = 0
        for (index, metadata) in segment.columns.enumerated() {
            guard let column = try? segment.column(at: index) else { continue }
            opened += 1
            ColumnExercise(segment, isSound: isSound, column, rowCount: segment.rowCount).run()
            if let lists = column.lists {
                ColumnExercise(segment, isSound: isSound, lists.values, rowCount: metadata.valueCount).run()
                ListExercise(column: column, lists: lists, rowCount: segment.rowCount).run()
            }
        }
        checkProvenance()
        precondition(!isSound || opened == segment.columns.count, "a sound segment has sound columns")
        precondition(!isSound || (segment.damage == nil && segment.readFailure == nil), "a sound segment has no damage")
        _ = try? segment.differences(from: IndexingConfig(sortedColumn: segment.columns.first?.name.string))
        return opened
    }

    private func checkProvenance() {
        guard let provenance = try? segment.provenance() else { return }
        var read: [RowProvenance] = []
        for range in SampledRows(of: segment.rowCount).ranges {
            provenance.read(range, into: &read)
            precondition(read.count == range.count, "a provenance for each row")
        }
    }

    /// A segment with more rows is not verified, and an index not compared with its codes: that would take too long.
    static let maximumRows = 1 << 16
}

/// Some of the rows of a segment, or of the values of a column.
struct SampledRows {
    /// Runs of rows.
    let ranges: [Range<Int>]
    /// Single rows, in no order.
    let rows: [UInt32]

    /// Rows that are read in one go.
    private static let batchRows = 2048

    init(of count: Int) {
        let starts = Set([0, count / 3, max(count - Self.batchRows, 0), count])
        ranges = starts.sorted().flatMap { start in
            [start..<min(start + Self.batchRows, count), start..<min(start + 65, count)]
        }
        let spread = max(count / 257, 1)
        rows = (0..<min(count, 257)).map { UInt32(truncatingIfNeeded: ($0 * 101 % 257 * spread) % count) }
    }
}
