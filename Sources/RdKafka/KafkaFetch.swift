import CRdKafka
import Log

/// What came of a partition, in order.
public enum FetchedPiece: Sendable {
    /// Records whose slices are places in the bytes. Their offsets ascend; what lies between two of them is gone.
    case records([Record], bytes: [UInt8])
    /// Everything before the offset has been handed out or is gone, and nothing is behind it yet.
    case end(Int64)
    /// Nothing more comes before the fetch is begun again.
    case failed(KafkaFailure)
}

/// One partition that is being fetched from an offset on, until this is let go.
///
/// What has come and is not taken yet waits in the library, which stops fetching at its limits
/// (`queued.max.messages.kbytes`, `queued.min.messages`) and goes on when something was taken.
public final class KafkaFetch: @unchecked Sendable {
    // Sendable because librdkafka's queues and topics may be used by any number of threads, and the pointers never
    // change.
    private let owner: KafkaHandle
    private let topic: OpaquePointer
    private let partition: Int32
    private let queue: OpaquePointer
    private let arrival: Unmanaged<Arrival>

    private final class Arrival: Sendable {
        let announce: @Sendable () -> Void

        init(_ announce: @escaping @Sendable () -> Void) { self.announce = announce }
    }

    /// Records that one call of `take` asks the library for at most.
    private static let recordsPerCall = 1_000

    /// `arrival` is called on a thread of the library when something came after there was nothing; it must not call
    /// back. A partition is fetched once at a time by one handle.
    public init(
        _ owner: KafkaHandle, topic name: String, partition: Int32, from offset: Int64,
        arrival: @escaping @Sendable () -> Void
    ) throws(KafkaFailure) {
        guard let topic = rd_kafka_topic_new(owner.handle, name, nil) else {
            throw KafkaFailure(rd_kafka_last_error())
        }
        guard let queue = rd_kafka_queue_new(owner.handle) else { preconditionFailure("memory for a queue") }
        self.owner = owner
        self.topic = topic
        self.partition = partition
        self.queue = queue
        self.arrival = Unmanaged.passRetained(Arrival(arrival))
        rd_kafka_queue_cb_event_enable(
            queue,
            { _, box in
                guard let box else { return }
                Unmanaged<Arrival>.fromOpaque(box).takeUnretainedValue().announce()
            }, self.arrival.toOpaque())
        if rd_kafka_consume_start_queue(topic, partition, offset, queue) != 0 {
            let error = rd_kafka_last_error()
            release()
            throw KafkaFailure(error)
        }
        isStarted = true
    }

    private var isStarted = false

    deinit {
        if isStarted {
            rd_kafka_consume_stop(topic, partition)
            release()
        }
    }

    /// The library calls back under the queue's lock, so that after it was told not to, no call is running.
    private func release() {
        rd_kafka_queue_cb_event_enable(queue, nil, nil)
        rd_kafka_queue_destroy(queue)
        rd_kafka_topic_destroy(topic)
        arrival.release()
    }

    /// Whether something waits to be taken.
    public var hasArrivals: Bool { rd_kafka_queue_length(queue) > 0 }

    /// What has come, about so many bytes. Does not wait. `expectedBytes` is what one record is likely to have.
    public func take(maximumBytes: Int, expectedBytes: Int) -> [FetchedPiece] {
        var pieces: [FetchedPiece] = []
        var remaining = maximumBytes
        while remaining > 0 {
            let wanted = min(max(1, remaining / max(1, expectedBytes)), Self.recordsPerCall)
            var messages = [UnsafeMutablePointer<rd_kafka_message_t>?](repeating: nil, count: wanted)
            let count = max(0, rd_kafka_consume_batch_queue(queue, 0, &messages, wanted))
            if count == 0 { break }
            defer { for message in messages.prefix(count) { rd_kafka_message_destroy(message) } }
            let collected = MessageCollector.pieces(messages.prefix(count).compactMap { $0 })
            pieces += collected.pieces
            remaining -= collected.byteCount
            if count < wanted { break }
        }
        return pieces
    }
}
