import Bytes
import Catalog
import Files
import TestSupport
import Testing

/// The catalog without cleverness: names and offsets in dictionaries.
private struct Model {
    struct Table {
        var topic: String?
        var config = "{}"
        var segments: [String: String] = [:]
        var consumed: [Int32: Int64] = [:]
        var rejected: [Int32: Int64] = [:]
        var batches: Int64 = 0
        var versions: [UInt32] = [1]
    }

    var topics: [String: Int32] = [:]
    var schemas: [String: UInt32] = [:]
    var tables: [String: Table] = [:]

    /// One line per thing, sorted.
    var summary: [String] {
        topics.map { "topic \($0.key) \($0.value)" }.sorted()
            + schemas.map { "schema \($0.key) \($0.value)" }.sorted()
            + tables.map { name, table in
                "table \(name) \(table.topic ?? "-") \(table.config) \(table.segments.sorted { $0.key < $1.key }) "
                    + "\(table.consumed.sorted { $0.key < $1.key }) \(table.rejected.sorted { $0.key < $1.key }) "
                    + "\(table.batches) \(table.versions)"
            }.sorted()
    }
}

extension CatalogState {
    fileprivate var summary: [String] {
        var model = Model()
        for topic in topics.values { model.topics[topic.name] = topic.partitionCount }
        for schema in schemas.values { model.schemas[schema.name] = schema.version }
        for entry in tables.values {
            var table = Model.Table(
                topic: entry.sources.first?.topicID.flatMap { topics[$0]?.name }, config: entry.configJSON)
            for segment in entry.segments.values {
                table.segments[segment.name] = "\(segment.partition ?? -1) \(segment.startOffset) \(segment.endOffset)"
            }
            table.consumed = entry.consumed
            table.rejected = entry.rejected
            table.batches = entry.lastGeneration
            table.versions = entry.schemaVersions.map(\.version)
            model.tables[entry.name] = table
        }
        return model.summary
    }
}

/// Random edits, valid and invalid, against the catalog and the model.
private struct RandomRun {
    var random: SeededGenerator
    var fileSystem = MemoryFileSystem()
    var catalog: Catalog
    var model = Model()
    var accepted = 0
    var refused = 0
    var disagreement: String?

    init(_ seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        catalog = try Catalog.open(fileSystem, options: Catalog.Options(checkpointBytes: 4_096))
    }

    /// Notes that the catalog accepted what the model refuses.
    private mutating func agree(_ condition: Bool, _ refusal: String) {
        if !condition { disagreement = refusal }
    }

    private mutating func pick(_ names: [String]) -> String { names[random.below(names.count)] }

    /// One edit of one to three changes. The model changes only if the catalog accepts, and must agree on whether it
    /// does.
    mutating func step() throws {
        var after: Model? = model
        let changes = (0...random.below(3)).map { _ in random.below(10) }
        do {
            try catalog.commit { draft throws(CatalogError) in
                for change in changes { try self.change(change, &draft, &after) }
            }
            accepted += 1
            model = try #require(after)
        } catch let error as CatalogError {
            refused += 1
            #expect(after == nil, "the catalog refused what the model accepts: \(error)")
        }
        #expect(disagreement == nil, "accepted, although the model says: \(disagreement ?? "")")
        #expect(catalog.state.summary == model.summary)
    }

    private mutating func change(
        _ kind: Int, _ draft: inout CatalogDraft, _ after: inout Model?
    ) throws(CatalogError) {
        guard var next = after else { return }
        after = nil
        switch kind {
        case 0: try createTopic(&draft, &next)
        case 1: try alterOrDropTopic(&draft, &next)
        case 2: try changeSchema(&draft, &next)
        case 3: try createTable(&draft, &next)
        case 4: try dropTable(&draft, &next)
        case 5: try removeSegment(&draft, &next)
        case 6: try addBatch(&draft, &next)
        case 7: try replaceSegments(&draft, &next)
        default: try seal(&draft, &next)
        }
        after = next
    }

