extension StateEditor {
    mutating func addSource(_ id: TableID, _ source: TableSource) throws(EditRefusal) {
        let table = try requireTable(id)
        if table.sources.isEmpty {
            throw EditRefusal(.invalidEntry, "the table \(table.name) is filled by batches and reads nothing")
        }
        try check(source, after: table.sources, of: table)
        state.tables[id]?.sources.append(source)
    }

    /// A table reads each topic once, and at most one to redrive dead letters.
    func check(_ source: TableSource, after before: [TableSource], of table: TableEntry) throws(EditRefusal) {
        try EntryRules.checkCount(before.count, below: TableSource.maximumCount, of: "sources of \(table.name)")
        switch source {
        case .topic(let id): _ = try requireTopic(id)
        case .redrive(let id):
            _ = try requireTopic(id)
            let isSecond = before.contains { if case .redrive = $0 { true } else { false } }
            if isSecond {
                throw EditRefusal(.invalidEntry, "the table \(table.name) has a source for redriven records already")
            }
        case .kafka(let cluster, let topic, let count):
            try EntryRules.checkName(cluster, of: "cluster")
            try EntryRules.checkName(topic, of: "topic")
            try EntryRules.checkExternalPartitions(count)
        }
        if before.contains(where: { $0.isSameTopic(as: source) }) {
            throw EditRefusal(.invalidEntry, "the table \(table.name) reads that topic already")
        }
    }

    mutating func growSource(_ id: TableID, _ place: Int, _ count: Int32) throws(EditRefusal) {
        let table = try requireTable(id)
        guard table.sources.indices.contains(place), case .kafka(let cluster, let topic, let old) = table.sources[place]
        else {
            throw EditRefusal(.invalidEntry, "source \(place) of \(table.name) is no topic of a Kafka cluster")
        }
        try EntryRules.checkExternalPartitions(count)
        if count < old {
            throw EditRefusal(.invalidEntry, "the topic \(topic) has \(old) partitions and cannot have fewer")
        }
        state.tables[id]?.sources[place] = .kafka(cluster: cluster, topic: topic, partitionCount: count)
    }
}

extension TableSource {
    fileprivate func isSameTopic(as other: TableSource) -> Bool {
        switch (self, other) {
        case (.kafka(let cluster, let topic, _), .kafka(let otherCluster, let otherTopic, _)):
            cluster == otherCluster && topic == otherTopic
        default: topicID != nil && topicID == other.topicID
        }
    }
}

extension EntryRules {
    static func checkExternalPartitions(_ count: Int32) throws(EditRefusal) {
        if count < 1 || count > TableSource.stride {
            throw EditRefusal(.invalidEntry, "a topic has 1 to \(TableSource.stride) partitions, not \(count)")
        }
    }
}

// Dead letters and what becomes of them.
extension StateEditor {
    mutating func addDeadLetters(_ id: TableID, _ segment: SegmentEntry) throws(EditRefusal) {
        let table = try requireTable(id)
        try EntryRules.checkName(segment.name, of: "segment")
        try EntryRules.checkCount(table.deadLetters.count, below: CatalogLimits.segmentsPerTable, of: "segments")
        guard let partition = segment.partition else {
            throw EditRefusal(.invalidEntry, "the dead letters \(segment.name) have no partition")
        }
        try checkPartition(partition, of: table)
        guard segment.startOffset >= 0, segment.startOffset < segment.endOffset, segment.rowCount > 0,
            segment.recordCount >= segment.rowCount, segment.endOffset <= table.consumed(inPartition: partition)
        else {
            throw EditRefusal(.invalidEntry, "the dead letters \(segment.name) are not of what was consumed")
        }
        try use(segment.id.rawValue)
        state.tables[id]?.deadLetters[segment.id] = segment
    }

    mutating func removeDeadLetters(_ id: TableID, _ segment: SegmentID) throws(EditRefusal) {
        let table = try requireTable(id)
        guard table.deadLetters[segment] != nil else {
            throw EditRefusal(.unknownSegment, "the table \(table.name) has no dead letters \(segment)")
        }
        state.tables[id]?.deadLetters[segment] = nil
    }

    mutating func commitRedrive(
        _ id: TableID, _ offsets: Range<Int64>, _ redriven: [Int32: Int64]
    ) throws(EditRefusal) {
        let table = try requireTable(id)
        guard table.redriveSource != nil, !offsets.isEmpty,
            offsets.lowerBound >= table.redrives.last?.upperBound ?? 0
        else { throw EditRefusal(.invalidEntry, "\(offsets) cannot be redriven into \(table.name)") }
        for (partition, count) in redriven {
            let total = (table.redriven[partition] ?? 0) + count
            if count < 0 || total > table.rejected[partition] ?? 0 {
                throw EditRefusal(
                    .invalidEntry, "\(count) records of partition \(partition) of \(table.name) cannot be redriven")
            }
            if total > 0 { state.tables[id]?.redriven[partition] = total }
        }
        if let last = table.redrives.last, last.upperBound == offsets.lowerBound {
            state.tables[id]?.redrives[table.redrives.count - 1] = last.lowerBound..<offsets.upperBound
        } else {
            state.tables[id]?.redrives.append(offsets)
        }
    }

    /// Notes the records of segments that were removed and that nothing took the place of.
    mutating func expire(_ gone: RemovedSegments, from id: TableID) {
        for (partition, count) in gone.recordsLeft where count > 0 {
            state.tables[id]?.expired[partition, default: 0] += count
        }
    }
}
