import Catalog
import Engine
import KafkaProtocol
import Log
import Logging

extension KafkaBroker {
    func createTopics(_ request: CreateTopicsRequest, _ call: Call) async -> CreateTopicsResponse {
        var response = CreateTopicsResponse()
        for topic in request.topics {
            var answer = CreateTopicsResponse.Topic()
            answer.name = topic.name
            do throws(TopicRefusal) {
                let isDouble = request.topics.filter { $0.name == topic.name }.count > 1
                if isDouble { throw TopicRefusal(code: .invalidRequest, message: "the topic is named twice") }
                answer.numPartitions = try await create(topic, validateOnly: request.validateOnly)
                answer.replicationFactor = 1
                answer.configs = []
            } catch {
                answer.error = error.code
                answer.errorMessage = error.message
            }
            response.topics.append(answer)
        }
        return response
    }

    private struct TopicRefusal: Error {
        let code: ErrorCode
        let message: String
    }

    private func create(
        _ topic: CreateTopicsRequest.Topic, validateOnly: Bool
    ) async throws(TopicRefusal) -> Int32 {
        let partitions = try partitionCount(topic)
        let settings: TopicSettings
        do throws(EngineError) { settings = try Self.settings(topic.configs) } catch {
            throw TopicRefusal(code: ErrorCode(error), message: error.message)
        }
        if database.topicLogs(topic.name) != nil {
            throw TopicRefusal(code: .topicAlreadyExists, message: "the topic exists already")
        }
        if validateOnly { return partitions }
        do throws(EngineError) {
            try await database.createTopic(topic.name, partitions: Int(partitions), settings)
        } catch {
            throw TopicRefusal(code: ErrorCode(error), message: error.message)
        }
        return partitions
    }

    private static func settings(
        _ configs: [CreateTopicsRequest.Topic.Config]
    ) throws(EngineError) -> TopicSettings {
        var settings = TopicSettings()
        for config in configs { try TopicConfig.set(config.name, to: config.value, in: &settings) }
        return settings
    }

    private func partitionCount(_ topic: CreateTopicsRequest.Topic) throws(TopicRefusal) -> Int32 {
        var count = topic.numPartitions == -1 ? 1 : topic.numPartitions
        if topic.assignments.isEmpty {
            guard topic.replicationFactor == -1 || topic.replicationFactor == 1 else {
                throw TopicRefusal(code: .invalidReplicationFactor, message: "there is one broker, so one replica")
            }
        } else {
            let indexes = topic.assignments.map(\.index).sorted()
            count = Int32(clamping: indexes.count)
            guard topic.assignments.allSatisfy({ $0.brokerIDs == [options.nodeID] }), indexes == Array(0..<count) else {
                throw TopicRefusal(
                    code: .invalidReplicaAssignment, message: "every partition from 0 on is on broker \(options.nodeID)"
                )
            }
        }
        guard (1...Database.maximumPartitions).contains(Int(count)) else {
            throw TopicRefusal(
                code: .invalidPartitions, message: "a topic has 1 to \(Database.maximumPartitions) partitions")
        }
        return count
    }

    func deleteTopics(_ request: DeleteTopicsRequest, _ call: Call) async -> DeleteTopicsResponse {
        var response = DeleteTopicsResponse()
        for name in request.topics {
            var answer = DeleteTopicsResponse.Topic()
            answer.name = name
            do throws(EngineError) { try await database.dropTopic(name) } catch {
                answer.error = ErrorCode(error)
                answer.errorMessage = error.message
            }
            response.topics.append(answer)
        }
        return response
    }
}

extension KafkaBroker {
    func createPartitions(_ request: CreatePartitionsRequest, _ call: Call) async -> CreatePartitionsResponse {
        var response = CreatePartitionsResponse()
        for topic in request.topics {
            var answer = CreatePartitionsResponse.Result()
            answer.name = topic.name
            if let refusal = refusal(topic) {
                (answer.error, answer.errorMessage) = refusal
            } else {
                do throws(EngineError) {
                    try await database.growTopic(
                        topic.name, to: Int(topic.count), validateOnly: request.validateOnly)
                } catch { (answer.error, answer.errorMessage) = (ErrorCode(error), error.message) }
            }
            response.results.append(answer)
        }
        return response
    }

    private func refusal(_ topic: CreatePartitionsRequest.Topic) -> (ErrorCode, String?)? {
        guard let assignments = topic.assignments else { return nil }
        let count = database.topicLogs(topic.name)?.logs.count ?? 0
        if assignments.count == Int(topic.count) - count,
            assignments.allSatisfy({ $0.brokerIDs == [options.nodeID] })
        {
            return nil
        }
        return (.invalidReplicaAssignment, "every new partition is on broker \(options.nodeID)")
    }

    func deleteRecords(_ request: DeleteRecordsRequest, _ call: Call) async -> DeleteRecordsResponse {
        var response = DeleteRecordsResponse()
        for topic in request.topics {
            var answer = DeleteRecordsResponse.Topic()
            answer.name = topic.name
            for partition in topic.partitions {
                var part = DeleteRecordsResponse.Partition()
                part.index = partition.index
                do throws(EngineError) {
                    part.lowWatermark = try await database.deleteRecords(
                        of: topic.name, partition: Int(partition.index), below: partition.offset)
                } catch {
                    part.lowWatermark = -1
                    part.error = ErrorCode(error)
                    // The answer has no place for words.
                    logger.notice("records of topic \(topic.name) are not deleted: \(error)")
                }
                answer.partitions.append(part)
            }
            response.topics.append(answer)
        }
        return response
    }
}
