/// Where the records of one partition went, up to what is sealed: each is in exactly one place.
public struct Ledger: Hashable, Sendable {
    /// The offset at which the table began.
    public var startOffset: Int64
    /// The next offset to consume.
    public var endOffset: Int64
    /// Records that are one row or several.
    public var live: Int64 = 0
    /// Records that the table's filter left out.
    public var filtered: Int64 = 0
    /// Records that could not become rows and wait among the dead letters.
    public var deadLettered: Int64 = 0
    /// Dead letters that were sent once more: they are records of the redrive source now.
    public var redriven: Int64 = 0
    /// Rows that retention or a request removed, and offsets without a record when the table came to them: removed by
    /// the log's retention or compaction, or never committed.
    public var expired: Int64 = 0

    public init(startOffset: Int64, endOffset: Int64) {
        self.startOffset = startOffset
        self.endOffset = endOffset
    }

    /// Offsets that were consumed.
    public var produced: Int64 { endOffset - startOffset }

    /// Whether every offset is accounted for, once.
    public var isBalanced: Bool { produced == live + filtered + deadLettered + redriven + expired }
}

extension TableEntry {
    /// The ledger of a partition. The count of dead letters is that of their segments, not of what was rejected. O(dead
    /// letter segments).
    public func ledger(ofPartition partition: Int32) -> Ledger {
        var ledger = Ledger(
            startOffset: started[partition] ?? 0, endOffset: consumed(inPartition: partition))
        ledger.live = liveRecords[partition] ?? 0
        ledger.filtered = filtered[partition] ?? 0
        ledger.deadLettered = deadLetters.values.reduce(0) { $0 + ($1.partition == partition ? $1.recordCount : 0) }
        ledger.redriven = redriven[partition] ?? 0
        ledger.expired = (skipped[partition] ?? 0) + (expired[partition] ?? 0)
        return ledger
    }
}
