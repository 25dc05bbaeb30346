import KafkaBroker
import KafkaProtocol
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization

/// Listens for Kafka clients.
public struct KafkaServer: Sendable {
    private let broker: KafkaBroker
    private let host: String
    private let port: Int
    private let encryption: KafkaEncryption?
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) -> Void

    /// A server that is not listening yet; port 0 takes a free one, which `onListening` is told.
    ///
    /// With `encryption`, all connections are encrypted.
    public init(
        broker: KafkaBroker, host: String, port: Int, encryption: KafkaEncryption? = nil, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) {
        self.broker = broker
        self.host = host
        self.port = port
        self.encryption = encryption
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until a graceful shutdown or the end of the task. Throws what NIO throws where it cannot listen.
    public func run() async throws {
        let listener = try await listen()
        onListening(listener.channel.localAddress?.port ?? port)
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown { await accept(from: listener) }
        } onGracefulShutdown: {
            broker.stopWaiting()
        }
    }

    /// A connection with what answers depend on besides its requests.
    private struct Accepted: Sendable {
        let channel: KafkaConnection.Channel
        let client: ClientConnection
    }

    private typealias Listener = NIOAsyncChannel<Accepted, Never>

    private func listen() async throws -> Listener {
        let budget = RequestBudget()
        return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: WireLimits.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, budget) }
            }
    }

    private func prepare(_ channel: any Channel, _ budget: RequestBudget) throws -> Accepted {
        let client = client(of: channel)
        let mustLogIn = broker.options.users != nil
        let limit: @Sendable () -> Int = { [login = client.login] in
            mustLogIn && !login.isAuthenticated ? ProtocolLimits.frameBytesBeforeLogin : ProtocolLimits.frameBytes
        }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandlers([IdleStateHandler(readTimeout: .minutes(WireLimits.idleMinutes)), IdleCloser()])
        if mustLogIn { try pipeline.addHandler(LoginTimer(client.login)) }
        if let encryption { try pipeline.addHandler(NIOSSLServerHandler(context: encryption.context)) }
        try pipeline.addHandler(ByteToMessageHandler(FrameDecoder(budget, limit: limit)))
        // One request is read while the one before is carried out.
        let wrapped = try KafkaConnection.Channel(
            wrappingChannelSynchronously: channel,
            configuration: .init(
                backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2), isOutboundHalfClosureEnabled: false))
        return Accepted(channel: wrapped, client: client)
    }

    private func client(of channel: any Channel) -> ClientConnection {
        let (local, remote) = (channel.localAddress, channel.remoteAddress)
        let clientHost = remote?.ipAddress ?? "unknown"
        let staysHere = clientHost == "::1" || clientHost.hasPrefix("127.")
        return ClientConnection(
            serverHost: local?.ipAddress ?? "127.0.0.1", serverPort: local?.port ?? 0, clientHost: clientHost,
            isPrivate: encryption != nil || staysHere)
    }

    private func accept(from listener: Listener) async {
        let open = OpenConnections()
        do {
            try await withThrowingDiscardingTaskGroup { group in
                try await listener.executeThenClose { connections in
                    for try await accepted in connections {
                        guard open.enter() else {
                            logger.warning("\(WireLimits.connections) Kafka connections are open; one is refused")
                            try? await accepted.channel.channel.close()
                            continue
                        }
                        group.addTask {
                            await KafkaConnection(
                                broker: broker, channel: accepted.channel, client: accepted.client, logger: logger
                            ).serve()
                            open.leave()
                        }
                    }
                }
                group.cancelAll()
            }
        } catch {
            if !(error is CancellationError) { logger.error("the Kafka listener ended: \(error)") }
        }
    }
}

/// Counts connections.
private final class OpenConnections: Sendable {
    private let count = Atomic<Int>(0)

    func enter() -> Bool {
        if count.wrappingAdd(1, ordering: .relaxed).newValue <= WireLimits.connections { return true }
        leave()
        return false
    }

    func leave() { count.wrappingSubtract(1, ordering: .relaxed) }
}
