import Catalog
import Engine
import KafkaProtocol

/// A setting as DescribeConfigs tells it.
private struct ToldSetting {
    var name: String
    var value: String
    var isSet: Bool
    var isReadOnly = false
    /// The type's number: 1 boolean, 2 string, 3 int, 5 long, 7 list.
    var type: Int8
}

extension KafkaBroker {
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

    private func settings(of resource: DescribeConfigsRequest.Resource) -> [ToldSetting]? {
        switch resource.resourceType {
        case Self.topicResource:
            return database.topicLogs(resource.resourceName).map { topic in
                database.settingValues(of: topic).map { setting in
                    let config = TopicConfig(rawValue: setting.name)
                    return ToldSetting(
                        name: setting.name, value: setting.value, isSet: setting.isSet,
                        isReadOnly: config == nil || topic.isInternal, type: config?.type ?? 2)
                }
            }
        case Self.brokerResource where resource.resourceName == String(options.nodeID):
            return [
                .init(
                    name: "auto.create.topics.enable", value: String(options.autoCreatePartitions != nil),
                    isSet: options.autoCreatePartitions != nil, isReadOnly: true, type: 1),
                .init(
                    name: "num.partitions", value: String(options.autoCreatePartitions ?? 1), isSet: false,
                    isReadOnly: true, type: 3),
            ]
        default: return nil
        }
    }

    private static func config(_ setting: ToldSetting) -> DescribeConfigsResponse.Resource.Config {
        var config = DescribeConfigsResponse.Resource.Config()
        config.name = setting.name
        config.value = setting.value
        config.readOnly = setting.isReadOnly
        // 1: the topic's own setting; 5: the default.
        config.configSource = setting.isSet ? 1 : 5
        config.configType = setting.type
        return config
    }
}

extension TopicConfig {
    fileprivate var type: Int8 {
        switch self {
        case .cleanupPolicy: 7
        case .deleteRetention, .retentionBytes, .retentionTime, .segmentTime: 5
        case .maximumMessageBytes, .segmentBytes: 3
        case .sync: 1
        }
    }
}

extension KafkaBroker {
    /// Each topic has what is named, and for the rest what is the default.
    func alterConfigs(_ request: AlterConfigsRequest, _ call: Call) async -> AlterConfigsResponse {
        await alter(request.resources.map { ($0.resourceType, $0.resourceName, $0.configs) }, request.validateOnly) {
            configs, settings throws(EngineError) in
            for config in TopicConfig.allCases { try TopicConfig.set(config.rawValue, to: nil, in: &settings) }
            for config in configs { try TopicConfig.set(config.name, to: config.value, in: &settings) }
        }
    }

    /// Each topic has changed what is named.
    func incrementallyAlterConfigs(
        _ request: IncrementalAlterConfigsRequest, _ call: Call
    ) async -> AlterConfigsResponse {
        await alter(request.resources.map { ($0.resourceType, $0.resourceName, $0.configs) }, request.validateOnly) {
            configs, settings throws(EngineError) in
            for config in configs { try Self.apply(config, to: &settings) }
        }
    }

    private static func apply(
        _ config: IncrementalAlterConfigsRequest.Config, to settings: inout TopicSettings
    ) throws(EngineError) {
        switch config.operation {
        case 0: try TopicConfig.set(config.name, to: config.value ?? "", in: &settings)
        case 1: try TopicConfig.set(config.name, to: nil, in: &settings)
        case 2, 3:
            try TopicConfig.change(config.name, adding: config.operation == 2, config.value ?? "", in: &settings)
        default:
            throw EngineError(
                .invalid, code: "INVALID_TOPIC_CONFIG", "\(config.operation) is no operation on a setting")
        }
    }

    private func alter<Config: Sendable>(
        _ resources: [(type: Int8, name: String, configs: [Config])], _ validateOnly: Bool,
        _ change: @escaping @Sendable ([Config], inout TopicSettings) throws(EngineError) -> Void
    ) async -> AlterConfigsResponse {
        var response = AlterConfigsResponse()
        for (type, name, configs) in resources {
            var answer = AlterConfigsResponse.Resource()
            (answer.resourceType, answer.resourceName) = (type, name)
            if type == Self.topicResource {
                do throws(EngineError) {
                    try await database.alterTopic(name, validateOnly: validateOnly) { settings throws(EngineError) in
                        try change(configs, &settings)
                    }
                } catch { (answer.error, answer.errorMessage) = (ErrorCode(error), error.message) }
            } else {
                answer.error = .invalidRequest
                answer.errorMessage = "only settings of topics can be changed"
            }
            response.responses.append(answer)
        }
        return response
    }
}
