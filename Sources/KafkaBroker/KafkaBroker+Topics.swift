import Engine
import KafkaProtocol
import Log

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
        let retention: TopicRetention
        do throws(TopicSettings.Refusal) { retention = try TopicSettings.retention(topic.configs) } catch {
            throw TopicRefusal(code: .invalidConfig, message: error.message)
        }
        if database.topicLogs(topic.name) != nil {
            throw TopicRefusal(code: .topicAlreadyExists, message: "the topic exists already")
        }
        if validateOnly { return partitions }
        do throws(EngineError) {
            try await database.createTopic(topic.name, partitions: Int(partitions), retention: retention)
        } catch {
            throw TopicRefusal(code: ErrorCode(error), message: error.message)
        }
        return partitions
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

    private static let topicResource: Int8 = 2
    private static let brokerResource: Int8 = 4

    func describeConfigs(_ request: DescribeConfigsRequest, _ call: Call) async -> DescribeConfigsResponse {
        var response = DescribeConfigsResponse()
        for resource in request.resources {
            var answer = DescribeConfigsResponse.Resource()
            answer.resourceType = resource.resourceType
            answer.resourceName = resource.resourceName
            if let settings = settings(of: resource) {
                let asked = resource.configurationKeys.map { Set($0) }
                answer.configs = settings.filter { asked?.contains($0.name) ?? true }.map(Self.config)
            } else if resource.resourceType == Self.topicResource {
                answer.error = .unknownTopicOrPartition
                answer.errorMessage = "there is no such topic"
            } else {
                answer.error = .invalidRequest
                answer.errorMessage = "only topics and broker \(options.nodeID) have settings"
            }
            response.results.append(answer)
        }
        return response
    }

    private func settings(of resource: DescribeConfigsRequest.Resource) -> [TopicSettings.Setting]? {
        switch resource.resourceType {
        case Self.topicResource:
            guard let topic = database.topicLogs(resource.resourceName) else { return nil }
            return TopicSettings.settings(
                database.retention(of: topic) ?? TopicRetention(),
                maximumBatchBytes: topic.logs[0].options.maximumBatchBytes)
        case Self.brokerResource where resource.resourceName == String(options.nodeID):
            return [
                .init(
                    name: "auto.create.topics.enable", value: String(options.autoCreatePartitions != nil), type: 1,
                    isSet: options.autoCreatePartitions != nil),
                .init(name: "num.partitions", value: String(options.autoCreatePartitions ?? 1), type: 3),
            ]
        default: return nil
        }
    }

    private static func config(_ setting: TopicSettings.Setting) -> DescribeConfigsResponse.Resource.Config {
        var config = DescribeConfigsResponse.Resource.Config()
        config.name = setting.name
        config.value = setting.value
        config.readOnly = true
        // 1: the topic's own setting; 5: the default.
        config.configSource = setting.isSet ? 1 : 5
        config.configType = setting.type
        return config
    }
}