    private mutating func createTopic(_ draft: inout CatalogDraft, _ next: inout Model) throws(CatalogError) {
        let name = pick(["a", "b", "c"])
        let count = Int32(1 + random.below(3))
        try draft.append(
            .createTopic(TopicEntry(id: draft.newTopicID(), name: name, partitionCount: count, createdAt: 0)))
        agree(next.topics[name] == nil, "the model has the topic")
        next.topics[name] = count
    }

    private mutating func alterOrDropTopic(_ draft: inout CatalogDraft, _ next: inout Model) throws(CatalogError) {
        let name = pick(["a", "b", "c"])
        let id = draft.state.topic(named: name)?.id ?? TopicID(rawValue: 77_777)
        if random.oneIn(2) {
            let count = Int32(1 + random.below(4))
            try draft.append(.alterTopic(id, partitionCount: count, settings: TopicSettings()))
            agree(count >= next.topics[name] ?? .max, "the model refuses fewer partitions")
            next.topics[name] = count
        } else {
            try draft.append(.dropTopic(id))
            agree(next.topics[name] != nil && !next.tables.values.contains { $0.topic == name }, "in use")
            next.topics[name] = nil
        }
    }

    private mutating func changeSchema(_ draft: inout CatalogDraft, _ next: inout Model) throws(CatalogError) {
        let name = pick(["s", "t"])
        if random.oneIn(4) {
            try draft.append(.dropSchema(name: name))
            agree(next.schemas[name] != nil && !next.tables.keys.contains { $0.hasPrefix(name) }, "in use")
            next.schemas[name] = nil
        } else {
            let version = (next.schemas[name] ?? 0) + (random.oneIn(5) ? 2 : 1)
            try draft.append(.putSchema(SchemaEntry(name: name, version: version, json: "{}")))
            agree(version == (next.schemas[name] ?? 0) + 1, "the model refuses the version")
            next.schemas[name] = version
        }
    }

    private mutating func createTable(_ draft: inout CatalogDraft, _ next: inout Model) throws(CatalogError) {
        let schema = pick(["s", "t"])
        let topic = pick(["a", "b", "c", "-"])
        let name = schema + (topic == "-" ? "_OFFLINE" : "_REALTIME")
        let topicID = topic == "-" ? nil : draft.state.topic(named: topic)?.id ?? TopicID(rawValue: 77_777)
        let consumed: [Int32: Int64] = topic != "-" && random.oneIn(2) ? [0: Int64(random.below(9))] : [:]
        try draft.append(
            .createTable(
                TableEntry(
                    id: draft.newTableID(), name: name, configJSON: "{}", schemaName: schema, schemaJSON: "{}",
                    sources: topicID.map { [.topic($0)] } ?? [], consumed: consumed, createdAt: 0)))
        agree(next.tables[name] == nil && next.schemas[schema] != nil, "the model refuses the table")
        agree(topic == "-" || next.topics[topic] != nil, "the model has no topic")
        next.tables[name] = Model.Table(topic: topic == "-" ? nil : topic, consumed: consumed)
    }

    private mutating func table(_ draft: CatalogDraft) -> (String, TableID) {
        let name = pick(["s_REALTIME", "t_REALTIME", "s_OFFLINE", "t_OFFLINE"])
        return (name, draft.state.table(named: name)?.id ?? TableID(rawValue: 77_777))
    }

    private mutating func dropTable(_ draft: inout CatalogDraft, _ next: inout Model) throws(CatalogError) {
        let (name, id) = table(draft)
        if random.oneIn(3) {
            try draft.append(.dropTable(id))
            agree(next.tables.removeValue(forKey: name) != nil, "the model has no table")
        } else {
            try draft.append(.alterTable(id, configJSON: "{\(random.below(9))}"))
            next.tables[name]?.config = draft.state.tables[id]?.configJSON ?? ""
        }
    }

    private mutating func removeSegment(_ draft: inout CatalogDraft, _ next: inout Model) throws(CatalogError) {
        let (name, id) = table(draft)
        let names = next.tables[name]?.segments.keys.sorted() ?? []
        let segmentName = names.isEmpty ? "none" : pick(names)
        let segment = draft.state.tables[id]?.segmentIDs[segmentName] ?? SegmentID(rawValue: 77_777)
        try draft.append(.removeSegment(id, segment))
        agree(next.tables[name]?.segments.removeValue(forKey: segmentName) != nil, "the model has no segment")
    }

