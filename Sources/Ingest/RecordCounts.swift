/// What became of the records of a range of offsets: each offset is counted once.
public struct RecordCounts: Hashable, Sendable {
    /// Records that became rows.
    public var live: Int64 = 0
    /// Records that the table's filter left out.
    public var filtered: Int64 = 0
    /// Records that could not become rows and are dead letters.
    public var rejected: Int64 = 0
    /// Offsets without a record: removed before they were read, or never committed.
    public var skipped: Int64 = 0

    public init() {}
}
