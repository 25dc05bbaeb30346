import Bytes
import CRdKafka

/// A connection to a Kafka cluster, by librdkafka, which has threads of its own and connects again by itself.
///
/// Safe to use from any thread. Nothing of it calls back into the caller but the `arrival` of a fetch.
public final class KafkaHandle: @unchecked Sendable {
    // Sendable because librdkafka's handles may be used by any number of threads, and the pointers never change.
    let handle: OpaquePointer
    private let events: OpaquePointer

    /// Bytes that the library writes of what is wrong with a setting.
    private static let messageBytes = 512

    /// Does not wait for the cluster. Throws for a property that the library refuses.
    public init(properties: [String: String]) throws(KafkaFailure) {
        guard let settings = rd_kafka_conf_new() else { preconditionFailure("memory for settings") }
        do throws(KafkaFailure) {
            // In a fixed order, so that the same properties fail in the same way.
            for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
                try Self.set(name, value, of: settings)
            }
        } catch {
            rd_kafka_conf_destroy(settings)
            throw error
        }
        // What the library would print is told by events.
        rd_kafka_conf_set_log_cb(settings, nil)
        rd_kafka_conf_set_events(settings, RD_KAFKA_EVENT_ERROR)
        var message = [CChar](repeating: 0, count: Self.messageBytes)
        guard let handle = rd_kafka_new(RD_KAFKA_CONSUMER, settings, &message, message.count) else {
            rd_kafka_conf_destroy(settings)
            throw KafkaFailure(.invalidSetting, Self.text(message))
        }
        guard let events = rd_kafka_queue_get_main(handle) else { preconditionFailure("a handle has its queue") }
        self.handle = handle
        self.events = events
    }

    /// Destroying waits for the library's threads, one of which may be looking up a name: not on the caller's time.
    deinit {
        rd_kafka_queue_destroy(events)
        let owned = OwnedHandle(pointer: handle)
        _ = NamedThread("kafka-close") {
            rd_kafka_destroy_flags(owned.pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        }
    }

    /// Whether all handles of the process are destroyed that were let go; waits for that. A process that exits while
    /// the library's threads run may crash on its way out.
    public static func waitUntilDestroyed(atMost timeout: Duration) -> Bool {
        rd_kafka_wait_destroyed(timeout.rdKafkaMilliseconds) == 0
    }

    private struct OwnedHandle: @unchecked Sendable {
        // Sendable because only the thread that destroys it has it.
        let pointer: OpaquePointer
    }

    private static func set(
        _ name: String, _ value: String, of settings: OpaquePointer
    ) throws(KafkaFailure) {
        var message = [CChar](repeating: 0, count: messageBytes)
        let outcome = rd_kafka_conf_set(settings, name, value, &message, message.count)
        if outcome != RD_KAFKA_CONF_OK { throw KafkaFailure(.invalidSetting, text(message)) }
    }

    private static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The next error that belongs to no partition, such as a broker that went away; nil if there is none in time.
    public func nextFailure(atMost timeout: Duration) -> KafkaFailure? {
        guard let event = rd_kafka_queue_poll(events, timeout.rdKafkaMilliseconds) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        guard rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR else { return nil }
        let detail = rd_kafka_event_error_string(event).map { String(cString: $0) }
        return KafkaFailure(rd_kafka_event_error(event), detail)
    }

    /// A reference to a topic, which `body` must not keep.
    func withTopic<Result>(
        _ name: String, _ body: (OpaquePointer) throws(KafkaFailure) -> Result
    ) throws(KafkaFailure) -> Result {
        guard let topic = rd_kafka_topic_new(handle, name, nil) else { throw KafkaFailure(rd_kafka_last_error()) }
        defer { rd_kafka_topic_destroy(topic) }
        return try body(topic)
    }
}

extension Duration {
    /// As the library takes it: at least 0, at most 24 days.
    var rdKafkaMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        let whole = min(max(seconds, 0), 2_000_000) * 1_000
        return Int32(clamping: max(0, whole + attoseconds / 1_000_000_000_000_000))
    }
}
