import Schema

extension TableEntry {
    var stored: JSONValue {
        var fields = CatalogFields()
        fields.set("id", id.rawValue)
        fields.set("name", name)
        fields.set("config", configJSON)
        fields.set("schemaName", schemaName)
        fields.set("topic", topicID?.rawValue)
        fields.set("schemaVersions", schemaVersions.map(\.stored))
        fields.set("consumed", consumed)
        fields.set("rejected", rejected)
        fields.set("lastGeneration", lastGeneration)
        fields.set("segments", segments.values.sorted { $0.id < $1.id }.map(\.stored))
        fields.set("createdAt", createdAt)
        return fields.value
    }

    init(stored object: CatalogObject) throws(PayloadError) {
        var object = object
        var versions: [TableSchemaVersion] = []
        for version in try object.objects("schemaVersions") { versions.append(try TableSchemaVersion(stored: version)) }
        if versions.isEmpty { throw .malformed("\(object.path) has no schema version") }
        let topic: UInt64? = try object.optionalNumber("topic")
        self.init(
            id: TableID(rawValue: try object.number("id")), name: try object.string("name"),
            configJSON: try object.string("config"), schemaName: try object.string("schemaName"),
            topicID: topic.map { TopicID(rawValue: $0) }, schemaVersions: versions,
            consumed: try object.partitionMap("consumed"), createdAt: try object.number("createdAt"))
        rejected = try object.partitionMap("rejected")
        lastGeneration = try object.number("lastGeneration")
        for segment in try object.objects("segments") {
            let entry = try SegmentEntry(stored: segment)
            let isRepeated =
                segments.updateValue(entry, forKey: entry.id) != nil
                || segmentIDs.updateValue(entry.id, forKey: entry.name) != nil
            if isRepeated { throw .malformed("\(object.path) has a segment twice") }
        }
        try object.finish()
    }
}
