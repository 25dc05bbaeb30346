import Engine
import KafkaProtocol
import Log
import Logging
import Synchronization

extension KafkaBroker {
    /// Checks the batches and hands them to the committing thread; the answer follows the sync.
    func produce(_ call: Call) async throws(ProtocolError) -> PendingResponse {
        let request = try call.frame.request(ProduceRequest.self)
        let answers = ProduceAnswers(request)
        let checked: [CheckedBatch]
        do throws(EngineError) {
            checked = try await database.checking { [self] () throws(EngineError) in check(request, answers) }
        } catch {
            answers.refuseAll(ErrorCode(error), error.message)
            checked = []
        }
        database.append(
            checked.map { batch in
                Database.Append(batch.topic, batch.partition, batch.batch) { [logger] outcome in
                    if case .failure(let error) = outcome, ErrorCode(error).isOurs {
                        logger.error("appending to topic \(batch.topic.name) failed: \(error)")
                    }
                    answers.take(outcome, batch)
                }
            })
        let wantsAnswer = request.acks != 0
        return { () async throws(ProtocolError) in
            let response = await answers.response()
            return wantsAnswer ? try call.encode(response, to: ProduceRequest.self) : nil
        }
    }

    struct CheckedBatch: Sendable {
        /// Where the answer goes.
        let place: (topic: Int, partition: Int)
        let topic: TopicLogs
        let partition: Int
        let batch: RecordBatch
    }

    private func check(_ request: ProduceRequest, _ answers: ProduceAnswers) -> [CheckedBatch] {
        guard (-1...1).contains(request.acks) else {
            answers.refuseAll(.invalidRequiredAcks, "acks are 0, 1 or all")
            return []
        }
        guard request.transactionalID == nil else {
            answers.refuseAll(.transactionalIDAuthorizationFailed, Self.noTransactions)
            return []
        }
        var checked: [CheckedBatch] = []
        for (topicIndex, topic) in request.topics.enumerated() {
            let logs = database.topicLogs(topic.name)
            for (index, partition) in topic.partitions.enumerated() {
                let place = (topic: topicIndex, partition: index)
                do throws(Refusal) {
                    checked.append(try check(partition, place, logs))
                } catch {
                    answers.refuse(place, error.code, error.message)
                }
            }
        }
        answers.expect(checked.count)
        return checked
    }

    private struct Refusal: Error {
        let code: ErrorCode
        let message: String
    }

    private static func requireKeys(_ batch: RecordBatch) throws(Refusal) {
        do throws(LogError) {
            if try batch.records().contains(where: { $0.key == nil }) { throw .keyMissing }
        } catch { throw Refusal(code: .invalidRecord, message: error.message) }
    }

    static let noTransactions = "transactions are not supported"

    private func check(
        _ partition: ProduceRequest.Topic.Partition, _ place: (topic: Int, partition: Int), _ topic: TopicLogs?
    ) throws(Refusal) -> CheckedBatch {
        guard let topic, topic.logs.indices.contains(Int(partition.index)) else {
            throw Refusal(code: .unknownTopicOrPartition, message: "there is no such topic or partition")
        }
        if topic.isInternal {
            throw Refusal(code: .topicAuthorizationFailed, message: "only the database writes to its own topics")
        }
        let batch: RecordBatch
        do throws(LogError) {
            let maximumBytes = topic.logs[Int(partition.index)].options.maximumBatchBytes
            batch = try RecordBatch(validating: Array(partition.records ?? []), maximumBytes: maximumBytes)
        } catch {
            throw Refusal(code: ErrorCode(error), message: error.message)
        }
        if batch.isTransactional {
            throw Refusal(code: .transactionalIDAuthorizationFailed, message: Self.noTransactions)
        }
        if database.needsKeys(topic) { try Self.requireKeys(batch) }
        return CheckedBatch(place: place, topic: topic, partition: Int(partition.index), batch: batch)
    }
}

/// Gathers what became of the batches of one request, until all are on disk or refused.
final class ProduceAnswers: Sendable {
    private struct State {
        var response: ProduceResponse
        var missing = 0
        var waiting: CheckedContinuation<ProduceResponse, Never>?
    }

    private let state: Mutex<State>

    init(_ request: ProduceRequest) {
        var response = ProduceResponse()
        response.topics = request.topics.map { topic in
            var answer = ProduceResponse.Topic()
            answer.name = topic.name
            answer.partitions = topic.partitions.map { partition in
                var answer = ProduceResponse.Topic.Partition()
                answer.index = partition.index
                answer.baseOffset = -1
                return answer
            }
            return answer
        }
        state = Mutex(State(response: response))
    }

    /// Says how many answers will be taken, before the first is.
    func expect(_ count: Int) { state.withLock { $0.missing = count } }

    func refuse(_ place: (topic: Int, partition: Int), _ error: ErrorCode, _ message: String) {
        state.withLock { $0.response.refuse(place, error, message) }
    }

    func refuseAll(_ error: ErrorCode, _ message: String) {
        state.withLock { state in
            for topic in state.response.topics.indices {
                for partition in state.response.topics[topic].partitions.indices {
                    state.response.refuse((topic, partition), error, message)
                }
            }
        }
    }

    func take(_ outcome: Result<ProducedRange, EngineError>, _ batch: KafkaBroker.CheckedBatch) {
        let startOffset = batch.topic.logs[batch.partition].startOffset
        let ready = state.withLock { state -> (CheckedContinuation<ProduceResponse, Never>, ProduceResponse)? in
            let (topic, partition) = batch.place
            switch outcome {
            case .success(let range):
                state.response.topics[topic].partitions[partition].baseOffset = range.first
                state.response.topics[topic].partitions[partition].logStartOffset = startOffset
            case .failure(let error):
                state.response.refuse(batch.place, ErrorCode(error), error.message)
            }
            state.missing -= 1
            guard state.missing == 0, let waiting = state.waiting else { return nil }
            state.waiting = nil
            return (waiting, state.response)
        }
        ready?.0.resume(returning: ready?.1 ?? ProduceResponse())
    }

    /// Returns when nothing is missing.
    func response() async -> ProduceResponse {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state -> ProduceResponse? in
                if state.missing == 0 { return state.response }
                state.waiting = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }
}

extension ProduceResponse {
    fileprivate mutating func refuse(_ place: (topic: Int, partition: Int), _ error: ErrorCode, _ message: String) {
        topics[place.topic].partitions[place.partition].error = error
        topics[place.topic].partitions[place.partition].errorMessage = message
    }
}
