extension CatalogState {
    /// Checks what every state satisfies, whatever edits led to it. Read-back snapshots go through here, because a good
    /// checksum says only that the bytes are those that somebody wrote. O(entries).
    func checkInvariants() throws(EditRefusal) {
        for (id, topic) in topics {
            try EntryRules.checkName(topic.name, of: "topic")
            try EntryRules.checkSettings(topic.settings)
            try EntryRules.checkOffsets(topic.deletedBelow)
            try Self.require(topic.id == id && topicIDs[topic.name] == id, "topic \(id) is listed under another number")
            try Self.require(
                (1...CatalogLimits.partitions).contains(topic.partitionCount),
                "topic \(topic.name) has \(topic.partitionCount) partitions")
            try requireGivenOut(id.rawValue)
        }
        for (name, schema) in schemas {
            try EntryRules.checkName(name, of: "schema")
            try Self.require(schema.name == name && schema.version > 0, "schema \(name) has no version")
        }
        for (id, table) in tables {
            try Self.require(table.id == id && tableIDs[table.name] == id, "table \(id) is listed under another number")
            try requireGivenOut(id.rawValue)
            try check(table)
        }
        try Self.require(
            topicIDs.count == topics.count && tableIDs.count == tables.count, "a name stands for nothing")
    }

    private func check(_ table: TableEntry) throws(EditRefusal) {
        try EntryRules.checkName(table.name, of: "table")
        try Self.require(schemas[table.schemaName] != nil, "the schema of table \(table.name) does not exist")
        try EntryRules.checkOffsets(table.consumed)
        try EntryRules.checkOffsets(table.rejected)
        var partitionCount: Int32 = 0
        if let topicID = table.topicID {
            guard let topic = topics[topicID] else {
                throw EditRefusal(.unknownTopic, "the topic of table \(table.name) does not exist")
            }
            partitionCount = topic.partitionCount
        }
        try Self.require(
            table.consumed.keys.allSatisfy { $0 < partitionCount }
                && table.rejected.allSatisfy { $0.value <= table.consumed(inPartition: $0.key) },
            "table \(table.name) consumed what is not there")
        for (older, newer) in zip(table.schemaVersions, table.schemaVersions.dropFirst()) {
            try Self.require(
                UInt64(newer.version) == UInt64(older.version) + 1,
                "the schema versions of table \(table.name) have a gap")
        }
        try checkSegments(of: table)
    }

    private func checkSegments(of table: TableEntry) throws(EditRefusal) {
        try Self.require(table.segmentIDs.count == table.segments.count, "a segment's name stands for nothing")
        var ranges: [Int32: [Range<Int64>]] = [:]
        for (id, segment) in table.segments {
            try EntryRules.checkName(segment.name, of: "segment")
            try Self.require(
                segment.id == id && table.segmentIDs[segment.name] == id, "segment \(id) is listed under another number"
            )
            try requireGivenOut(id.rawValue)
            try Self.require(
                segment.rowCount >= 0 && segment.byteCount >= 0 && segment.generation >= 0
                    && segment.generation <= table.lastGeneration,
                "segment \(segment.name) has impossible counts")
            guard let partition = segment.partition else { continue }
            try Self.require(
                segment.startOffset >= 0 && segment.startOffset < segment.endOffset
                    && segment.endOffset <= table.consumed(inPartition: partition),
                "segment \(segment.name) has impossible offsets")
            ranges[partition, default: []].append(segment.startOffset..<segment.endOffset)
        }
        for partition in ranges.values {
            let sorted = partition.sorted { $0.lowerBound < $1.lowerBound }
            for (left, right) in zip(sorted, sorted.dropFirst()) {
                try Self.require(!left.overlaps(right), "two segments of table \(table.name) overlap")
            }
        }
    }

    private func requireGivenOut(_ id: UInt64) throws(EditRefusal) {
        if id == 0 || id >= nextID {
            throw EditRefusal(.idNotReserved, "the number \(id) was not given out; the next one is \(nextID)")
        }
    }

    private static func require(_ condition: Bool, _ violated: @autoclosure () -> String) throws(EditRefusal) {
        if !condition { throw EditRefusal(.invalidEntry, violated()) }
    }
}
