import Authentication
import Engine
import Files
import HTTPAPI
import KafkaBroker
import KafkaClient
import KafkaWire
import Logging
import ServiceLifecycle
import UnixSignals

/// A database with its HTTP server, from opening the data directory to closing it.
struct ServerProcess {
    let options: ServerOptions

    /// After this time a shutdown no longer waits for requests that are still running.
    private static let shutdownPatience = Duration.seconds(15)

    /// Serves until SIGINT, SIGTERM or the end of the companion's work; then closes the database.
    ///
    /// `companion` makes a service that runs beside the server: it gets the database and, once it is known, the
    /// address; when it returns, the process shuts down.
    func run(companion: ((Database, AsyncStream<ListenAddress>) -> any Service)? = nil) async throws {
        HTTPService.useOneEventLoopThread()
        let level = options.logLevel
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let clusters = options.clusters.map { ClusterFile(path: $0) }
        let connector = KafkaConnector(try clusters?.read() ?? ClusterDirectory())
        let database = try open(connector)
        let clusterTask = clusters.map { file in
            ClusterFileTask(
                file: file, connector: connector, database: database, logger: Logger(label: "martlet.clusters"))
        }
        do {
            try await serve(database, clusterTask, companion)
        } catch {
            await close(database, connector)
            throw error
        }
        await close(database, connector)
    }

    /// Waiting for the threads of the Kafka client blocks; nothing else runs at this time.
    private func close(_ database: Database, _ connector: KafkaConnector) async {
        await database.close()
        connector.close()
    }

    private func open(_ connector: KafkaConnector) throws -> Database {
        let files = PosixFileSystem(root: options.data)
        try files.createRoot()
        var databaseOptions = DatabaseOptions()
        databaseOptions.avroSchemas = SchemaRegistryClient()
        databaseOptions.connector = connector
        return try Database.open(fileSystem: files, options: databaseOptions, logger: Logger(label: "martlet"))
    }

    private func serve(
        _ database: Database, _ clusters: ClusterFileTask?,
        _ companion: ((Database, AsyncStream<ListenAddress>) -> any Service)?
    ) async throws {
        let (addresses, continuation) = AsyncStream<ListenAddress>.makeStream()
        var configuration = HTTPServiceConfiguration(address: try options.address())
        configuration.allowsInsecureBind = options.insecureBind
        configuration.residentBytes = ResidentMemory.bytes
        let server = try HTTPService(
            database: database, configuration: configuration, logger: serverLogger
        ) { address in
            Console.line("listening on http://\(address)")
            continuation.yield(address)
            continuation.finish()
        }
        guard let kafkaAddress = try options.kafkaAddress() else {
            return try await run(server, nil, clusters, companion?(database, addresses))
        }
        let brokerOptions = try brokerOptions()
        try require(kafkaAddress, hasUsers: brokerOptions.users != nil)
        let encryption = try encryption()
        let broker = try await KafkaBroker.open(
            database, options: brokerOptions, logger: Logger(label: "martlet.kafka"))
        defer { broker.close() }
        let kafka = KafkaServer(
            broker: broker, host: kafkaAddress.host, port: kafkaAddress.port, encryption: encryption,
            logger: Logger(label: "martlet.kafka")
        ) { port in
            Console.line("listening for Kafka clients on \(ListenAddress(host: kafkaAddress.host, port: port))")
        }
        try await run(server, kafka, clusters, companion?(database, addresses))
    }

    private func brokerOptions() throws -> BrokerOptions {
        var broker = BrokerOptions()
        broker.autoCreatePartitions = options.kafkaAutoCreate
        if let minutes = options.kafkaOffsetsRetentionMinutes { broker.offsetsRetention = .seconds(60 * minutes) }
        broker.users = try options.kafkaUsers.map { path throws in try UserStore(parsing: try UserFile.bytes(path)) }
        return broker
    }

    private func encryption() throws(KafkaEncryptionError) -> KafkaEncryption? {
        guard let certificate = options.kafkaTlsCertificate, let key = options.kafkaTlsKey else { return nil }
        return try KafkaEncryption(certificateFile: certificate, keyFile: key)
    }

    /// The rule for HTTP holds for Kafka's protocol as well, unless clients have to log in.
    private func require(_ address: ListenAddress, hasUsers: Bool) throws(HTTPServiceError) {
        guard address.isLoopback || hasUsers || options.insecureBind else {
            throw HTTPServiceError(
                .insecureAddress,
                "\(address) can be reached by other machines, and nobody is asked for a password; "
                    + "use 127.0.0.1, name users with --kafka-users, or allow it with --insecure-bind")
        }
    }

    private func run(
        _ server: HTTPService, _ kafka: KafkaServer?, _ clusters: ClusterFileTask?, _ companion: (any Service)?
    ) async throws {
        var services = [
            ServiceGroupConfiguration.ServiceConfiguration(
                service: HTTPServerTask(server: server), failureTerminationBehavior: .cancelGroup)
        ]
        if let kafka {
            services.append(.init(service: KafkaServerTask(server: kafka), failureTerminationBehavior: .cancelGroup))
        }
        if let clusters { services.append(.init(service: clusters)) }
        if let companion {
            services.append(
                .init(
                    service: companion, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup))
        }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: serverLogger)
        configuration.maximumGracefulShutdownDuration = Self.shutdownPatience
        try await ServiceGroup(configuration: configuration).run()
    }

    /// The HTTP framework's own "info" repeats what is said here already.
    private var serverLogger: Logger {
        var logger = Logger(label: "martlet.http")
        if logger.logLevel == .info { logger.logLevel = .notice }
        return logger
    }
}

/// The HTTP server as a member of a service group.
private struct HTTPServerTask: Service {
    let server: HTTPService

    func run() async throws { try await server.run() }
}

/// The Kafka listener as a member of a service group.
private struct KafkaServerTask: Service {
    let server: KafkaServer

    func run() async throws { try await server.run() }
}
