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
        for counts in [table.started, table.rejected, table.redriven, table.filtered, table.skipped, table.expired] {
            try EntryRules.checkOffsets(counts)
            try Self.require(
                counts.allSatisfy { $0.value <= table.consumed(inPartition: $0.key) },
                "table \(table.name) counts more than it consumed")
        }
        try Self.require(
            table.redriven.allSatisfy { $0.value <= table.rejected[$0.key] ?? 0 },
            "table \(table.name) has redriven more than was rejected")
        for source in table.sources {
            switch source {
            case .topic(let id), .redrive(let id):
                if topics[id] == nil {
                    throw EditRefusal(.unknownTopic, "a topic of table \(table.name) does not exist")
                }
            case .kafka(_, _, let count): try EntryRules.checkExternalPartitions(count)
            }
        }
        try Self.require(
            table.sources.count <= TableSource.maximumCount
                && table.consumed.keys.allSatisfy { partition in
                    let (place, local) = TableSource.place(ofPartition: partition)
                    return place < table.sources.count && local < partitionCount(of: table.sources[place])
                },
            "table \(table.name) consumed what is not there")
        try Self.require(
            zip(table.redrives, table.redrives.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound },
            "the redrives of table \(table.name) overlap")
        for (id, segment) in table.deadLetters { try check(deadLetters: segment, id, of: table) }
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
                segment.rowCount >= 0 && segment.recordCount >= 0 && segment.byteCount >= 0 && segment.generation >= 0
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

    private func check(
        deadLetters segment: SegmentEntry, _ id: SegmentID, of table: TableEntry
    ) throws(EditRefusal) {
        try EntryRules.checkName(segment.name, of: "segment")
        try requireGivenOut(id.rawValue)
        guard segment.id == id, let partition = segment.partition, table.segments[id] == nil,
            segment.generation == 0, segment.rowCount >= 0, segment.recordCount >= segment.rowCount,
            segment.startOffset >= 0,
            segment.startOffset < segment.endOffset, segment.endOffset <= table.consumed(inPartition: partition)
        else { throw EditRefusal(.invalidEntry, "the dead letters \(segment.name) are impossible") }
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
