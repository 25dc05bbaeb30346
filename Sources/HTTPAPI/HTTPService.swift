import Engine
import Hummingbird
import Logging
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How the HTTP server is set up.
public struct HTTPServiceConfiguration: Sendable {
    public var address: ListenAddress
    /// Whether an address that other machines can reach is accepted. Nothing is encrypted, nobody is asked who he is.
    public var allowsInsecureBind = false
    /// Bytes of memory that the process occupies, for `GET /metrics`.
    public var residentBytes: @Sendable () -> Int? = { nil }

    public init(address: ListenAddress = ListenAddress(host: "127.0.0.1", port: ListenAddress.defaultPort)) {
        self.address = address
    }
}

/// The Pinot-shaped HTTP server over a database. It starts no thread of its own beside NIO's event loop, and never
/// computes on that loop.
public struct HTTPService: Sendable {
    private let database: Database
    private let configuration: HTTPServiceConfiguration
    private let logger: Logger
    private let onServerRunning: @Sendable (ListenAddress) async -> Void

    /// Throws `INSECURE_ADDRESS` for an address that other machines can reach, unless the configuration allows it.
    /// `onServerRunning` is called with the port that the server listens on, once it does.
    public init(
        database: Database, configuration: HTTPServiceConfiguration, logger: Logger,
        onServerRunning: @escaping @Sendable (ListenAddress) async -> Void = { _ in }
    ) throws(HTTPServiceError) {
        guard configuration.address.isLoopback || configuration.allowsInsecureBind else {
            throw HTTPServiceError(
                .insecureAddress,
                "\(configuration.address) can be reached by other machines, and this version asks nobody for a "
                    + "password; use 127.0.0.1, or allow it with --insecure-bind")
        }
        self.database = database
        self.configuration = configuration
        self.logger = logger
        self.onServerRunning = onServerRunning
    }

    /// Gives NIO one thread. Called once, before anything uses NIO: the cores are for queries and ingestion.
    public static func useOneEventLoopThread() {
        NIOSingletons.groupLoopCountSuggestion = 1
    }

    /// Serves until a graceful shutdown is triggered or the task is cancelled: then accepts nothing new, finishes what
    /// it has begun, and returns. Throws `HTTPServiceError` where it cannot listen.
    public func run() async throws {
        do {
            try await application().run()
        } catch let error as IOError {
            let reason: HTTPServiceError.Reason = error.errnoCode == EADDRINUSE ? .addressInUse : .cannotListen
            let detail = reason == .addressInUse ? "another process listens on it" : "\(error)"
            throw HTTPServiceError(reason, "cannot listen on \(configuration.address): \(detail)")
        }
    }

    /// The server as Hummingbird runs it, and as its test framework takes it.
    package func application() -> some ApplicationProtocol {
        let process = ProcessFigures(residentBytes: configuration.residentBytes)
        let address = configuration.address
        let onServerRunning = onServerRunning
        return Application(
            router: Routes(database: database, logger: logger, process: process).router(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ContinueHandler()],
                    idleTimeout: .seconds(Limits.idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: Limits.headerFieldBytes, maxHeaderListSize: Limits.headerBytes,
                        maxHeaderFieldCount: Limits.headerCount))),
            configuration: applicationConfiguration,
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? address.port
                await onServerRunning(ListenAddress(host: address.host, port: port))
            },
            logger: logger)
    }

    private var applicationConfiguration: ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(configuration.address.host, port: configuration.address.port),
            serverName: "martlet/\(MartletVersion.current)",
            backlog: Limits.connectionBacklog,
            availableConnectionsDelegate: .maximum(Limits.connections, logger: logger))
    }
}
