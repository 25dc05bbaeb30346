import KafkaBroker
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Listens for Kafka clients.
public struct KafkaServer: Sendable {
    private let broker: KafkaBroker
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) -> Void

    /// A server that is not listening yet; port 0 takes a free one, which `onListening` is told.
    public init(
        broker: KafkaBroker, host: String, port: Int, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) {
        self.broker = broker
        self.host = host
        self.port = port
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

    private typealias Listener = NIOAsyncChannel<KafkaConnection.Channel, Never>

    private func listen() async throws -> Listener {
        let budget = RequestBudget()
        return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: WireLimits.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        IdleStateHandler(readTimeout: .minutes(WireLimits.idleMinutes)), IdleCloser(),
                        ByteToMessageHandler(FrameDecoder(budget)),
                    ])
                    // One request is read while the one before is carried out.
                    return try KafkaConnection.Channel(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(
                            backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2),
                            isOutboundHalfClosureEnabled: false))
                }
            }
    }

    private func accept(from listener: Listener) async {
        let open = OpenConnections()
        do {
            try await withThrowingDiscardingTaskGroup { group in
                try await listener.executeThenClose { connections in
                    for try await channel in connections {
                        guard open.enter() else {
                            logger.warning("\(WireLimits.connections) Kafka connections are open; one is refused")
                            try? await channel.channel.close()
                            continue
                        }
                        group.addTask {
                            await KafkaConnection(broker: broker, channel: channel, logger: logger).serve()
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
