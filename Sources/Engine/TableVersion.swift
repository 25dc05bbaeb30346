import Catalog
import Ingest
import Schema
import Segment

/// A sealed segment with the catalog's word on it.
package struct SealedEntry: Sendable {
    package let entry: SegmentEntry
    package let segment: SealedSegment

    package init(entry: SegmentEntry, segment: SealedSegment) {
        self.entry = entry
        self.segment = segment
    }

    /// The entry with as many rows as it costs to build the segment again: values of lists count as rows. O(columns).
    package var entryCountingValues: SegmentEntry {
        let values = segment.columns.reduce(segment.rowCount) { max($0, $1.valueCount) }
        return entry.counting(rows: Int64(clamping: values))
    }
}

/// What a table version says of one partition of the topic.
struct PartitionVersion: Sendable {
    /// Segments that are full and wait to be sealed, oldest first.
    var frozen: [ConsumingSnapshot] = []
    var active: ConsumingSnapshot?
    /// Every record below this offset is in the version.
    var nextOffset: Int64
    /// Timestamp of the last record consumed, in milliseconds since the epoch.
    var lastTimestamp: Int64?
}

/// Everything that a query may see of a table.
struct TableContents: Sendable {
    var schema: Schema
    /// In the order of (partition, offset); segments from files come first, in the order of their batches.
    var sealed: [SealedEntry]
    var partitions: [Int32: PartitionVersion]
    /// Segments whose bytes are damaged, with what was found.
    var quarantined: [SegmentID: String] = [:]

    /// Adds a segment at its place in the reading order, where there may be others that it takes the place of.
    mutating func add(_ new: SealedEntry, replacing old: [SealedEntry] = []) {
        let ids = Set(old.map(\.entry.id))
        sealed.removeAll { ids.contains($0.entry.id) }
        for id in ids { quarantined[id] = nil }
        sealed.append(new)
        sealed.sort(by: SealedEntry.inReadingOrder)
    }

    /// The segments in the fixed order in which queries read and merge them.
    var sources: [any SegmentSource] {
        var sources: [any SegmentSource] = sealed.map(\.segment)
        for partition in partitions.keys.sorted() {
            guard let version = partitions[partition] else { continue }
            sources += version.frozen
            if let active = version.active, active.rowCount > 0 { sources.append(active) }
        }
        return sources
    }
}

/// An immutable state of a table: a query loads one, once, and uses nothing else.
final class TableVersion: Sendable {
    /// Counts up by one with every version of the table since the process started.
    let epoch: UInt64
    let contents: TableContents

    init(epoch: UInt64, contents: TableContents) {
        self.epoch = epoch
        self.contents = contents
    }
}
