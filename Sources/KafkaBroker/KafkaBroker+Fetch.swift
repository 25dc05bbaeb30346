import Engine
import KafkaProtocol
import Log

/// One partition of a fetch.
private struct FetchPlan: Sendable {
    let place: (topic: Int, partition: Int)
    let log: PartitionLog
    let offset: Int64
    let maximumBytes: Int
}

/// What one look at the log gave.
private struct Fetched: Sendable {
    var response: FetchResponse
    var byteCount = 0
    /// Something is to be told at once, whether there are records or not.
    var hasError = false
    /// The high watermark that each partition had, in the order of the plan.
    var watermarks: [Int64] = []
}

extension KafkaBroker {
    /// Answers when there are `minBytes`, or at the end of `maxWait`, or at once where something is wrong.
    func fetch(_ request: FetchRequest, _ call: Call) async -> FetchResponse {
        var response = FetchResponse()
        guard request.sessionID == 0 else {
            response.error = .fetchSessionIDNotFound
            return response
        }
        let (plan, skeleton, hasError) = plan(request)
        response = skeleton
        let wait = min(.milliseconds(Int64(max(0, request.maxWaitMilliseconds))), BrokerLimits.fetchWait)
        let deadline = ContinuousClock.now + wait
        let budget = min(max(Int(request.maxBytes), 0), BrokerLimits.fetchBytes)
        while true {
            do throws(EngineError) {
                let skeleton = response
                let fetched = try await database.readingLog { () throws(EngineError) in
                    Self.read(plan, into: skeleton, budget: budget)
                }
                let isEnough = fetched.byteCount >= Int(request.minBytes) || fetched.hasError || hasError
                if isEnough || plan.isEmpty || ContinuousClock.now >= deadline { return fetched.response }
                if call.connection.login.isGone { return fetched.response }
                let isOpen = await waiters.wait(until: deadline) { [login = call.connection.login] in
                    login.isGone || zip(plan, fetched.watermarks).contains { $0.log.highWatermark > $1 }
                }
                if !isOpen { return fetched.response }
            } catch {
                response.error = ErrorCode(error)
                return response
            }
        }
    }

    private func plan(_ request: FetchRequest) -> (plan: [FetchPlan], skeleton: FetchResponse, hasError: Bool) {
        var plan: [FetchPlan] = []
        var skeleton = FetchResponse()
        var hasError = false
        for (topicIndex, topic) in request.topics.enumerated() {
            let logs = database.topicLogs(topic.name)?.logs ?? []
            var answer = FetchResponse.Topic()
            answer.name = topic.name
            for (index, partition) in topic.partitions.enumerated() {
                var part = FetchResponse.Topic.Partition()
                part.index = partition.index
                part.records = []
                if logs.indices.contains(Int(partition.index)) {
                    plan.append(
                        FetchPlan(
                            place: (topicIndex, index), log: logs[Int(partition.index)],
                            offset: partition.fetchOffset, maximumBytes: max(0, Int(partition.partitionMaxBytes))))
                } else {
                    part.error = .unknownTopicOrPartition
                    part.highWatermark = -1
                    hasError = true
                }
                answer.partitions.append(part)
            }
            skeleton.topics.append(answer)
        }
        return (plan, skeleton, hasError)
    }

    private static func read(_ plan: [FetchPlan], into skeleton: FetchResponse, budget: Int) -> Fetched {
        var fetched = Fetched(response: skeleton)
        for part in plan {
            let (topic, partition) = part.place
            var answer = fetched.response.topics[topic].partitions[partition]
            // The watermark first: records that are read may be beyond it, never missing below it.
            let watermark = part.log.highWatermark
            fetched.watermarks.append(watermark)
            answer.highWatermark = watermark
            answer.lastStableOffset = watermark
            answer.logStartOffset = part.log.startOffset
            do throws(LogError) {
                let records = try read(part, budget: budget - fetched.byteCount, isFirst: fetched.byteCount == 0)
                fetched.byteCount += records.count
                answer.records = records[...]
            } catch {
                answer.error = ErrorCode(error)
                fetched.hasError = true
            }
            fetched.response.topics[topic].partitions[partition] = answer
        }
        return fetched
    }

    /// Whole batches; the first partition that has one gets it, however long it is.
    private static func read(_ part: FetchPlan, budget: Int, isFirst: Bool) throws(LogError) -> [UInt8] {
        let limit = min(part.maximumBytes, budget)
        guard isFirst || limit > 0 else { return [] }
        let batches = try part.log.read(from: part.offset, maximumBytes: max(1, limit))
        if !isFirst, let first = batches.first, first.bytes.count > limit { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(batches.reduce(0) { $0 + $1.bytes.count })
        for batch in batches { bytes += batch.bytes }
        return bytes
    }
}

extension KafkaBroker {
    private static let latest: Int64 = -1
    private static let earliest: Int64 = -2

    func listOffsets(_ request: ListOffsetsRequest, _ call: Call) async -> ListOffsetsResponse {
        var response = ListOffsetsResponse()
        for topic in request.topics {
            let logs = database.topicLogs(topic.name)?.logs ?? []
            var answer = ListOffsetsResponse.Topic()
            answer.name = topic.name
            for partition in topic.partitions {
                var part = ListOffsetsResponse.Topic.Partition()
                part.index = partition.index
                if logs.indices.contains(Int(partition.index)) {
                    await find(partition.timestamp, in: logs[Int(partition.index)], &part)
                } else {
                    part.error = .unknownTopicOrPartition
                }
                answer.partitions.append(part)
            }
            response.topics.append(answer)
        }
        return response
    }

    private func find(
        _ timestamp: Int64, in log: PartitionLog, _ answer: inout ListOffsetsResponse.Topic.Partition
    ) async {
        answer.leaderEpoch = 0
        switch timestamp {
        case Self.latest: answer.offset = log.highWatermark
        case Self.earliest: answer.offset = log.startOffset
        case 0...:
            do throws(EngineError) {
                let found = try await database.readingLog { () throws(EngineError) in
                    do throws(LogError) { return try log.firstRecord(atOrAfter: timestamp) } catch {
                        throw EngineError(.failed, error)
                    }
                }
                answer.offset = found?.offset ?? -1
                answer.timestamp = found?.timestamp ?? -1
            } catch { answer.error = ErrorCode(error) }
        default: answer.error = .unsupportedVersion
        }
    }
}
