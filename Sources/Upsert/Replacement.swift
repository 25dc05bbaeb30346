import Bitmaps

/// How far the replacement of segments has come.
public enum ReplacementProgress: Sendable, Equatable {
    /// The old segments are the table's; the new one is not seen yet.
    case carrying
    /// The new segment is the table's; entries of keys may still be said in terms of old rows.
    case repointing
    /// All is done; by partition the rows of the old segments that the new one does not have.
    case finished(dropped: [Int32: UpsertCounts])
}

/// A replacement that is under way.
struct Replacement: Sendable {
    let reader: RowReader
    /// The new segment's live rows, as far as they are known. Rows that die meanwhile die here too.
    var live: LiveRows
    let mapping: RowMapping
    /// The internal numbers and the places of the old segments, in the order of the mapping.
    let segments: [Int]
    let places: [UInt32]
    /// The next row that is carried over.
    var part = 0
    var row = 0
    /// The new segment's place once the table has it.
    var newPlace: UInt32?
    /// The next table of the key map.
    var table = 0
    /// How many tombstones are forgotten.
    var forgotten = 0
    /// Rows that the new segment does not have. Those that are tombstones are counted when they are forgotten.
    var dropped = PartitionCounts()
    var tombstones: [DroppedTombstone] = []
}

/// A row that says that its key is deleted, and that the new segment does not have.
struct DroppedTombstone: Sendable {
    let location: RowLocation
    let hash: UInt64
    let partition: Int32
}
