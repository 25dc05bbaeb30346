import Catalog
import Log

/// The settings of topics by the names and in the words that Kafka has for them.
package enum TopicConfig: String, CaseIterable, Sendable {
    case cleanupPolicy = "cleanup.policy"
    case deleteRetention = "delete.retention.ms"
    case maximumMessageBytes = "max.message.bytes"
    case retentionBytes = "retention.bytes"
    case retentionTime = "retention.ms"
    case segmentBytes = "segment.bytes"
    case segmentTime = "segment.ms"
    /// Ours: false lets records be acknowledged before they are on disk.
    case sync = "martlet.sync"

    /// What is the same for all topics, and may be said of one.
    package static let fixed = [
        ("compression.type", "producer"), ("message.timestamp.type", "CreateTime"), ("min.insync.replicas", "1"),
    ]

    /// Sets what is named, or what is nobody's choice if the value is nil. Code: `INVALID_TOPIC_CONFIG`, for names that
    /// are not known here, and for values that are not possible.
    package static func set(_ name: String, to value: String?, in settings: inout TopicSettings) throws(EngineError) {
        if let config = TopicConfig(rawValue: name) { return try config.set(value, in: &settings) }
        guard let (_, only) = fixed.first(where: { $0.0 == name }) else {
            throw refusal("the setting \(name.prefix(249)) is not supported")
        }
        guard value == nil || value == only else {
            throw refusal("\(name) is \(only) for all topics; '\(value?.prefix(249) ?? "")' is not supported")
        }
    }

    private func set(_ value: String?, in settings: inout TopicSettings) throws(EngineError) {
        switch self {
        case .cleanupPolicy: settings.cleanup = try policy(value)
        case .deleteRetention: settings.tombstoneRetention = try number(value, 0).map { .milliseconds($0) }
        case .maximumMessageBytes:
            settings.maximumBatchBytes = try number(value, 1, Int64(LogLimits.maximumStoredBatchBytes))
        case .retentionBytes: settings.retention.maximumBytes = try bound(value)
        case .retentionTime: settings.retention.maximumAge = try bound(value).map { .milliseconds($0) }
        case .segmentBytes:
            settings.fileBytes = try number(value, Self.leastSegmentBytes, Int64(LogLimits.maximumFileBytes))
        case .segmentTime: settings.fileAge = try bound(value).map { .milliseconds($0) }
        case .sync:
            guard let flag = Bool(value ?? "true") else { throw invalid(value, "true or false") }
            settings.isSynced = flag
        }
    }

    /// Bytes: smaller files are more names than records.
    private static let leastSegmentBytes: Int64 = 1024

    /// Adds items to a setting that is a list, or takes them away. Code: `INVALID_TOPIC_CONFIG`.
    package static func change(
        _ name: String, adding: Bool, _ value: String, in settings: inout TopicSettings
    ) throws(EngineError) {
        guard name == Self.cleanupPolicy.rawValue else { throw refusal("\(name.prefix(249)) is no list") }
        let given = Set(value.split(separator: ",").map(String.init))
        let now = Set(settings.cleanup.rawValue.split(separator: ",").map(String.init))
        let items = adding ? now.union(given) : now.subtracting(given)
        try set(name, to: items.sorted().joined(separator: ","), in: &settings)
    }

    private func policy(_ value: String?) throws(EngineError) -> CleanupPolicy {
        guard let value else { return .delete }
        let items = value.split(separator: ",", omittingEmptySubsequences: false).map(Self.withoutSpaces)
        guard let policy = CleanupPolicy(rawValue: Set(items).sorted().joined(separator: ",")) else {
            throw invalid(value, "delete, compact, or both with a comma")
        }
        return policy
    }

    private static func withoutSpaces(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(start.dropLast(start.reversed().prefix { $0 == " " }.count))
    }

    /// -1 means no bound.
    private func bound(_ value: String?) throws(EngineError) -> Int64? {
        guard let value, value != "-1" else { return nil }
        return try number(value, 1)
    }

    private func number(_ value: String?, _ least: Int64, _ most: Int64 = .max) throws(EngineError) -> Int64? {
        guard let value else { return nil }
        guard let number = Int64(value), (least...most).contains(number) else {
            throw invalid(value, "a number from \(least) to \(most)")
        }
        return number
    }

    private func invalid(_ value: String?, _ expected: String) -> EngineError {
        Self.refusal("\(rawValue) is \(expected), not '\(value?.prefix(249) ?? "")'")
    }

    private static func refusal(_ message: String) -> EngineError {
        EngineError(.invalid, code: "INVALID_TOPIC_CONFIG", message)
    }
}

/// A setting of a topic as it is.
public struct TopicSetting: Hashable, Sendable {
    public var name: String
    public var value: String
    /// Whether it is what it is because somebody said so.
    public var isSet: Bool
}

extension TopicConfig {
    /// All settings that a topic can have, with those that it has.
    static func values(of settings: TopicSettings) -> [TopicSetting] {
        allCases.map { $0.value(in: settings) } + fixed.map { TopicSetting(name: $0.0, value: $0.1, isSet: false) }
    }

    private func value(in settings: TopicSettings) -> TopicSetting {
        let (value, usual) = texts(settings)
        return TopicSetting(name: rawValue, value: value ?? usual, isSet: value != nil)
    }

    private func texts(_ settings: TopicSettings) -> (value: String?, usual: String) {
        func text(_ age: Duration?) -> String? { age.map { String($0.wholeMilliseconds) } }
        func text(_ bytes: Int64?) -> String? { bytes.map { String($0) } }
        switch self {
        case .cleanupPolicy: return (settings.cleanup == .delete ? nil : settings.cleanup.rawValue, "delete")
        case .deleteRetention:
            return (text(settings.tombstoneRetention), String(LogLimits.defaultTombstoneRetention.wholeMilliseconds))
        case .maximumMessageBytes:
            return (text(settings.maximumBatchBytes), String(LogLimits.defaultMaximumBatchBytes))
        case .retentionBytes: return (text(settings.retention.maximumBytes), "-1")
        case .retentionTime: return (text(settings.retention.maximumAge), "-1")
        case .segmentBytes: return (text(settings.fileBytes), String(LogLimits.defaultSegmentBytes))
        case .segmentTime: return (text(settings.fileAge), "-1")
        case .sync: return (settings.isSynced ? nil : "false", "true")
        }
    }
}
