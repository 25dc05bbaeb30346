import CRdKafka
import Foundation
import Ingest
import KafkaClient

struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The cluster that librdkafka keeps in memory for tests, with a producer to it.
final class MockCluster: @unchecked Sendable {
    // Sendable because librdkafka's handles may be used by any number of threads, and the pointers never change.
    private let producer: OpaquePointer
    private let cluster: OpaquePointer

    init(brokers: Int32 = 1) throws {
        let settings = rd_kafka_conf_new()
        var message = [CChar](repeating: 0, count: 512)
        for (name, value) in [("test.mock.num.brokers", "\(brokers)"), ("linger.ms", "1")] {
            guard rd_kafka_conf_set(settings, name, value, &message, message.count) == RD_KAFKA_CONF_OK else {
                throw TestFailure("\(name): \(message)")
            }
        }
        rd_kafka_conf_set_log_cb(settings, nil)
        guard let producer = rd_kafka_new(RD_KAFKA_PRODUCER, settings, &message, message.count),
            let cluster = rd_kafka_handle_mock_cluster(producer)
        else { throw TestFailure("no mock cluster: \(message)") }
        self.producer = producer
        self.cluster = cluster
    }

    deinit { rd_kafka_destroy(producer) }

    var bootstrap: String { String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

    func topic(_ name: String) -> StreamTopic {
        StreamTopic(cluster: "mock", properties: ["bootstrap.servers": bootstrap], topic: name)
    }

    func create(_ topic: String, partitions: Int32) throws {
        let error = rd_kafka_mock_topic_create(cluster, topic, partitions, 1)
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw TestFailure(String(cString: rd_kafka_err2str(error))) }
    }

    func setDown(_ isDown: Bool) {
        _ = isDown ? rd_kafka_mock_broker_set_down(cluster, 1) : rd_kafka_mock_broker_set_up(cluster, 1)
    }

    /// Produces and waits until it is acknowledged. Nil stands for a NULL value.
    func produce(
        _ values: [String?], to name: String, partition: Int32 = 0, key: String? = nil,
        headers: [(String, String?)] = [], timestamp: Int64 = 0
    ) throws {
        for value in values {
            guard let topic = rd_kafka_topic_new(producer, name, nil) else { throw TestFailure("no topic") }
            defer { rd_kafka_topic_destroy(topic) }
            try send(value, to: topic, partition, key, headers, timestamp)
        }
        let error = rd_kafka_flush(producer, 20_000)
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw TestFailure(String(cString: rd_kafka_err2str(error))) }
    }

    private func send(
        _ value: String?, to topic: OpaquePointer, _ partition: Int32, _ key: String?, _ headers: [(String, String?)],
        _ timestamp: Int64
    ) throws {
        let list = rd_kafka_headers_new(headers.count)
        for (name, value) in headers {
            let bytes = value.map { Array($0.utf8) }
            _ = bytes.withUnsafeBytesOrNil { rd_kafka_header_add(list, name, -1, $0?.baseAddress, $0?.count ?? 0) }
        }
        let key = key.map { Array($0.utf8) }
        let value = value.map { Array($0.utf8) }
        let error = key.withUnsafeBytesOrNil { key in
            value.withUnsafeBytesOrNil { value in
                var fields = [rd_kafka_vu_t](repeating: rd_kafka_vu_t(), count: 6)
                fields[0].vtype = RD_KAFKA_VTYPE_RKT
                fields[0].u.rkt = topic
                fields[1].vtype = RD_KAFKA_VTYPE_PARTITION
                fields[1].u.i32 = partition
                fields[2].vtype = RD_KAFKA_VTYPE_VALUE
                fields[2].u.mem.ptr = value.flatMap { UnsafeMutableRawPointer(mutating: $0.baseAddress) }
                fields[2].u.mem.size = value?.count ?? 0
                fields[3].vtype = RD_KAFKA_VTYPE_KEY
                fields[3].u.mem.ptr = key.flatMap { UnsafeMutableRawPointer(mutating: $0.baseAddress) }
                fields[3].u.mem.size = key?.count ?? 0
                fields[4].vtype = RD_KAFKA_VTYPE_TIMESTAMP
                fields[4].u.i64 = timestamp
                fields[5].vtype = RD_KAFKA_VTYPE_HEADERS
                fields[5].u.headers = list
                // Without this the library frees what it does not own; see RD_KAFKA_MSG_F_COPY.
                var flags = rd_kafka_vu_t()
                flags.vtype = RD_KAFKA_VTYPE_MSGFLAGS
                flags.u.i = RD_KAFKA_MSG_F_COPY
                fields.append(flags)
                return rd_kafka_produceva(producer, &fields, fields.count)
            }
        }
        if let error {
            defer { rd_kafka_error_destroy(error) }
            throw TestFailure(String(cString: rd_kafka_error_string(error)))
        }
    }
}

extension Optional where Wrapped == [UInt8] {
    fileprivate func withUnsafeBytesOrNil<Result>(_ body: (UnsafeRawBufferPointer?) -> Result) -> Result {
        guard let bytes = self else { return body(nil) }
        // An empty array may have no address, which would stand for NULL.
        return (bytes + [0]).withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<bytes.count])) }
    }
}
