/// Applies the changes of one edit to a state, each checked against the state that the changes before it left.
///
/// The same checks run when an edit is built and when it is read back: the one who writes and the one who reads agree
/// on what a valid history is.
struct StateEditor {
    var state: CatalogState
    /// For segments added by this edit: where each partition must be consumed to when it ends.
    var expectedOffsets: [TableID: [Int32: Int64]] = [:]
    /// The last batch of each table that this edit adds a batch to, before the edit.
    var generationsBefore: [TableID: Int64] = [:]
    /// By table, the segments that this edit removed and that none has taken the place of.
    var removed: [TableID: RemovedSegments] = [:]
    /// Numbers that the edit gave to something new.
    private(set) var usedIDs: [UInt64] = []

    init(_ state: CatalogState) { self.state = state }

    /// Applies an edit that was stored. After an error the state is undefined.
    static func replay(_ edit: CatalogEdit, on state: inout CatalogState) throws(EditRefusal) {
        var editor = StateEditor(state)
        // The editor must be the only holder, or every edit of a long journal copies the dictionaries.
        state = CatalogState()
        for change in edit.changes { try editor.apply(change) }
        try editor.finish(nextID: edit.nextID)
        state = editor.state
    }

    mutating func apply(_ change: CatalogChange) throws(EditRefusal) {
        switch change {
        case .createTopic(let topic): try createTopic(topic)
        case .alterTopic(let id, let partitionCount, let settings): try alterTopic(id, partitionCount, settings)
        case .deleteRecords(let id, let offsets): try deleteRecords(id, below: offsets)
        case .dropTopic(let id): try dropTopic(id)
        case .putSchema(let schema): try putSchema(schema)
        case .dropSchema(let name): try dropSchema(name)
        case .createTable(let table): try createTable(table)
        case .alterTable(let id, let configJSON): try alterTable(id, configJSON)
        case .addSchemaVersion(let id, let version): try addSchemaVersion(id, version)
        case .dropSchemaVersion(let id, let version): try dropSchemaVersion(id, version)
        case .dropTable(let id): try dropTable(id)
        case .addSegment(let id, let segment): try addSegment(id, segment)
        case .removeSegment(let id, let segment): try removeSegment(id, segment)
        case .setConsumed(let id, let partition, let offset, let rejected, let filtered, let skipped):
            try setConsumed(id, partition, offset, [rejected, filtered, skipped])
        case .setPaused(let id, let isPaused):
            _ = try requireTable(id)
            state.tables[id]?.isPaused = isPaused
        case .addSource(let id, let source): try addSource(id, source)
        case .growSource(let id, let place, let count): try growSource(id, place, count)
        case .addDeadLetters(let id, let segment): try addDeadLetters(id, segment)
        case .removeDeadLetters(let id, let segment): try removeDeadLetters(id, segment)
        case .commitRedrive(let id, let offsets, let redriven): try commitRedrive(id, offsets, redriven)
        }
    }

    /// Makes `state` the one after the edit. Throws if the edit ends in the middle of something.
    mutating func finish(nextID: UInt64) throws(EditRefusal) {
        if nextID < state.nextID {
            throw EditRefusal(.idNotReserved, "the next number goes back from \(state.nextID) to \(nextID)")
        }
        for (table, partitions) in expectedOffsets {
            guard let entry = state.tables[table] else { continue }
            for (partition, offset) in partitions where entry.consumed(inPartition: partition) != offset {
                throw EditRefusal(
                    .offsetGap,
                    "the edit adds a segment up to offset \(offset) of partition \(partition) of \(entry.name), "
                        + "but leaves it consumed to \(entry.consumed(inPartition: partition))")
            }
        }
        for (table, gone) in removed { expire(gone, from: table) }
        if let largest = usedIDs.max(), largest >= nextID {
            throw EditRefusal(.idNotReserved, "the number \(largest) was not given out; the next one is \(nextID)")
        }
        state.editNumber += 1
        state.nextID = nextID
    }

    mutating func use(_ id: UInt64) throws(EditRefusal) {
        if id == 0 || id > CatalogLimits.largestNumber {
            throw EditRefusal(.invalidEntry, "\(id) is no number of a topic, table or segment")
        }
        if usedIDs.contains(id) { throw EditRefusal(.idNotReserved, "the number \(id) is used twice") }
        usedIDs.append(id)
    }
}

/// Checks of texts and numbers that entries have in common.
enum EntryRules {
    /// Names become parts of URLs and messages: 1 to 249 ASCII letters, digits, `.`, `_` and `-`, as Kafka has it.
    static func checkName(_ name: String, of kind: String) throws(EditRefusal) {
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if name.isEmpty || name.utf8.count > CatalogLimits.nameBytes || name == "." || name == ".." || !isAllowed {
            throw EditRefusal(
                .invalidEntry,
                "the name of a \(kind) is 1 to \(CatalogLimits.nameBytes) ASCII letters, digits, '.', '_' and '-'")
        }
    }

    static func checkDocument(_ json: String, of kind: String) throws(EditRefusal) {
        if json.utf8.count > CatalogLimits.documentBytes {
            throw EditRefusal(
                .limitReached, "the text of a \(kind) has at most \(CatalogLimits.documentBytes) bytes")
        }
    }

    static func checkCount(_ count: Int, below limit: Int, of kind: String) throws(EditRefusal) {
        if count >= limit { throw EditRefusal(.limitReached, "there are \(limit) \(kind) already, which is the limit") }
    }

    static func checkOffsets(_ offsets: [Int32: Int64]) throws(EditRefusal) {
        for (partition, offset) in offsets {
            try checkPartition(partition)
            if offset < 0 { throw EditRefusal(.invalidEntry, "the offset \(offset) is negative") }
        }
    }

    static func checkPartition(_ partition: Int32) throws(EditRefusal) {
        if partition < 0 || partition >= TableSource.partitionLimit {
            throw EditRefusal(
                .invalidEntry, "the partition \(partition) is outside of 0 to \(TableSource.partitionLimit - 1)")
        }
    }

    /// Durations are stored as whole milliseconds and come back as they were.
    static func checkSettings(_ settings: TopicSettings) throws(EditRefusal) {
        for (age, least) in [
            (settings.retention.maximumAge, 1), (settings.fileAge, 1), (settings.tombstoneRetention, 0),
        ] {
            guard let age else { continue }
            if Duration.milliseconds(age.wholeMilliseconds) != age || age < .milliseconds(least) {
                throw EditRefusal(.invalidEntry, "an age is a positive number of whole milliseconds")
            }
        }
        for bytes in [settings.retention.maximumBytes, settings.fileBytes, settings.maximumBatchBytes] {
            if let bytes, bytes <= 0 {
                throw EditRefusal(.invalidEntry, "a size is a positive number of bytes")
            }
        }
    }
}

extension Duration {
    /// The duration in milliseconds, rounded towards zero and kept within 64 bits.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return overflow || carry ? (seconds < 0 ? .min : .max) : sum
    }
}
