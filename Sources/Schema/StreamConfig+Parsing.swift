extension ConfigObject {
    /// The streams of the table and the maps that describe them, from either of the places where Pinot has them. The
    /// first one's thresholds hold for all.
    func streamConfigs() throws(ConfigError) -> [(StreamConfig, ConfigObject)] {
        let legacy = try object("tableIndexConfig")?.object("streamConfigs")
        let streams = try object("ingestionConfig")?.object("streamIngestionConfig")
        let current = try streams?.objects("streamConfigMaps") ?? []
        if let streams, current.count > ConfigLimits.streams {
            throw streams.invalid(
                "streamConfigMaps", "a table reads at most \(ConfigLimits.streams) streams; \(current.count) are given")
        }
        if let legacy, !current.isEmpty {
            throw ConfigError(
                .invalidField, at: legacy.path, "the stream is described here and in \(current[0].path)")
        }
        var found: [(StreamConfig, ConfigObject)] = []
        for map in legacy.map({ [$0] }) ?? current { found.append((try map.martletStream(), map)) }
        return found
    }

    private func martletStream() throws(ConfigError) -> StreamConfig {
        let type = try requiredString("streamType")
        switch type {
        case "martlet": break
        case "kafka":
            var stream = try kafkaStream()
            stream.recordsPerSecond = try recordsPerSecond()
            return stream
        default: throw unsupported("streamType", "streams of type \(type.prefix(64)) are not available")
        }
        try refuseUnsupportedStreamSettings()
        let topic = try requiredString("stream.martlet.topic.name")
        if topic.utf8.count > ConfigLimits.topicNameBytes {
            throw invalid(
                "stream.martlet.topic.name", "a topic's name has at most \(ConfigLimits.topicNameBytes) bytes")
        }
        return StreamConfig(topic: topic, startAt: try streamStart(), recordsPerSecond: try recordsPerSecond())
    }

    /// As in Pinot a limit of 0 or below is none.
    private func recordsPerSecond() throws(ConfigError) -> Double? {
        let prefixes = ["", "stream.martlet.", "stream.kafka."]
        let keys = prefixes.map { $0 + "topic.consumption.rate.limit" }
        guard let key = keys.first(where: { self[$0] != nil }), let value = self[key] else { return nil }
        let rate: Double? =
            switch value {
            case .integer(let number): Double(number)
            case .double(let number): number
            case .string(let text): Double(text)
            default: nil
            }
        guard let rate, rate.isFinite, rate <= ConfigLimits.recordsPerSecond else {
            throw invalid(key, "expected records a second, at most \(Int(ConfigLimits.recordsPerSecond))")
        }
        return rate > 0 ? rate : nil
    }

    /// `smallest` unless said otherwise: records that were acknowledged before the table existed are not skipped
    /// silently, as they are by Pinot's default.
    private func streamStart() throws(ConfigError) -> StreamConfig.Start {
        let key = "stream.martlet.consumer.prop.auto.offset.reset"
        guard let text = try nonEmptyString(key) else { return .earliest }
        switch text.lowercased() {
        case "smallest", "earliest": return .earliest
        case "largest", "latest": return .latest
        default:
            throw unsupported(key, "expected smallest or largest; starting at \"\(text.prefix(64))\" is not available")
        }
    }

    private func refuseUnsupportedStreamSettings() throws(ConfigError) {
        let consumer = "stream.martlet.consumer.type"
        if let type = try nonEmptyString(consumer), !["lowlevel", "simple"].contains(type.lowercased()) {
            throw unsupported(consumer, "only lowlevel consumers are available")
        }
    }
}

extension ConfigObject {
    private static let flush = "realtime.segment.flush."
    /// The keys of each threshold, the one that wins first. Pinot's `threshold.size` is an old name for rows.
    private static let rowKeys = [flush + "threshold.segment.rows", flush + "threshold.rows", flush + "threshold.size"]
    private static let ageKeys = [flush + "threshold.time"]
    private static let byteKeys = [flush + "threshold.segment.size", flush + "desired.size"]

    /// The thresholds in a stream's map. As in Pinot, 0 rows (or 0 bytes) stand for the default.
    func flushThresholds() throws(ConfigError) -> FlushThresholds {
        var flush = FlushThresholds()
        if let rows = try threshold(
            Self.rowKeys, ConfigLimits.flushRows, "a count of rows", { Int64($0) }), rows > 0
        {
            flush.rows = rows
        }
        if let age = try threshold(
            Self.ageKeys, ConfigLimits.flushAgeMilliseconds, "a time such as 6h or 30m", PeriodText.milliseconds),
            age > 0
        {
            flush.age = .milliseconds(age)
        }
        if let bytes = try threshold(
            Self.byteKeys, ConfigLimits.flushBytes, "a size such as 200M", PeriodText.bytes), bytes > 0
        {
            flush.bytes = bytes
        }
        return flush
    }

    private func threshold(
        _ keys: [String], _ range: ClosedRange<Int64>, _ expected: String, _ parse: (String) -> Int64?
    ) throws(ConfigError) -> Int64? {
        guard let key = keys.first(where: { self[$0] != nil }) else { return nil }
        let text: String
        switch self[key] {
        case .string(let given): text = given
        case .integer(let given): text = String(given)
        default: throw invalid(key, "expected \(expected)")
        }
        guard let value = parse(text) else {
            throw invalid(key, "expected \(expected), found \"\(text.prefix(64))\"")
        }
        guard value == 0 || range.contains(value) else {
            throw invalid(key, "\(value) is outside of \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
