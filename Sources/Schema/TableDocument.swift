/// A table config in Pinot's JSON: what Martlet uses of it, and everything that was given.
public struct TableDocument: Hashable, Sendable {
    public let config: TableConfig
    /// The whole document, fields that Martlet does not know included.
    public let json: JSONValue

    /// Parses and checks a document. What is refused by name is listed at `TableConfigSupport`.
    ///
    /// `validate(_:against:)` checks the rest once the schema is known.
    public init(parsing bytes: [UInt8]) throws(ConfigError) {
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw ConfigError(error)
        }
        config = try Self.config(ConfigObject(json))
    }

    private static func config(_ document: ConfigObject) throws(ConfigError) -> TableConfig {
        let kind = try kind(document)
        let rawName = try rawName(document, kind)
        try TableConfigSupport.refuseUnsupported(document)
        let segments = try document.object("segmentsConfig")
        var config = TableConfig(rawName: rawName, kind: kind, schemaName: try segments?.nonEmptyString("schemaName"))
        config.timeColumn = try segments?.nonEmptyString("timeColumnName")
        config.retention = try segments?.retention()
        let claims = try document.indexingClaims()
        config.indexing = try claims.resolved()
        config.comparisonColumns = try document.comparisonColumns()
        config.columnReferences =
            try TableConfigSupport.columnReferences(document) + claims.rangesWithoutDictionary()
            + claims.roundedColumns()
        var maps: [ConfigObject] = []
        for (place, (stream, object)) in try document.streamConfigs().enumerated() {
            if config.streams.contains(where: { $0.mayRead(sameAs: stream) }) {
                let type = stream.kafka == nil ? "martlet" : "kafka"
                throw object.invalid("stream.\(type).topic.name", "the table reads \(stream.topic) already")
            }
            config.streams.append(stream)
            maps.append(object)
            if place == 0 { config.flush = try object.flushThresholds() }
        }
        config.ingestion = try document.ingestion(streams: maps, timeColumn: config.timeColumn)
        return config
    }

    private static func kind(_ document: ConfigObject) throws(ConfigError) -> TableKind {
        let text = try document.requiredString("tableType")
        guard let kind = TableKind(rawValue: text.uppercased()) else {
            throw document.invalid("tableType", "expected REALTIME or OFFLINE, found \"\(text.prefix(64))\"")
        }
        return kind
    }

    /// The name without its type: Pinot writes `orders_REALTIME` where its users write `orders`.
    private static func rawName(_ document: ConfigObject, _ kind: TableKind) throws(ConfigError) -> String {
        var name = try document.requiredString("tableName")
        for suffix in TableKind.allCases where name.hasSuffix("_\(suffix.rawValue)") {
            if suffix != kind {
                throw document.invalid("tableName", "the name ends in _\(suffix.rawValue), but tableType differs")
            }
            name.removeLast(suffix.rawValue.utf8.count + 1)
            break
        }
        try checkName(name, document, "tableName")
        return name
    }
}

extension StreamConfig {
    /// Whether two streams read the same, or may do so.
    fileprivate func mayRead(sameAs other: StreamConfig) -> Bool {
        guard topic == other.topic else { return false }
        switch (kafka, other.kafka) {
        case (nil, nil), (.described, .described), (.topicMap, .some), (.some, .topicMap): return true
        case (.cluster(let name), .cluster(let otherName)): return name == otherName
        default: return false
        }
    }
}

extension ConfigObject {
    /// `comparisonColumns` of `upsertConfig`, or its older form with one column.
    fileprivate func comparisonColumns() throws(ConfigError) -> [String] {
        guard let upsert = try object("upsertConfig") else { return [] }
        let columns = try upsert.columnNames("comparisonColumns").map(\.column)
        if !columns.isEmpty { return columns }
        return try upsert.nonEmptyString("comparisonColumn").map { [$0] } ?? []
    }

    /// `retentionTimeUnit` and `retentionTimeValue` of `segmentsConfig`; both or neither.
    fileprivate func retention() throws(ConfigError) -> Duration? {
        let unitName = try nonEmptyString("retentionTimeUnit")
        let value = try integer("retentionTimeValue")
        switch (unitName, value) {
        case (nil, nil): return nil
        case (nil, _): throw missing("retentionTimeUnit")
        case (_, nil): throw missing("retentionTimeValue")
        case (let unitName?, let value?):
            guard let unit = TimeUnit(rawValue: unitName.uppercased()) else {
                let known = TimeUnit.allCases.map(\.rawValue).joined(separator: ", ")
                throw invalid("retentionTimeUnit", "expected one of \(known), found \"\(unitName.prefix(64))\"")
            }
            let limits = ConfigLimits.retentionMilliseconds
            let span = Duration.milliseconds(limits.lowerBound)...Duration.milliseconds(limits.upperBound)
            let (seconds, overflow) = value.multipliedReportingOverflow(by: unit.duration.components.seconds)
            guard value > 0, !overflow, seconds <= span.upperBound.components.seconds,
                span.contains(unit.duration * value)
            else { throw invalid("retentionTimeValue", "expected a span of 1 millisecond to 1,000 years") }
            return unit.duration * value
        }
    }
}
