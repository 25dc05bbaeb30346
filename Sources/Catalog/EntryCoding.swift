import Schema

extension TopicEntry {
    var stored: JSONValue {
        var fields = CatalogFields()
        fields.set("id", id.rawValue)
        fields.set("name", name)
        fields.set("partitions", partitionCount)
        fields.set(settings)
        fields.set("deletedBelow", deletedBelow)
        fields.set("createdAt", createdAt)
        return fields.value
    }

    init(stored object: CatalogObject) throws(PayloadError) {
        var object = object
        self.init(
            id: TopicID(rawValue: try object.number("id")), name: try object.string("name"),
            partitionCount: try object.number("partitions"), settings: try object.settings(),
            createdAt: try object.number("createdAt"))
        deletedBelow = try object.partitionMap("deletedBelow")
        try object.finish()
    }
}

extension CatalogFields {
    mutating func set(_ settings: TopicSettings) {
        set("maximumAge", settings.retention.maximumAge.map(\.wholeMilliseconds))
        set("maximumBytes", settings.retention.maximumBytes)
        set("fileBytes", settings.fileBytes)
        set("fileAge", settings.fileAge.map(\.wholeMilliseconds))
        set("maximumBatchBytes", settings.maximumBatchBytes)
        if settings.cleanup != .delete { set("cleanup", settings.cleanup.rawValue) }
        set("tombstoneRetention", settings.tombstoneRetention.map(\.wholeMilliseconds))
        set("unsynced", settings.isSynced ? nil : Int64(1))
    }
}

extension CatalogObject {
    mutating func settings() throws(PayloadError) -> TopicSettings {
        var settings = TopicSettings(
            retention: RetentionBounds(
                maximumAge: try optionalDuration("maximumAge"), maximumBytes: try optionalInteger("maximumBytes")))
        settings.fileBytes = try optionalInteger("fileBytes")
        settings.fileAge = try optionalDuration("fileAge")
        settings.maximumBatchBytes = try optionalInteger("maximumBatchBytes")
        settings.cleanup = try cleanup()
        settings.tombstoneRetention = try optionalDuration("tombstoneRetention")
        settings.isSynced = try !flag("unsynced")
        return settings
    }

    private mutating func optionalDuration(_ key: String) throws(PayloadError) -> Duration? {
        try optionalInteger(key).map { Duration.milliseconds($0) }
    }

    private mutating func cleanup() throws(PayloadError) -> CleanupPolicy {
        guard let value = takeValue("cleanup") else { return .delete }
        guard case .string(let text) = value, text != CleanupPolicy.delete.rawValue else {
            throw .malformed("\(path).cleanup is not a policy that is stored")
        }
        guard let policy = CleanupPolicy(rawValue: text) else {
            throw .unknown("\(path).cleanup is the unknown policy \(text.prefix(64))")
        }
        return policy
    }
}

extension SchemaEntry {
    var stored: JSONValue {
        var fields = CatalogFields()
        fields.set("name", name)
        fields.set("version", version)
        fields.set("json", json)
        return fields.value
    }

    init(stored object: CatalogObject) throws(PayloadError) {
        var object = object
        self.init(
            name: try object.string("name"), version: try object.number("version"), json: try object.string("json"))
        try object.finish()
    }
}

extension TableSchemaVersion {
    var stored: JSONValue {
        var fields = CatalogFields()
        fields.set("version", version)
        fields.set("json", json)
        if let ingestionJSON { fields.set("ingestion", ingestionJSON) }
        fields.set("holdsFrom", holdsFrom)
        return fields.value
    }

    init(stored object: CatalogObject) throws(PayloadError) {
        var object = object
        self.init(
            version: try object.number("version"), json: try object.string("json"),
            ingestionJSON: try object.optionalString("ingestion"), holdsFrom: try object.partitionMap("holdsFrom"))
        try object.finish()
    }
}

extension SegmentEntry {
    var stored: JSONValue {
        var fields = CatalogFields()
        fields.set("id", id.rawValue)
        fields.set("name", name)
        fields.set("rows", rowCount)
        if recordCount != rowCount { fields.set("records", recordCount) }
        fields.set("bytes", byteCount)
        fields.set("checksum", fileChecksum)
        fields.set("schemaVersion", schemaVersion)
        fields.set("generation", generation)
        fields.set("partition", partition)
        if partition != nil {
            fields.set("startOffset", startOffset)
            fields.set("endOffset", endOffset)
        }
        fields.set("minimumTime", timeRange?.lowerBound)
        fields.set("maximumTime", timeRange?.upperBound)
        fields.set("createdAt", createdAt)
        return fields.value
    }

    init(stored object: CatalogObject) throws(PayloadError) {
        var object = object
        let partition: Int32? = try object.optionalNumber("partition")
        let isStream = partition != nil
        self.init(
            id: SegmentID(rawValue: try object.number("id")), name: try object.string("name"),
            rowCount: try object.number("rows"), recordCount: try object.optionalInteger("records"),
            byteCount: try object.number("bytes"),
            fileChecksum: try object.number("checksum"), schemaVersion: try object.number("schemaVersion"),
            generation: try object.number("generation"), partition: partition,
            startOffset: isStream ? try object.number("startOffset") : 0,
            endOffset: isStream ? try object.number("endOffset") : 0,
            timeRange: try object.timeRange(), createdAt: try object.number("createdAt"))
        try object.finish()
    }
}

extension CatalogObject {
    fileprivate mutating func timeRange() throws(PayloadError) -> ClosedRange<Int64>? {
        switch (try optionalInteger("minimumTime"), try optionalInteger("maximumTime")) {
        case (nil, nil): return nil
        case (let minimum?, let maximum?) where minimum <= maximum: return minimum...maximum
        default: throw .malformed("\(path).minimumTime and maximumTime are no range")
        }
    }
}
