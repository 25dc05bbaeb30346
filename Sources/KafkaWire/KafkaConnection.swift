import KafkaBroker
import KafkaProtocol
import Logging
import NIOCore

/// One client: reads requests, and writes the answers in their order.
struct KafkaConnection: Sendable {
    typealias Channel = NIOAsyncChannel<Frame, ByteBuffer>

    let broker: KafkaBroker
    let channel: Channel
    let client: ClientConnection
    let logger: Logger

    private struct Pending: Sendable {
        let response: KafkaBroker.PendingResponse
        /// The request's room is given back when its answer is written.
        let reservation: RequestBudget.Reservation
    }

    /// Serves until the client goes away, or sends what cannot be answered.
    func serve() async {
        do {
            try await channel.executeThenClose { inbound, outbound in
                let window = RequestWindow()
                let (answers, continuation) = AsyncStream<Pending>.makeStream()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        defer { continuation.finish() }
                        try await read(inbound, window, continuation)
                    }
                    group.addTask {
                        defer { window.close() }
                        try await write(answers, window, outbound)
                    }
                    // The first error ends the other task as well.
                    for try await _ in group {}
                }
            }
        } catch {
            logger.debug("a Kafka connection from \(client.clientHost) was closed: \(error)")
        }
    }

    private func read(
        _ inbound: NIOAsyncChannelInboundStream<Frame>, _ window: RequestWindow,
        _ answers: AsyncStream<Pending>.Continuation
    ) async throws {
        defer { broker.disconnected(client) }
        for try await frame in inbound {
            guard await window.enter(mayOverlap: KafkaBroker.mayOverlap(frame.bytes)) else { return }
            let response = try await broker.accept(frame.bytes, from: client)
            answers.yield(Pending(response: response, reservation: frame.reservation))
        }
    }

    private func write(
        _ answers: AsyncStream<Pending>, _ window: RequestWindow, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws {
        for await pending in answers {
            if let bytes = try await pending.response() {
                var buffer = channel.channel.allocator.buffer(capacity: bytes.count + 4)
                buffer.writeInteger(Int32(clamping: bytes.count))
                buffer.writeBytes(bytes)
                try await outbound.write(buffer)
            }
            withExtendedLifetime(pending.reservation) {}
            window.leave()
        }
    }
}
