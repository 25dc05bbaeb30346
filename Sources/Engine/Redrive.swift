import Bytes
import Catalog
import Ingest
import Log
import Query
import SQL
import Schema
import Synchronization

/// What a redrive did.
public struct RedriveOutcome: Hashable, Sendable {
    /// Records that go through the table's pipeline once more.
    public var redriven: Int64
    /// Records that stay among the dead letters.
    public var left: Int64

    public init(redriven: Int64, left: Int64) {
        self.redriven = redriven
        self.left = left
    }
}

/// Names of the headers that a redriven record carries besides its own: where it came from.
enum RedriveHeader {
    static let topic = "martlet.redrive.topic"
    static let partition = "martlet.redrive.partition"
    static let offset = "martlet.redrive.offset"
}

extension Database {
    /// Sends dead letters through the table's pipeline once more: those for which a condition over their columns (see
    /// `DeadLetters`) is true; nil for all. Batches that cannot be read stay.
    ///
    /// The records are appended to an internal topic that the table reads, so that a replay repeats them; then one edit
    /// takes them out of the dead letters and says that the new records count. A record of which the topic has a copy
    /// that no edit speaks of was not redriven, and the table passes over the copy.
    ///
    /// Codes: `UNKNOWN_TABLE`, `NOT_REALTIME`, those of SQL, `SEAL_FAILED`.
    public func redriveDeadLetters(
        _ name: String, where condition: String? = nil
    ) async throws(EngineError) -> RedriveOutcome {
        let filter = try Redrive.parse(condition)
        try await forceCommit(name)
        return try await administration.run { [self] () throws(EngineError) in
            let (table, consumer) = try realtime(name)
            let selected = try select(filter, from: table)
            if selected.allSatisfy(\.matched.isEmpty) {
                return RedriveOutcome(redriven: 0, left: selected.reduce(0) { $0 + $1.leftCount })
            }
            let topic = try redriveTopic(of: table, consumer)
            var offsets: Range<Int64>?
            for part in selected {
                for batch in try Redrive.batches(of: part.matched) {
                    let appended = try appendAndWait(batch, to: topic)
                    offsets = (offsets?.lowerBound ?? appended.lowerBound)..<appended.upperBound
                }
            }
            guard let offsets else { preconditionFailure("there are records to redrive") }
            try commit(selected, offsets, table)
            consumer.commitRedrive(offsets)
            return RedriveOutcome(
                redriven: selected.reduce(0) { $0 + Int64($1.matched.count) },
                left: selected.reduce(0) { $0 + $1.leftCount })
        }
    }

    private func select(_ filter: Expression?, from table: TableRuntime) throws(EngineError) -> [Redrive.Selection] {
        var selections: [Redrive.Selection] = []
        for sealed in table.versions.version.contents.deadLetters {
            selections.append(try Redrive.select(filter, from: sealed, options.queryLimits))
        }
        return selections
    }

    /// Blocks until the batch is on disk.
    private func appendAndWait(_ batch: RecordBatch, to topic: Topic) throws(EngineError) -> Range<Int64> {
        let outcome = Monitor<Result<[ProducedRange], EngineError>?>(nil)
        committer.submit(.init(topic: topic, batches: [(0, batch)]) { result in outcome.update { $0 = result } })
        guard let ranges = try outcome.wait(until: { $0 })?.get(), let range = ranges.first else {
            preconditionFailure("a batch has offsets")
        }
        return range.first..<range.last + 1
    }

    /// The topic by which a table redrives, made and read if it was not before.
    private func redriveTopic(of table: TableRuntime, _ consumer: TableConsumer) throws(EngineError) -> Topic {
        let name = InternalTopic.redrive(of: table.name)
        if let topic = registry.withLock({ $0.topics[name] }) { return topic }
        let settings = TopicSettings(
            retention: RetentionBounds(maximumBytes: Int64(InternalTopic.redriveBytesKept)))
        let state = try edit { draft throws(CatalogError) in
            let id = draft.newTopicID()
            try draft.append(
                .createTopic(
                    TopicEntry(id: id, name: name, partitionCount: 1, settings: settings, createdAt: options.now())))
            try draft.append(.addSource(table.id, .redrive(id)))
        }
        guard let topicEntry = state.topic(named: name), let entry = state.tables[table.id],
            let (place, _) = entry.redriveSource
        else { preconditionFailure("the edit made topic and source") }
        let topic = try openTopic(topicEntry)
        registry.withLock { $0.topics[name] = topic }
        try begin(entry.sources[place], place, of: table, entry, consumer)
        return topic
    }

    private func commit(
        _ selected: [Redrive.Selection], _ offsets: Range<Int64>, _ table: TableRuntime
    ) throws(EngineError) {
        let touched = selected.filter { !$0.matched.isEmpty }
        var changes: [CatalogChange] = []
        var built: [SegmentStore.Built] = []
        var redriven: [Int32: Int64] = [:]
        for part in touched {
            changes.append(.removeDeadLetters(table.id, part.source.entry.id))
            redriven[part.source.entry.partition ?? 0, default: 0] += Int64(part.matched.count)
            guard let rest = part.rest else { continue }
            let entry = part.source.entry
            let segment = try store.build(
                rest.topicRows, sourceRows: [rest.rowCount],
                .init(
                    name: entry.name, schemaVersion: entry.schemaVersion, partition: entry.partition,
                    offsets: entry.startOffset..<entry.endOffset, recordCount: part.leftCount),
                for: .init(table: table.id, timeColumn: nil))
            built.append(segment)
            changes.append(.addDeadLetters(table.id, segment.sealed.entry))
        }
        changes.append(.commitRedrive(table.id, offsets: offsets, redriven: redriven))
        let ids = Set(touched.map(\.source.entry.id))
        try store.commit(changes, of: table.id, adding: built) { entry in
            table.versions.publish { contents in
                contents.deadLetters.removeAll { ids.contains($0.entry.id) }
                for segment in built { contents.add(deadLetters: segment.sealed) }
                contents.note(entry)
            }
        }
        for id in ids { store.removeFile(of: id, in: table.id) }
    }
}

extension TableConsumer {
    /// Offsets of the redrive source that belong to the table from now on.
    func commitRedrive(_ offsets: Range<Int64>) {
        atRest { state in
            for index in state.lanes.indices where state.lanes[index]?.source.committed != nil {
                state.lanes[index]?.commit(offsets)
            }
        }
    }
}
