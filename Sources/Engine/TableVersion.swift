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

/// What a table version says of one partition of what the table reads.
struct PartitionVersion: Sendable {
    let topic: String
    /// The topic's own number of the partition.
    let topicPartition: Int32
    /// Segments that are full and wait to be sealed, oldest first.
    var frozen: [PartitionSnapshot] = []
    var active: PartitionSnapshot?
    /// What the catalog says of everything that is sealed.
    var ledger: Ledger
    /// Every record below this offset is in the version.
    var nextOffset: Int64
    /// Timestamp of the last record consumed, in milliseconds since the epoch.
    var lastTimestamp: Int64?

    init(_ source: PartitionConsumer.Source, nextOffset: Int64, ledger: Ledger? = nil) {
        topic = source.topic
        topicPartition = source.topicPartition
        self.nextOffset = nextOffset
        self.ledger = ledger ?? Ledger(startOffset: nextOffset, endOffset: nextOffset)
    }

    /// What is not sealed, oldest first.
    var pending: [PartitionSnapshot] { frozen + [active].compactMap { $0 } }
}

/// Everything that a query may see of a table.
struct TableContents: Sendable {
    var schema: Schema
    /// In the order of (partition, offset); segments from files come first, in the order of their batches.
    var sealed: [SealedEntry]
    var partitions: [Int32: PartitionVersion]
    /// Sealed records that could not become rows, in the same order.
    var deadLetters: [SealedEntry] = []
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
            sources += version.pending.map(\.rows).filter { $0.rowCount > 0 }
        }
        return sources
    }

    /// The records that could not become rows, likewise.
    var deadLetterSources: [any SegmentSource] {
        var sources: [any SegmentSource] = deadLetters.map(\.segment)
        for partition in partitions.keys.sorted() {
            sources += partitions[partition]?.pending.compactMap(\.deadLetters) ?? []
        }
        return sources
    }

    /// Names of the segments in memory, in the order of partitions.
    var consumingSegments: [String] {
        partitions.sorted { $0.key < $1.key }.flatMap { $0.value.pending.map(\.rows) }
            .filter { !$0.offsets.isEmpty }.map(\.name)
    }

    /// Bytes of memory that hold what is not sealed.
    var consumingBytes: Int {
        partitions.values.reduce(0) { sum, partition in
            sum + partition.pending.filter { !$0.rows.offsets.isEmpty }.reduce(0) { $0 + $1.allocatedBytes }
        }
    }

    func names(_ segment: SealedEntry) -> Bool {
        (sealed + deadLetters).contains { $0.entry.id == segment.entry.id }
    }

    mutating func add(deadLetters new: SealedEntry) {
        deadLetters.append(new)
        deadLetters.sort(by: SealedEntry.inReadingOrder)
    }

    /// Takes over what the catalog says of what is sealed.
    mutating func note(_ entry: TableEntry) {
        for partition in partitions.keys { partitions[partition]?.ledger = entry.ledger(ofPartition: partition) }
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
