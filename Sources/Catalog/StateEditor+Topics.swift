extension StateEditor {
    mutating func createTopic(_ topic: TopicEntry) throws(EditRefusal) {
        try EntryRules.checkName(topic.name, of: "topic")
        try EntryRules.checkSettings(topic.settings)
        try checkPartitionCount(topic.partitionCount)
        try EntryRules.checkCount(state.topics.count, below: CatalogLimits.topics, of: "topics")
        if state.topicIDs[topic.name] != nil {
            throw EditRefusal(.topicExists, "the topic \(topic.name) exists already")
        }
        if state.topics[topic.id] != nil { throw EditRefusal(.idNotReserved, "there is a topic \(topic.id)") }
        try use(topic.id.rawValue)
        state.topics[topic.id] = topic
        state.topicIDs[topic.name] = topic.id
    }

    mutating func alterTopic(
        _ id: TopicID, _ partitionCount: Int32, _ settings: TopicSettings
    ) throws(EditRefusal) {
        let topic = try requireTopic(id)
        try EntryRules.checkSettings(settings)
        try checkPartitionCount(partitionCount)
        if partitionCount < topic.partitionCount {
            throw EditRefusal(
                .invalidEntry,
                "the topic \(topic.name) has \(topic.partitionCount) partitions and cannot have fewer")
        }
        state.topics[id]?.partitionCount = partitionCount
        state.topics[id]?.settings = settings
    }

    mutating func deleteRecords(_ id: TopicID, below offsets: [Int32: Int64]) throws(EditRefusal) {
        let topic = try requireTopic(id)
        try EntryRules.checkOffsets(offsets)
        for (partition, offset) in offsets {
            if partition >= topic.partitionCount {
                throw EditRefusal(.invalidEntry, "the topic \(topic.name) has no partition \(partition)")
            }
            if let (reader, sealed) = state.lastReader(of: id, partition: partition), sealed < offset {
                throw EditRefusal(
                    .inUse,
                    "the table \(reader.name) has sealed partition \(partition) of \(topic.name) up to offset "
                        + "\(sealed), and still needs what follows")
            }
            if offset > topic.deletedBelow(inPartition: partition) {
                state.topics[id]?.deletedBelow[partition] = offset
            }
        }
    }

    mutating func dropTopic(_ id: TopicID) throws(EditRefusal) {
        let topic = try requireTopic(id)
        if let table = state.tables(reading: id).first {
            throw EditRefusal(.inUse, "the table \(table.name) reads the topic \(topic.name)")
        }
        state.topics[id] = nil
        state.topicIDs[topic.name] = nil
    }

    func requireTopic(_ id: TopicID) throws(EditRefusal) -> TopicEntry {
        guard let topic = state.topics[id] else { throw EditRefusal(.unknownTopic, "there is no topic \(id)") }
        return topic
    }

    private func checkPartitionCount(_ count: Int32) throws(EditRefusal) {
        if count < 1 || count > CatalogLimits.partitions {
            throw EditRefusal(.invalidEntry, "a topic has 1 to \(CatalogLimits.partitions) partitions, not \(count)")
        }
    }
}

extension StateEditor {
    mutating func putSchema(_ schema: SchemaEntry) throws(EditRefusal) {
        try EntryRules.checkName(schema.name, of: "schema")
        try EntryRules.checkDocument(schema.json, of: "schema")
        let last = state.schemas[schema.name]?.version ?? 0
        if last == 0 {
            try EntryRules.checkCount(state.schemas.count, below: CatalogLimits.schemas, of: "schemas")
        }
        guard UInt64(schema.version) == UInt64(last) + 1 else {
            throw EditRefusal(
                .versionConflict, "version \(schema.version) of the schema \(schema.name) does not follow \(last)")
        }
        state.schemas[schema.name] = schema
    }

    mutating func dropSchema(_ name: String) throws(EditRefusal) {
        guard state.schemas[name] != nil else { throw EditRefusal(.unknownSchema, "there is no schema \(name)") }
        if let table = state.tables(usingSchema: name).first {
            throw EditRefusal(.inUse, "the table \(table.name) uses the schema \(name)")
        }
        state.schemas[name] = nil
    }
}
