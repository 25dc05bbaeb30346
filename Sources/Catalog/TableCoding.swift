import Schema

extension TableEntry {
    var stored: JSONValue {
        var fields = CatalogFields()
        fields.set("id", id.rawValue)
        fields.set("name", name)
        fields.set("config", configJSON)
        fields.set("schemaName", schemaName)
        if !sources.isEmpty { fields.set("sources", sources.map(\.stored)) }
        fields.set("schemaVersions", schemaVersions.map(\.stored))
        fields.set("started", started)
        fields.set("consumed", consumed)
        fields.set("rejected", rejected)
        fields.set("redriven", redriven)
        fields.set("filtered", filtered)
        fields.set("skipped", skipped)
        fields.set("expired", expired)
        if !deadLetters.isEmpty {
            fields.set("deadLetters", deadLetters.values.sorted { $0.id < $1.id }.map(\.stored))
        }
        if !redrives.isEmpty { fields.set("redrives", redrives.map(\.stored)) }
        fields.set("lastGeneration", lastGeneration)
        if isPaused { fields.set("paused", 1) }
        fields.set("segments", segments.values.sorted { $0.id < $1.id }.map(\.stored))
        fields.set("createdAt", createdAt)
        return fields.value
    }

    init(stored object: CatalogObject) throws(PayloadError) {
        var object = object
        var versions: [TableSchemaVersion] = []
        for version in try object.objects("schemaVersions") { versions.append(try TableSchemaVersion(stored: version)) }
        if versions.isEmpty { throw .malformed("\(object.path) has no schema version") }
        self.init(
            id: TableID(rawValue: try object.number("id")), name: try object.string("name"),
            configJSON: try object.string("config"), schemaName: try object.string("schemaName"),
            sources: try object.optionalObjects("sources", TableSource.init(stored:)), schemaVersions: versions,
            started: try object.partitionMap("started"), consumed: try object.partitionMap("consumed"), createdAt: try object.number("createdAt"))
        rejected = try object.partitionMap("rejected")
        redriven = try object.partitionMap("redriven")
        filtered = try object.partitionMap("filtered")
        skipped = try object.partitionMap("skipped")
        expired = try object.partitionMap("expired")
        redrives = try object.optionalObjects("redrives", Range<Int64>.init(stored:))
        for entry in try object.optionalObjects("deadLetters", SegmentEntry.init(stored:)) {
            if deadLetters.updateValue(entry, forKey: entry.id) != nil {
                throw .malformed("\(object.path) has a segment of dead letters twice")
            }
        }
        lastGeneration = try object.number("lastGeneration")
        isPaused = try object.flag("paused")
        for segment in try object.objects("segments") {
            let entry = try SegmentEntry(stored: segment)
            let isRepeated =
                segments.updateValue(entry, forKey: entry.id) != nil
                || segmentIDs.updateValue(entry.id, forKey: entry.name) != nil
            if isRepeated { throw .malformed("\(object.path) has a segment twice") }
            count(entry, sign: 1)
        }
        try object.finish()
    }
}

extension TableEntry {
    /// Counts the records of a segment that comes (1) or goes (-1).
    mutating func count(_ segment: SegmentEntry, sign: Int64) {
        guard let partition = segment.partition else { return }
        let count = (liveRecords[partition] ?? 0) &+ sign &* segment.recordCount
        liveRecords[partition] = count == 0 ? nil : count
    }
}

extension TableSource {
    var stored: JSONValue {
        var fields = CatalogFields()
        switch self {
        case .topic(let id): fields.set("topic", id.rawValue)
        case .redrive(let id): fields.set("redrive", id.rawValue)
        case .kafka(let cluster, let topic, let partitionCount):
            fields.set("cluster", cluster)
            fields.set("name", topic)
            fields.set("partitions", partitionCount)
        }
        return fields.value
    }

    init(stored object: CatalogObject) throws(PayloadError) {
        var object = object
        if let topic: UInt64 = try object.optionalNumber("topic") {
            self = .topic(TopicID(rawValue: topic))
        } else if let topic: UInt64 = try object.optionalNumber("redrive") {
            self = .redrive(TopicID(rawValue: topic))
        } else {
            self = .kafka(
                cluster: try object.string("cluster"), topic: try object.string("name"),
                partitionCount: try object.number("partitions"))
        }
        try object.finish()
    }
}

extension Range<Int64> {
    var stored: JSONValue {
        var fields = CatalogFields()
        fields.set("first", lowerBound)
        fields.set("end", upperBound)
        return fields.value
    }

    init(stored object: CatalogObject) throws(PayloadError) {
        var object = object
        let (first, end): (Int64, Int64) = (try object.number("first"), try object.number("end"))
        guard 0 <= first, first < end else { throw .malformed("\(object.path) is no range of offsets") }
        self = first..<end
        try object.finish()
    }
}
