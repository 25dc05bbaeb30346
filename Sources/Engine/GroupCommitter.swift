import Bytes
import Log

/// Appends and syncs for all producers: one thread takes whatever waits, appends it all, syncs each partition once, and
/// only then answers. The more producers wait, the more share a sync.
final class GroupCommitter: Sendable {
    struct Request: Sendable {
        let topic: Topic
        let batches: [(partition: Int, batch: RecordBatch)]
        let reply: @Sendable (Result<[ProducedRange], EngineError>) -> Void

        var byteCount: Int { batches.reduce(0) { $0 + $1.batch.bytes.count } }
    }

    private struct Queue {
        var requests: [Request] = []
        var byteCount = 0
        var isClosed = false
    }

    /// Bytes of batches that may wait for the disk.
    static let queueBytes = 256 << 20

    private let queue = Monitor(Queue())
    private let arrivals: Arrivals
    private let metrics: EngineMetrics
    private let thread: Monitor<NamedThread?>

    init(arrivals: Arrivals, metrics: EngineMetrics) {
        self.arrivals = arrivals
        self.metrics = metrics
        thread = Monitor(nil)
        thread.update { $0 = NamedThread("log-commit") { [self] in run() } }
    }

    /// Queues the batches; the reply comes from the committing thread, after the sync.
    func submit(_ request: Request) { submit([request]) }

    /// Queues requests so that one sync can cover all of them. Each is answered by itself.
    func submit(_ requests: [Request]) {
        let byteCount = requests.reduce(0) { $0 + $1.byteCount }
        let refusal = queue.update { queue -> EngineError? in
            if queue.isClosed {
                return EngineError(.unavailable, code: "SHUTTING_DOWN", "the database is shutting down")
            }
            if queue.byteCount + byteCount > Self.queueBytes {
                return EngineError(
                    .unavailable, code: "PRODUCE_QUEUE_FULL", "over \(Self.queueBytes) bytes wait for the disk")
            }
            queue.requests += requests
            queue.byteCount += byteCount
            return nil
        }
        guard let refusal else { return }
        for request in requests { request.reply(.failure(refusal)) }
    }

    private func run() {
        while true {
            let requests: [Request] =
                queue.wait { queue in
                    if queue.requests.isEmpty { return queue.isClosed ? [] : nil }
                    defer { queue.requests = [] }
                    queue.byteCount = 0
                    return queue.requests
                } ?? []
            if requests.isEmpty { return }
            commit(requests)
        }
    }

    private func commit(_ requests: [Request]) {
        let appended = requests.map { append($0) }
        var failures: [ObjectIdentifier: EngineError] = [:]
        for log in dirtyLogs(requests) {
            do throws(LogError) {
                _ = try log.publish()
                if log.options.isSynced { metrics.logSyncs.add(1) }
            } catch {
                failures[ObjectIdentifier(log)] = EngineError(.failed, error)
            }
        }
        arrivals.announce()
        for (request, outcome) in zip(requests, appended) {
            request.reply(outcome.flatMap { checkSynced(request, $0, failures) })
        }
    }

    private func dirtyLogs(_ requests: [Request]) -> [PartitionLog] {
        var logs: [ObjectIdentifier: PartitionLog] = [:]
        for request in requests {
            for (partition, _) in request.batches {
                let log = request.topic.logs[partition]
                logs[ObjectIdentifier(log)] = log
            }
        }
        return Array(logs.values)
    }

    private func append(_ request: Request) -> Result<[ProducedRange], EngineError> {
        var ranges: [ProducedRange] = []
        do throws(LogError) {
            for (partition, batch) in request.batches {
                let outcome = try request.topic.logs[partition].appendOnce(batch)
                let offsets = outcome.offsets
                if !outcome.isDuplicate {
                    metrics.recordsProduced.add(offsets.count)
                    metrics.bytesProduced.add(batch.bytes.count)
                }
                ranges.append(
                    ProducedRange(partition: partition, first: offsets.lowerBound, last: offsets.upperBound - 1))
            }
        } catch {
            return .failure(EngineError(.failed, error))
        }
        return .success(ranges)
    }

    private func checkSynced(
        _ request: Request, _ ranges: [ProducedRange], _ failures: [ObjectIdentifier: EngineError]
    ) -> Result<[ProducedRange], EngineError> {
        for range in ranges {
            if let failure = failures[ObjectIdentifier(request.topic.logs[range.partition])] {
                return .failure(failure)
            }
        }
        return .success(ranges)
    }

    /// Answers everything that waits, then ends the thread.
    func close() {
        queue.update { $0.isClosed = true }
        let thread = thread.update { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }
}
