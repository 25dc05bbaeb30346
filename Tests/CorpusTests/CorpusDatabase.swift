import Engine
import Files
import Logging
import Query
import SQL
import Schema
import ScriptSupport

/// A database that holds one table of a script, in one configuration.
struct CorpusDatabase {
    let table: ScriptTable
    let configuration: Configuration
    private let fileSystem: MemoryFileSystem
    private let database: Database

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// With all rows visible.
    static func open(_ table: ScriptTable, _ configuration: Configuration) async throws -> CorpusDatabase {
        let fileSystem = MemoryFileSystem()
        let corpus = CorpusDatabase(
            table: table, configuration: configuration, fileSystem: fileSystem,
            database: try open(fileSystem, configuration))
        try await corpus.load()
        return corpus
    }

    private static func open(_ fileSystem: MemoryFileSystem, _ configuration: Configuration) throws -> Database {
        var options = DatabaseOptions()
        options.queryThreads = configuration.threads
        options.queryLimits.batchRows = configuration.batchRows
        // Tables are small here, and indexes and units of work are to be used all the same.
        options.queryLimits.rowsPerLookup = 1
        options.queryLimits.unitRows = configuration.batchRows
        options.merging = nil
        var logger = Logger(label: "corpus")
        logger.logLevel = .critical
        return try Database.open(fileSystem: fileSystem, options: options, logger: logger)
    }

    private func load() async throws {
        _ = try await database.putSchema(Array(table.schemaJSON.utf8), replacing: nil)
        try await database.createTopic(table.name, partitions: 1)
        _ = try await database.createTable(Array(table.configJSON(configuration.layout).utf8))
        for (index, rows) in table.segments.enumerated() {
            if rows.isEmpty { continue }
            let text = rows.map(table.json).joined(separator: "\n")
            _ = try await database.produce(Array(text.utf8), to: table.name, keyField: nil)
            try await waitUntilConsumed()
            let isLast = index == table.segments.count - 1
            if configuration.state == .sealed || configuration.state == .mixed && !isLast {
                try await database.forceCommit(table.name)
            }
        }
    }

    private func waitUntilConsumed() async throws {
        for _ in 0..<4000 {
            let partitions = try database.consumingSegments(table.name)
            if let rejection = partitions.flatMap(\.recentRejections).first { throw Failure(description: rejection) }
            if partitions.allSatisfy({ $0.currentOffset >= $0.latestOffset }) { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw Failure(description: "the table does not catch up")
    }

    func query(_ sql: String) async throws -> QueryResult { try await database.query(sql).result }

    /// The next process on the same files.
    func restarted() async throws -> CorpusDatabase {
        await database.close()
        return CorpusDatabase(
            table: table, configuration: configuration, fileSystem: fileSystem,
            database: try Self.open(fileSystem, configuration))
    }

    func close() async { await database.close() }
}

extension ScriptTable {
    fileprivate var schemaJSON: String {
        let time = fields.filter { $0.type == .timestamp && !$0.isMultiValue && $0.role == .dimension }
        let metrics = fields.filter { $0.role == .metric }
        let dimensions = fields.filter { field in
            field.role == .dimension && !time.contains { $0.name == field.name }
        }
        return """
            {"schemaName":"\(name)","dimensionFieldSpecs":[\(dimensions.map { Self.json($0) }.joined(separator: ","))],
            "metricFieldSpecs":[\(metrics.map { Self.json($0) }.joined(separator: ","))],
            "dateTimeFieldSpecs":[\(time.map { Self.json($0, Self.timeFormat) }.joined(separator: ","))]}
            """
    }

    private static let timeFormat = #","format":"TIMESTAMP","granularity":"1:MILLISECONDS""#

    private static func json(_ field: FieldSpec, _ more: String = "") -> String {
        let list = field.isMultiValue ? #","singleValueField":false"# : ""
        let notNull = field.isNotNull ? #","notNull":true"# : ""
        return #"{"name":"\#(field.name)","dataType":"\#(field.type.rawValue)"\#(list)\#(notNull)\#(more)}"#
    }

    /// The record of one row.
    fileprivate func json(_ cells: [String]) -> String {
        let members = zip(fields, cells).map { #""\#($0.name)":\#(ScriptCell($1).json($0))"# }
        return "{\(members.joined(separator: ","))}"
    }

    fileprivate func configJSON(_ layout: Configuration.Layout) -> String {
        """
        {"tableName":"\(name)","tableType":"REALTIME","segmentsConfig":{"schemaName":"\(name)","replication":"1"},
        "tenants":{},"tableIndexConfig":{\(indexing(layout))"streamConfigs":{"streamType":"martlet",
        "stream.martlet.topic.name":"\(name)","realtime.segment.flush.threshold.rows":"1000000"}},"metadata":{}}
        """
    }

    private func indexing(_ layout: Configuration.Layout) -> String {
        func list(_ key: String, _ fields: [FieldSpec]) -> String {
            fields.isEmpty ? "" : #""\#(key)":[\#(fields.map { "\"\($0.name)\"" }.joined(separator: ","))],"#
        }
        switch layout {
        case .automatic: return ""
        case .indexed:
            return list("invertedIndexColumns", fields) + list("bloomFilterColumns", fields)
        case .raw: return list("noDictionaryColumns", fields)
        }
    }
}
