import Authentication
import Bytes
import Engine
import Files
import KafkaBroker
import KafkaProtocol
import Log
import Logging
import Testing

/// A broker over a database on a file system in memory, asked by encoded requests as a client would.
struct TestBroker {
    let fileSystem: MemoryFileSystem
    let database: Database
    let broker: KafkaBroker

    static func open(
        _ fileSystem: MemoryFileSystem = MemoryFileSystem(), autoCreate: Int? = nil,
        users: UserStore? = nil, offsetsRetention: Duration? = nil
    ) async throws -> TestBroker {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var databaseOptions = DatabaseOptions()
        databaseOptions.queryThreads = 1
        databaseOptions.housekeepingInterval = .milliseconds(50)
        let database = try Database.open(fileSystem: fileSystem, options: databaseOptions, logger: logger)
        var options = BrokerOptions()
        options.autoCreatePartitions = autoCreate
        options.users = users
        if let offsetsRetention { options.offsetsRetention = offsetsRetention }
        let broker = try await KafkaBroker.open(database, options: options, logger: logger)
        return TestBroker(fileSystem: fileSystem, database: database, broker: broker)
    }

    func close() async {
        broker.close()
        await database.close()
    }

    /// The next process, on what is on the disk now.
    func killed() async throws -> TestBroker {
        let disk = fileSystem.afterPowerCut(.lost)
        await close()
        return try await Self.open(disk)
    }

    static let connection = newConnection()

    static func newConnection(isPrivate: Bool = true) -> ClientConnection {
        ClientConnection(
            serverHost: "127.0.0.1", serverPort: 9092, clientHost: "127.0.0.1", isPrivate: isPrivate)
    }

    func ask<Request: KafkaRequest>(
        _ request: Request, version: Int16? = nil, from connection: ClientConnection = Self.connection
    ) async throws -> Request.Response {
        let version = version ?? Request.key.versions.upperBound
        let frame = try request.encoded(version: version, correlationID: 42, clientID: "test")
        let pending = try await broker.accept(frame, from: connection)
        let bytes = try #require(try await pending())
        let (correlationID, response) = try Request.decode(bytes, version: version)
        #expect(correlationID == 42)
        return response
    }

    /// Produces one batch; the answer for its partition.
    func produce(
        _ batch: RecordBatch, to topic: String = "events", partition: Int32 = 0, acks: Int16 = -1
    ) async throws -> ProduceResponse.Topic.Partition {
        try await ask(Self.produceRequest(batch.bytes, topic, partition, acks)).topics[0].partitions[0]
    }

    static func produceRequest(
        _ records: [UInt8], _ topic: String = "events", _ partition: Int32 = 0, _ acks: Int16 = -1
    ) -> ProduceRequest {
        var request = ProduceRequest()
        request.acks = acks
        request.timeoutMilliseconds = 1000
        var part = ProduceRequest.Topic.Partition()
        part.index = partition
        part.records = records[...]
        var named = ProduceRequest.Topic()
        named.name = topic
        named.partitions = [part]
        request.topics = [named]
        return request
    }

    static func fetchRequest(
        _ offset: Int64, topic: String = "events", partition: Int32 = 0, wait: Int32 = 0, minBytes: Int32 = 1
    ) -> FetchRequest {
        var request = FetchRequest()
        request.maxWaitMilliseconds = wait
        request.minBytes = minBytes
        var part = FetchRequest.Topic.Partition()
        part.index = partition
        part.fetchOffset = offset
        part.partitionMaxBytes = 1 << 20
        var named = FetchRequest.Topic()
        named.name = topic
        named.partitions = [part]
        request.topics = [named]
        return request
    }

    static func batch(_ values: [String], timestamp: Int64 = 1000) throws -> RecordBatch {
        var builder = RecordBatchBuilder()
        for value in values { try builder.append(key: nil, value: Array(value.utf8)[...], timestamp: timestamp) }
        return builder.finish()
    }
}
