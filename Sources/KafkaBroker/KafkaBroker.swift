import Bytes
import Engine
import KafkaProtocol
import Logging
import Synchronization

/// Answers Kafka's requests from a database's topics; knows no socket.
///
/// It has one thread, which looks at timeouts and wakes those who wait for records. All other work is done by the
/// callers' tasks and by the database's threads.
public final class KafkaBroker: Sendable {
    let database: Database
    let options: BrokerOptions
    let logger: Logger
    let waiters: LogWaiters
    let groups: GroupService
    let offsets: OffsetStore
    private let thread = Monitor<NamedThread?>(nil)
    private let isClosed = Atomic<Bool>(false)

    /// An answer that may still have to wait, for the disk or for records; nil where the client expects none.
    public typealias PendingResponse = @Sendable () async throws(ProtocolError) -> [UInt8]?

    /// Reads the committed offsets of the groups. Throws what reading the topic throws.
    public static func open(
        _ database: Database, options: BrokerOptions = BrokerOptions(), logger: Logger
    ) async throws(EngineError) -> KafkaBroker {
        let offsets = try await OffsetStore.open(database, logger: logger)
        let broker = KafkaBroker(database, options, logger, offsets)
        broker.start()
        return broker
    }

    private init(_ database: Database, _ options: BrokerOptions, _ logger: Logger, _ offsets: OffsetStore) {
        self.database = database
        self.options = options
        self.logger = logger
        self.offsets = offsets
        waiters = LogWaiters()
        groups = GroupService()
    }

    private func start() {
        thread.update { $0 = NamedThread("kafka-wait") { [self] in watch() } }
    }

    private func watch() {
        var seen = database.logArrivals
        while !isClosed.load(ordering: .acquiring) {
            database.waitForLog(after: seen, atMost: BrokerLimits.tick)
            seen = database.logArrivals
            waiters.wakeThoseThatAreDue()
            groups.advance()
        }
    }

    /// Ends all waiting, without waiting itself; requests that come later are answered as if their time were up.
    public func stopWaiting() {
        isClosed.store(true, ordering: .releasing)
        waiters.close()
        groups.close()
    }

    /// `stopWaiting`, and the end of the thread. Calling it again does nothing.
    public func close() {
        stopWaiting()
        let thread = thread.update { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    /// Whether the frame is a request to produce: those of one connection may be on their way at the same time, all
    /// others wait for the ones before them.
    public static func mayOverlap(_ frame: [UInt8]) -> Bool { frame.starts(with: [0, 0]) }

    /// Takes a request, without its length. What it appends is queued when this returns, so that requests of one
    /// connection keep their order.
    ///
    /// Throws if no answer is possible; then the connection is to be closed.
    public func accept(
        _ frame: [UInt8], from connection: ClientConnection
    ) async throws(ProtocolError) -> PendingResponse {
        let frame = try RequestFrame(frame)
        let call = Call(frame: frame, connection: connection)
        switch frame.key {
        case .produce: return try await produce(call)
        case .fetch: return try answer(call, fetch)
        case .listOffsets: return try answer(call, listOffsets)
        case .metadata: return try answer(call, metadata)
        case .offsetCommit: return try answer(call, commitOffsets)
        case .offsetFetch: return try answer(call, fetchOffsets)
        case .findCoordinator: return try answer(call, findCoordinator)
        case .joinGroup: return try answer(call, joinGroup)
        case .heartbeat: return try answer(call, heartbeat)
        case .leaveGroup: return try answer(call, leaveGroup)
        case .syncGroup: return try answer(call, syncGroup)
        case .describeGroups: return try answer(call, describeGroups)
        case .listGroups: return try answer(call, listGroups)
        case .apiVersions: return try versions(call)
        case .createTopics: return try answer(call, createTopics)
        case .deleteTopics: return try answer(call, deleteTopics)
        case .initProducerID: return try answer(call, initProducerID)
        case .describeConfigs: return try answer(call, describeConfigs)
        case .deleteGroups: return try answer(call, deleteGroups)
        case .deleteRecords: return try answer(call, deleteRecords)
        case .alterConfigs: return try answer(call, alterConfigs)
        case .createPartitions: return try answer(call, createPartitions)
        case .incrementalAlterConfigs: return try answer(call, incrementallyAlterConfigs)
        case .offsetDelete: return try answer(call, deleteOffsets)
        case .describeCluster: return try answer(call, describeCluster)
        }
    }

    /// One request with what its answer depends on besides its fields.
    struct Call: Sendable {
        let frame: RequestFrame
        let connection: ClientConnection

        var version: Int16 { frame.header.version }
        var clientID: String { frame.header.clientID ?? "" }

        func encode<Request: KafkaRequest>(
            _ response: Request.Response, to type: Request.Type, reservingCapacity capacity: Int = 64
        ) throws(ProtocolError) -> [UInt8] {
            try type.encode(
                response, version: version, correlationID: frame.header.correlationID, reservingCapacity: capacity)
        }
    }

    private func answer<Request: KafkaRequest>(
        _ call: Call, _ handle: @escaping @Sendable (Request, Call) async -> Request.Response
    ) throws(ProtocolError) -> PendingResponse {
        let request = try call.frame.request(Request.self)
        return { () async throws(ProtocolError) in try call.encode(await handle(request, call), to: Request.self) }
    }

    /// A client that asks in a version that is not known here learns the versions, in the oldest form.
    private func versions(_ call: Call) throws(ProtocolError) -> PendingResponse {
        var response = APIVersionsResponse()
        response.apis = APIKey.allCases.map { key in
            var api = APIVersionsResponse.API()
            api.key = key.rawValue
            api.minVersion = key.announcedVersions.lowerBound
            api.maxVersion = key.announcedVersions.upperBound
            return api
        }
        let version = call.frame.isSupported ? call.version : 0
        if call.frame.isSupported {
            _ = try call.frame.request(APIVersionsRequest.self)
        } else {
            response.error = .unsupportedVersion
        }
        let bytes = try APIVersionsRequest.encode(
            response, version: version, correlationID: call.frame.header.correlationID)
        return { () async throws(ProtocolError) in bytes }
    }
}
