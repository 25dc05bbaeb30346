import Schema

extension CatalogChange {
    /// Names of the kinds of change in the journal.
    enum Kind: String, CaseIterable {
        case createTopic
        case alterTopic
        case deleteRecords
        case dropTopic
        case putSchema
        case dropSchema
        case createTable
        case alterTable
        case addSchemaVersion
        case dropSchemaVersion
        case dropTable
        case addSegment
        case removeSegment
        case setConsumed
        case setPaused
        case addSource
        case growSource
        case addDeadLetters
        case removeDeadLetters
        case commitRedrive
    }

    var kind: Kind {
        switch self {
        case .createTopic: .createTopic
        case .alterTopic: .alterTopic
        case .deleteRecords: .deleteRecords
        case .dropTopic: .dropTopic
        case .putSchema: .putSchema
        case .dropSchema: .dropSchema
        case .createTable: .createTable
        case .alterTable: .alterTable
        case .addSchemaVersion: .addSchemaVersion
        case .dropSchemaVersion: .dropSchemaVersion
        case .dropTable: .dropTable
        case .addSegment: .addSegment
        case .removeSegment: .removeSegment
        case .setConsumed: .setConsumed
        case .setPaused: .setPaused
        case .addSource: .addSource
        case .growSource: .growSource
        case .addDeadLetters: .addDeadLetters
        case .removeDeadLetters: .removeDeadLetters
        case .commitRedrive: .commitRedrive
        }
    }

    /// An object with one member: the kind, and what it needs.
    var stored: JSONValue { .object([kind.rawValue: storedDetails]) }

    private var storedDetails: JSONValue {
        var fields = CatalogFields()
        switch self {
        case .createTopic(let topic): return topic.stored
        case .putSchema(let schema): return schema.stored
        case .createTable(let table): return table.stored
        case .alterTopic(let id, let partitionCount, let settings):
            fields.set("topic", id.rawValue)
            fields.set("partitions", partitionCount)
            fields.set(settings)
        case .deleteRecords(let id, let offsets):
            fields.set("topic", id.rawValue)
            fields.set("below", offsets)
        case .dropTopic(let id): fields.set("topic", id.rawValue)
        case .dropSchema(let name): fields.set("name", name)
        case .alterTable(let id, let configJSON):
            fields.set("table", id.rawValue)
            fields.set("config", configJSON)
        case .addSchemaVersion(let id, let version):
            fields.set("table", id.rawValue)
            fields.set("schema", version.stored)
        case .dropSchemaVersion(let id, let version):
            fields.set("table", id.rawValue)
            fields.set("version", version)
        case .dropTable(let id): fields.set("table", id.rawValue)
        case .addSegment(let id, let segment), .addDeadLetters(let id, let segment):
            fields.set("table", id.rawValue)
            fields.set("segment", segment.stored)
        case .setPaused(let id, let isPaused):
            fields.set("table", id.rawValue)
            if isPaused { fields.set("paused", 1) }
        case .addSource(let id, let source):
            fields.set("table", id.rawValue)
            fields.set("source", source.stored)
        case .growSource(let id, let place, let partitionCount):
            fields.set("table", id.rawValue)
            fields.set("place", place)
            fields.set("partitions", partitionCount)
        case .commitRedrive(let id, let offsets, let redriven):
            fields.set("table", id.rawValue)
            fields.set("offsets", offsets.stored)
            fields.set("redriven", redriven)
        case .removeSegment(let id, let segment), .removeDeadLetters(let id, let segment):
            fields.set("table", id.rawValue)
            fields.set("segment", segment.rawValue)
        case .setConsumed(let id, let partition, let offset, let rejected, let filtered, let skipped):
            fields.set("table", id.rawValue)
            fields.set("partition", partition)
            fields.set("offset", offset)
            fields.set("rejected", rejected)
            if filtered != 0 { fields.set("filtered", filtered) }
            if skipped != 0 { fields.set("skipped", skipped) }
        }
        return fields.value
    }

    init(stored value: JSONValue, _ path: String) throws(PayloadError) {
        guard case .object(let members) = value, members.count == 1, let (name, details) = members.first else {
            throw .malformed("\(path) is not an object with one member")
        }
        guard let kind = Kind(rawValue: name) else {
            throw .unknown("\(path) is of the unknown kind \(name.prefix(64))")
        }
        self = try Self.decode(kind, try CatalogObject(details, "\(path).\(name)"))
    }

    private static func decode(_ kind: Kind, _ object: CatalogObject) throws(PayloadError) -> CatalogChange {
        switch kind {
        case .createTopic: return .createTopic(try TopicEntry(stored: object))
        case .putSchema: return .putSchema(try SchemaEntry(stored: object))
        case .createTable: return .createTable(try TableEntry(stored: object))
        default: break
        }
        var object = object
        let change = try decodeFields(kind, &object)
        try object.finish()
        return change
    }

    private static func decodeFields(
        _ kind: Kind, _ object: inout CatalogObject
    ) throws(PayloadError) -> CatalogChange {
        switch kind {
        case .alterTopic:
            .alterTopic(
                try object.topicID(), partitionCount: try object.number("partitions"),
                settings: try object.settings())
        case .deleteRecords: .deleteRecords(try object.topicID(), below: try object.partitionMap("below"))
        case .dropTopic: .dropTopic(try object.topicID())
        case .dropSchema: .dropSchema(name: try object.string("name"))
        case .alterTable: .alterTable(try object.tableID(), configJSON: try object.string("config"))
        case .addSchemaVersion:
            .addSchemaVersion(try object.tableID(), try TableSchemaVersion(stored: try object.object("schema")))
        case .dropSchemaVersion: .dropSchemaVersion(try object.tableID(), version: try object.number("version"))
        case .dropTable: .dropTable(try object.tableID())
        case .addSegment: .addSegment(try object.tableID(), try SegmentEntry(stored: try object.object("segment")))
        case .removeSegment:
            .removeSegment(try object.tableID(), SegmentID(rawValue: try object.number("segment")))
        case .setConsumed:
            .setConsumed(
                try object.tableID(), partition: try object.number("partition"), offset: try object.number("offset"),
                rejected: try object.number("rejected"), filtered: try object.optionalInteger("filtered") ?? 0,
                skipped: try object.optionalInteger("skipped") ?? 0)
        case .setPaused: .setPaused(try object.tableID(), try object.flag("paused"))
        case .addSource: .addSource(try object.tableID(), try TableSource(stored: try object.object("source")))
        case .growSource:
            .growSource(
                try object.tableID(), place: try object.number("place"),
                partitionCount: try object.number("partitions"))
        case .addDeadLetters:
            .addDeadLetters(try object.tableID(), try SegmentEntry(stored: try object.object("segment")))
        case .removeDeadLetters:
            .removeDeadLetters(try object.tableID(), SegmentID(rawValue: try object.number("segment")))
        case .commitRedrive:
            .commitRedrive(
                try object.tableID(), offsets: try Range(stored: try object.object("offsets")),
                redriven: try object.partitionMap("redriven"))
        case .createTopic, .putSchema, .createTable:
            preconditionFailure("entries are decoded whole")
        }
    }
}

extension CatalogObject {
    fileprivate mutating func topicID() throws(PayloadError) -> TopicID { TopicID(rawValue: try number("topic")) }

    fileprivate mutating func tableID() throws(PayloadError) -> TableID { TableID(rawValue: try number("table")) }

    fileprivate mutating func object(_ key: String) throws(PayloadError) -> CatalogObject {
        try CatalogObject(takeValue(key), "\(path).\(key)")
    }
}