    /// One segment in the place of a few neighbours, or, one time in six, of one record more than they have.
    private mutating func replaceSegments(_ draft: inout CatalogDraft, _ next: inout Model) throws(CatalogError) {
        let (name, id) = table(draft)
        let partition = Int32(random.below(2))
        let old = (draft.state.tables[id]?.segments.values.filter { $0.partition == partition } ?? [])
            .sorted { $0.startOffset < $1.startOffset }
        guard !old.isEmpty else { return }
        let first = random.below(old.count)
        let run = old[first..<min(first + 1 + random.below(4), old.count)]
        let end = run[run.endIndex - 1].endOffset + (random.oneIn(6) ? 1 : 0)
        let segmentID = catalog.reserveSegmentID()
        for segment in run { try draft.append(.removeSegment(id, segment.id)) }
        let merged = segment(segmentID, "m\(segmentID)", partition: partition, run[first].startOffset..<end)
        try draft.append(.addSegment(id, merged))
        let isWhole = zip(run, run.dropFirst()).allSatisfy { $0.endOffset == $1.startOffset }
        agree(isWhole && end == run[run.endIndex - 1].endOffset, "the model refuses other offsets than the old ones")
        for segment in run { next.tables[name]?.segments[segment.name] = nil }
        next.tables[name]?.segments[merged.name] = "\(partition) \(merged.startOffset) \(end)"
    }

    private mutating func addBatch(_ draft: inout CatalogDraft, _ next: inout Model) throws(CatalogError) {
        let (name, id) = table(draft)
        let segmentID = catalog.reserveSegmentID()
        let generation = (draft.state.tables[id]?.lastGeneration ?? 0) + 1
        let before = catalog.state.tables[id]?.lastGeneration ?? 0
        try draft.append(.addSegment(id, segment(segmentID, "b\(segmentID)", generation: generation)))
        agree(generation == before + 1, "one edit adds one batch")
        next.tables[name]?.segments["b\(segmentID)"] = "-1 0 0"
        next.tables[name]?.batches = generation
    }

    private mutating func seal(_ draft: inout CatalogDraft, _ next: inout Model) throws(CatalogError) {
        let (name, id) = table(draft)
        let partition = Int32(random.below(4))
        let before = next.tables[name]?.consumed[partition] ?? 0
        let start = before + (random.oneIn(6) ? 1 : 0)
        let end = start + 1 + Int64(random.below(50))
        let rejected = (next.tables[name]?.rejected[partition] ?? 0) + Int64(random.below(2))
        let isOnlyRejected = random.oneIn(5)
        if !isOnlyRejected {
            let segmentID = catalog.reserveSegmentID()
            try draft.append(.addSegment(id, segment(segmentID, "s\(segmentID)", partition: partition, start..<end)))
            agree(start == before, "the model refuses a gap")
            next.tables[name]?.segments["s\(segmentID)"] = "\(partition) \(start) \(end)"
        }
        try draft.append(.setConsumed(id, partition: partition, offset: end, rejected: rejected))
        next.tables[name]?.consumed[partition] = end
        if rejected > 0 { next.tables[name]?.rejected[partition] = rejected }
    }

    /// A restart: clean or not, with what was not synced lost.
    mutating func restart() throws {
        if random.oneIn(2) { try catalog.close() }
        fileSystem = fileSystem.afterPowerCut(random.oneIn(2) ? .lost : .torn(seed: random.next()))
        let before = catalog.state
        catalog = try Catalog.open(fileSystem, options: Catalog.Options(checkpointBytes: 4_096))
        #expect(catalog.state == before)
    }
}

@Suite struct ModelTests {
    @Test(arguments: (1...12).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 })
    func agreesWithTheModel(_ seed: UInt64) throws {
        var run = try RandomRun(seed)
        for step in 0..<400 {
            do {
                try run.step()
                if run.random.oneIn(25) { try run.restart() }
            } catch {
                Issue.record("seed \(seed), step \(step): \(error)")
                return
            }
        }
        #expect(run.accepted > 30 && run.refused > 30, "seed \(seed): \(run.accepted) accepted, \(run.refused) refused")
    }
}
