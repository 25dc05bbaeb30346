import Bytes
import Engine
import Files
import Logging
import Query
import Schema
import Testing

/// A database on a file system in memory, with a topic and a table of it.
struct TestDatabase {
    let fileSystem: MemoryFileSystem
    let database: Database

    static let schemaJSON = """
        {"schemaName":"events","dimensionFieldSpecs":[{"name":"id","dataType":"LONG"},{"name":"word","dataType":"STRING"}],
        "metricFieldSpecs":[{"name":"amount","dataType":"DOUBLE"}],
        "dateTimeFieldSpecs":[{"name":"at","dataType":"TIMESTAMP","format":"TIMESTAMP","granularity":"1:MILLISECONDS"}]}
        """

    static func tableJSON(rows: Int = 1_000_000, retentionDays: Int? = nil) -> String {
        let retention = retentionDays.map { #","retentionTimeUnit":"DAYS","retentionTimeValue":"\#($0)""# } ?? ""
        return """
            {"tableName":"events","tableType":"REALTIME","segmentsConfig":{"timeColumnName":"at","schemaName":"events",
            "replication":"1"\(retention)},"tenants":{},"tableIndexConfig":{"streamConfigs":{"streamType":"martlet",
            "stream.martlet.topic.name":"events","realtime.segment.flush.threshold.rows":"\(rows)"}},"metadata":{}}
            """
    }

    static func options() -> DatabaseOptions {
        var options = DatabaseOptions()
        options.queryThreads = 1
        options.housekeepingInterval = .milliseconds(50)
        options.merging = nil
        return options
    }

    static func open(
        _ fileSystem: MemoryFileSystem = MemoryFileSystem(), options: DatabaseOptions = options()
    ) throws -> TestDatabase {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let database = try Database.open(fileSystem: fileSystem, options: options, logger: logger)
        return TestDatabase(fileSystem: fileSystem, database: database)
    }

    /// With the topic (2 partitions) and the table.
    static func withTable(rows: Int = 1_000_000, options: DatabaseOptions = options()) async throws -> TestDatabase {
        let test = try open(options: options)
        _ = try await test.database.putSchema(Array(schemaJSON.utf8), replacing: nil)
        try await test.database.createTopic("events", partitions: 2)
        _ = try await test.database.createTable(Array(tableJSON(rows: rows).utf8))
        return test
    }

    /// The next process on the same files, after a clean close.
    func reopened() async throws -> TestDatabase {
        await database.close()
        return try Self.open(fileSystem)
    }

    static func event(_ id: Int, at: Int64 = 1_700_000_000_000) -> String {
        #"{"id":\#(id),"word":"w\#(id % 7)","amount":\#(Double(id) / 2),"at":\#(at + Int64(id))}"#
    }

    /// Produces events, keyed by id, and waits until they are visible.
    func produce(_ ids: Range<Int>) async throws {
        let text = ids.map { Self.event($0) }.joined(separator: "\n")
        _ = try await database.produce(Array(text.utf8), to: "events", keyField: "id")
        try await waitUntilConsumed()
    }

    func waitUntilConsumed() async throws {
        for _ in 0..<2000 {
            let partitions = try database.consumingSegments("events")
            if partitions.allSatisfy({ $0.currentOffset >= $0.latestOffset }) { return }
            if let failure = partitions.compactMap(\.failure).first { throw TestFailure(failure) }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TestFailure("the table does not catch up")
    }

    func rows(_ sql: String) async throws -> [[Value]] {
        let result = try await database.query(sql).result
        return (0..<result.rowCount).map { row in result.columns.map { $0[row] } }
    }

    func integer(_ sql: String) async throws -> Int64 {
        guard case .integer(let number)? = try await rows(sql).first?.first else {
            throw TestFailure("no integer from \(sql)")
        }
        return number
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
