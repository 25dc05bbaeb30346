import Bytes
import Engine
import Files
import Ingest
import Log
import Query
import Logging
import Schema
import Synchronization

/// Orders in a directory: as a file of newline JSON, and in the topic of a database.
struct Workload {
    let directory: String

    private static let topic = "orders"
    private static let partitions = 2
    /// Rows of a sealed segment where freshness is measured.
    private static let sealedRows = 250_000
    /// Rows of one request when the topic is filled.
    private static let requestRows = 20_000

    private var files: PosixFileSystem { PosixFileSystem(root: directory) }
    private var schema: Schema { get throws { try SchemaDocument(parsing: Array(Orders.schema.utf8)).schema } }

    private func open() throws -> Database {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        return try Database.open(
            fileSystem: PosixFileSystem(root: directory + "/data"), options: DatabaseOptions(), logger: logger)
    }

    /// Writes the orders, and produces them.
    func prepare(rows: Int) async throws {
        try files.createRoot()
        try files.createDirectory("data")
        let file = try files.open("orders.ndjson", .create)
        var written = 0
        let database = try open()
        try await database.createTopic(Self.topic, partitions: Self.partitions)
        var orders = Orders()
        for start in stride(from: 0, to: rows, by: Self.requestRows) {
            var text: [UInt8] = []
            for number in start..<min(start + Self.requestRows, rows) { orders.append(number, to: &text) }
            try file.write(text, at: written)
            written += text.count
            _ = try await database.produce(text, to: Self.topic, keyField: "order_id")
        }
        await database.close()
    }

    /// JSON to rows, which are dropped.
    func decode() throws {
        let text = try files.readAll("orders.ndjson")
        var lines: [Range<Int>] = []
        var start = 0
        for (index, byte) in text.enumerated() where byte == UInt8(ascii: "\n") {
            lines.append(start..<index)
            start = index + 1
        }
        let decoder = JSONRecordDecoder(schema: try schema)
        var row = DecodedRow(fieldCount: decoder.fieldCount)
        let clock = Clock()
        for line in lines { try decoder.decode(text, line, into: &row) }
        clock.report("decode", rows: lines.count)
    }

    /// Log to consuming segments, which are dropped.
    func consume(threads: Int) throws {
        let database = try open()
        guard let topic = database.topicLogs(Self.topic) else { stop("no topic") }
        let schema = try schema
        let logs = topic.logs
        let rows = Mutex(0)
        let consume: @Sendable (Int) -> Void = { partition in
            do {
                let count = try Self.consume(logs[partition], Int32(partition), schema)
                rows.withLock { $0 += count }
            } catch { stop("\(error)") }
        }
        let clock = Clock()
        if threads == 1 {
            for partition in logs.indices { consume(partition) }
        } else {
            let running = logs.indices.map { partition in NamedThread("bench-\(partition)") { consume(partition) } }
            for thread in running { thread.join() }
        }
        clock.report("consume on \(threads)", rows: rows.withLock { $0 })
    }

    private static func consume(_ log: PartitionLog, _ partition: Int32, _ schema: Schema) throws -> Int {
        let source = PartitionConsumer.Source(
            partition: partition, topic: topic, topicPartition: partition, reader: LogReader(log))
        let version = PartitionConsumer.SchemaVersion(
            number: 1, schema: schema, pipeline: try RecordPipeline(schema: schema))
        var consumer = PartitionConsumer(
            tableName: "orders", source: source, startOffset: 0, versions: [(0, version)])
        while try consumer.consume(maximumRows: .max) != nil {}
        return consumer.segment.rowCount
    }
}

extension Workload {
    /// A segment is sealed after so many rows, or `IngestLimits.consumingRows`.
    private static func config(_ rows: Int) -> String {
        """
        {"tableName":"orders","tableType":"REALTIME","segmentsConfig":{"timeColumnName":"event_time",
        "schemaName":"orders","replication":"1"},"tenants":{},"tableIndexConfig":{"streamConfigs":{
        "streamType":"martlet","stream.martlet.topic.name":"orders",
        "realtime.segment.flush.threshold.rows":"\(rows)","realtime.segment.flush.threshold.segment.size":"16G"
        }},"metadata":{}}
        """
    }

    /// A table from its creation until all of the topic can be queried, and until all of it is sealed.
    func table(sealedAfter rows: Int) async throws {
        let database = try open()
        if database.schemaNames().isEmpty {
            _ = try await database.putSchema(Array(Orders.schema.utf8), replacing: nil)
        }
        let clock = Clock()
        _ = try await database.createTable(Array(Self.config(rows).utf8))
        let total = try await untilConsumed(database)
        let isNeverSealed = rows > IngestLimits.consumingRows
        clock.report(isNeverSealed ? "table, nothing sealed" : "table, queryable", rows: total)
        if !isNeverSealed {
            try await database.forceCommit("orders")
            clock.report("table, sealed by \(rows)", rows: total)
        }
        let answer = try await database.query("SELECT COUNT(*) FROM orders")
        guard case .integers([Int64(total)])? = answer.result.columns.first?.storage else {
            stop("\(answer) of \(total) rows")
        }
        _ = try await database.dropTable("orders")
        await database.close()
    }

    /// Freshness of records that come to a table whose history is sealed but for the last rows, as at any moment of a
    /// stream: make 250,000 rows more than are sealed. Adds to the topic.
    func freshness(rate: Int) async throws {
        let database = try open()
        if database.schemaNames().isEmpty {
            _ = try await database.putSchema(Array(Orders.schema.utf8), replacing: nil)
        }
        _ = try await database.createTable(Array(Self.config(Self.sealedRows).utf8))
        let history = try await untilConsumed(database)
        while try database.consumingSegments("orders").contains(where: { $0.rowCount >= Self.sealedRows }) {
            try await Task.sleep(for: .milliseconds(100))
        }
        try await Freshness(database: database, history: history, rate: rate).measure()
        _ = try await database.dropTable("orders")
        await database.close()
    }

    /// Waits until all of the topic is rows, and returns how many; it takes no lock that consuming needs.
    private func untilConsumed(_ database: Database) async throws -> Int {
        let total = try database.topic(Self.topic).partitions.reduce(0) { $0 + Int($1.endOffset - $1.firstOffset) }
        while true {
            let size = try database.tableSize("orders")
            if Int(size.sealedRows) + Int(size.consumingRows) >= total { return total }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
