import Engine
import KafkaProtocol
import Logging

extension KafkaBroker {
    /// The only broker, which leads and holds every partition.
    func metadata(_ request: MetadataRequest, _ call: Call) async -> MetadataResponse {
        var response = MetadataResponse()
        var broker = MetadataResponse.Broker()
        broker.nodeID = options.nodeID
        broker.host = call.connection.serverHost
        broker.port = Int32(call.connection.serverPort)
        response.brokers = [broker]
        response.clusterID = options.clusterID
        response.controllerID = options.nodeID
        // In version 0 an empty list asks for all topics, as null does later.
        if let named = request.topics, call.version > 0 || !named.isEmpty {
            for topic in named {
                response.topics.append(await describe(topic.name, mayCreate: request.allowAutoTopicCreation))
            }
        } else {
            response.topics = database.allTopicLogs().map(describe)
        }
        return response
    }

    private func describe(_ name: String, mayCreate: Bool) async -> MetadataResponse.Topic {
        if let topic = database.topicLogs(name) { return describe(topic) }
        var answer = MetadataResponse.Topic()
        answer.name = name
        answer.error = .unknownTopicOrPartition
        guard mayCreate, let partitions = options.autoCreatePartitions else { return answer }
        do throws(EngineError) {
            try await database.createTopic(name, partitions: partitions)
            logger.info("topic \(name) created, since a Kafka client asked for it")
        } catch {
            // Another client may have been faster.
            if error.code != "TOPIC_EXISTS" { answer.error = ErrorCode(error) }
        }
        return database.topicLogs(name).map(describe) ?? answer
    }

    private func describe(_ topic: TopicLogs) -> MetadataResponse.Topic {
        var answer = MetadataResponse.Topic()
        answer.name = topic.name
        answer.isInternal = topic.isInternal
        answer.partitions = topic.logs.indices.map { index in
            var partition = MetadataResponse.Topic.Partition()
            partition.index = Int32(index)
            partition.leaderID = options.nodeID
            partition.leaderEpoch = 0
            partition.replicaNodes = [options.nodeID]
            partition.isrNodes = [options.nodeID]
            return partition
        }
        return answer
    }

    func describeCluster(_ request: DescribeClusterRequest, _ call: Call) async -> DescribeClusterResponse {
        var response = DescribeClusterResponse()
        response.endpointType = request.endpointType
        guard request.endpointType == 1 else {
            response.error = .invalidRequest
            response.errorMessage = "there are brokers, and no controllers of their own"
            return response
        }
        response.clusterID = options.clusterID
        response.controllerID = options.nodeID
        var broker = DescribeClusterResponse.Broker()
        broker.brokerID = options.nodeID
        broker.host = call.connection.serverHost
        broker.port = Int32(call.connection.serverPort)
        response.brokers = [broker]
        return response
    }

    /// Every group is coordinated here; transactions are by nobody.
    func findCoordinator(_ request: FindCoordinatorRequest, _ call: Call) async -> FindCoordinatorResponse {
        var response = FindCoordinatorResponse()
        guard request.keyType == 0 else {
            response.error = request.keyType == 1 ? .transactionalIDAuthorizationFailed : .invalidRequest
            response.errorMessage = request.keyType == 1 ? Self.noTransactions : "there is no such kind of coordinator"
            response.nodeID = -1
            response.port = -1
            return response
        }
        response.nodeID = options.nodeID
        response.host = call.connection.serverHost
        response.port = Int32(call.connection.serverPort)
        return response
    }

    /// A new producer. Its number is random, so that none is ever given twice and nothing has to be remembered.
    func initProducerID(_ request: InitProducerIDRequest, _ call: Call) async -> InitProducerIDResponse {
        var response = InitProducerIDResponse()
        guard request.transactionalID == nil else {
            response.error = .transactionalIDAuthorizationFailed
            response.producerEpoch = -1
            return response
        }
        response.producerID = Int64.random(in: 0...Int64.max)
        return response
    }
}
