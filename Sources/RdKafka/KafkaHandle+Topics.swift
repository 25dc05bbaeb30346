import CRdKafka

/// A place in each partition of a topic.
public enum KafkaPosition: Hashable, Sendable {
    /// The first record that is still there.
    case start
    /// After the last record that can be read: transactions that are not decided yet are behind it.
    case end
    /// The first record from a time on, in milliseconds since 1970-01-01T00:00:00Z; the end if there is none.
    case time(Int64)

    /// As the protocol has it.
    fileprivate var code: Int64 {
        switch self {
        case .start: Int64(RD_KAFKA_OFFSET_BEGINNING)
        case .end: Int64(RD_KAFKA_OFFSET_END)
        case .time(let milliseconds): max(0, milliseconds)
        }
    }
}

// Questions to the cluster. Each waits for the answer, but no longer than the timeout.
extension KafkaHandle {
    /// How many partitions a topic has. Creates no topic.
    public func partitionCount(ofTopic name: String, timeout: Duration) throws(KafkaFailure) -> Int32 {
        try withTopic(name) { topic throws(KafkaFailure) in
            var answer: UnsafePointer<rd_kafka_metadata>?
            let error = rd_kafka_metadata(handle, 0, topic, &answer, timeout.rdKafkaMilliseconds)
            if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaFailure(error) }
            guard let answer else { throw KafkaFailure(.other, "an answer without content") }
            defer { rd_kafka_metadata_destroy(answer) }
            guard answer.pointee.topic_cnt > 0, let found = answer.pointee.topics else {
                throw KafkaFailure(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
            }
            if found.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaFailure(found.pointee.err) }
            return Int32(found.pointee.partition_cnt)
        }
    }

    /// Where a position is in some partitions, in their order.
    public func offsets(
        ofTopic name: String, partitions: [Int32], at position: KafkaPosition, timeout: Duration
    ) throws(KafkaFailure) -> [Int64] {
        guard let list = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count)) else {
            preconditionFailure("memory for a list")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for partition in partitions {
            rd_kafka_topic_partition_list_add(list, name, partition)?.pointee.offset = position.code
        }
        // The library hands -1 and -2 on to the cluster, whose protocol means the end and the start by them.
        let error = rd_kafka_offsets_for_times(handle, list, timeout.rdKafkaMilliseconds)
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaFailure(error) }
        var found: [Int32: Int64] = [:]
        for index in 0..<Int(list.pointee.cnt) {
            let element = list.pointee.elems[index]
            if element.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                throw KafkaFailure(element.err, "partition \(element.partition): \(Self.text(of: element.err))")
            }
            found[element.partition] = element.offset
        }
        return try resolve(found, name, partitions, position, timeout)
    }

    /// A time that no record has reached stands for the end.
    private func resolve(
        _ found: [Int32: Int64], _ name: String, _ partitions: [Int32], _ position: KafkaPosition, _ timeout: Duration
    ) throws(KafkaFailure) -> [Int64] {
        let open = partitions.filter { (found[$0] ?? -1) < 0 }
        if open.isEmpty { return partitions.map { found[$0] ?? 0 } }
        guard case .time = position else {
            throw KafkaFailure(.other, "the cluster names no offset of partition \(open[0])")
        }
        let ends = try offsets(ofTopic: name, partitions: open, at: .end, timeout: timeout)
        let complete = found.merging(zip(open, ends)) { _, end in end }
        return partitions.map { complete[$0] ?? 0 }
    }

    private static func text(of error: rd_kafka_resp_err_t) -> String { String(cString: rd_kafka_err2str(error)) }
}
