import Bytes
import Ingest
import Log
import Synchronization

extension Database {
    /// Bytes after which a batch is closed and the next one begun: large enough to be cheap, small enough that
    /// consumers make progress batch by batch.
    static let batchBytes = 256 << 10

    /// Batches with the partition that each is for.
    private typealias Batches = [(partition: Int, batch: RecordBatch)]

    /// Writes newline-delimited JSON objects to a topic; returns when they are on disk.
    ///
    /// With `keyField`, the member of that name is the record's key, and its murmur2 hash chooses the partition, as in
    /// Kafka's Java client; without, one request's records go to one partition, and requests take turns. One bad line
    /// refuses the whole request: `MALFORMED_RECORD` and others, with the line. Code for a missing topic:
    /// `UNKNOWN_TOPIC`.
    public func produce(
        _ newlineJSON: [UInt8], to topicName: String, keyField: String?
    ) async throws(EngineError) -> [ProducedRange] {
        try requireNotInternal(topicName)
        let topic = try openTopic(named: topicName)
        let batches = try await producing.run { [self] () throws(EngineError) -> Batches in
            let lines: [NewlineJSON.Line]
            do throws(NewlineJSON.LineError) {
                lines = try NewlineJSON.lines(newlineJSON, keyField: keyField)
            } catch {
                throw EngineError(.invalid, error)
            }
            return try makeBatches(topic, lines.lazy.map { ($0.key, newlineJSON[$0.value]) })
        }
        return try await append(batches, to: topic)
    }

    /// Writes records as they are; returns when they are on disk. Partitions are chosen as by the other form.
    public func produce(
        _ records: [(key: [UInt8]?, value: [UInt8])], to topicName: String
    ) async throws(EngineError) -> [ProducedRange] {
        try requireNotInternal(topicName)
        let topic = try openTopic(named: topicName)
        let batches = try await producing.run { [self] () throws(EngineError) -> Batches in
            try makeBatches(topic, records.lazy.map { ($0.key.map { $0[...] }, $0.value[...]) })
        }
        return try await append(batches, to: topic)
    }

    private func makeBatches(
        _ topic: Topic, _ records: some Sequence<(ArraySlice<UInt8>?, ArraySlice<UInt8>)>
    ) throws(EngineError) -> Batches {
        let timestamp = options.now()
        let needsKeys = needsKeys(TopicLogs(topic: topic))
        let partitionCount = topic.logs.count
        let turn = nextKeylessPartition.wrappingAdd(1, ordering: .relaxed).oldValue
        let keyless = Int(UInt(bitPattern: turn) % UInt(partitionCount))
        var open: [Int: RecordBatchBuilder] = [:]
        var full: Batches = []
        do throws(LogError) {
            for (key, value) in records {
                if needsKeys && key == nil { throw .keyMissing }
                let partition =
                    key.map { KeyPartitioner.partition(forKey: $0, partitionCount: partitionCount) } ?? keyless
                var builder = open.removeValue(forKey: partition) ?? RecordBatchBuilder()
                try builder.append(key: key, value: value, timestamp: timestamp)
                if builder.byteCount >= Self.batchBytes {
                    full.append((partition, builder.finish()))
                } else {
                    open[partition] = builder
                }
            }
        } catch {
            throw EngineError(.invalid, error)
        }
        for partition in open.keys.sorted() {
            if let builder = open.removeValue(forKey: partition) { full.append((partition, builder.finish())) }
        }
        return full
    }

    private func append(
        _ batches: Batches, to topic: Topic
    ) async throws(EngineError) -> [ProducedRange] {
        if batches.isEmpty { return [] }
        let outcome = await withCheckedContinuation { continuation in
            committer.submit(.init(topic: topic, batches: batches) { continuation.resume(returning: $0) })
        }
        return Self.merged(try outcome.get())
    }

    /// The ranges by partition, those that follow each other as one.
    private static func merged(_ ranges: [ProducedRange]) -> [ProducedRange] {
        var merged: [ProducedRange] = []
        for range in ranges.sorted(by: { ($0.partition, $0.first) < ($1.partition, $1.first) }) {
            if let last = merged.last, last.partition == range.partition, last.last + 1 == range.first {
                merged[merged.count - 1].last = range.last
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}
