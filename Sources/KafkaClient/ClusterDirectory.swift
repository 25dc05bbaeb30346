import Bytes
import Schema

/// The Kafka clusters that a server knows, and where topics live: what the cluster file says.
public struct ClusterDirectory: Hashable, Sendable {
    /// Properties of librdkafka by the cluster's name.
    public private(set) var clusters: [String: [String: String]] = [:]
    /// The clusters of a topic, in the order in which it moved.
    public private(set) var topics: [String: [String]] = [:]

    /// Clusters, topics, and properties of one cluster, at most.
    public static let maximumEntries = 10_000
    /// Bytes of the file.
    public static let maximumBytes = 4 << 20
    /// The name under which a table's own broker list goes.
    public static let reservedName = "direct"

    public init() {}

    /// Reads `{"clusters": {"a": {"bootstrap.servers": "…"}}, "topics": {"orders": ["a", "b"]}}`. Code:
    /// `INVALID_CLUSTER_FILE`.
    public init(parsing bytes: [UInt8]) throws(ClusterFileError) {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw ClusterFileError(String(describing: error))
        }
        let members = try Self.object(document, "$")
        if let unknown = members.keys.sorted().first(where: { !["clusters", "topics"].contains($0) }) {
            throw ClusterFileError("$.\(unknown): expected clusters and topics")
        }
        for (name, value) in try Self.object(members["clusters"] ?? .object([:]), "$.clusters") {
            clusters[name] = try Self.cluster(name, value)
        }
        for (name, value) in try Self.object(members["topics"] ?? .object([:]), "$.topics") {
            topics[name] = try clusterNames(value, "$.topics.\(name)")
        }
    }

    private static func cluster(_ name: String, _ value: JSONValue) throws(ClusterFileError) -> [String: String] {
        let path = "$.clusters.\(name)"
        guard isName(name), name != reservedName else {
            throw ClusterFileError(
                "\(path): a name is 1 to \(nameBytes) ASCII letters, digits, '.', '_' and '-', and not '\(reservedName)'"
            )
        }
        var properties: [String: String] = [:]
        for (key, value) in try object(value, path) {
            if let reason = KafkaProperties.refusal(of: key) { throw ClusterFileError("\(path)['\(key)']: \(reason)") }
            guard let text = KafkaProperties.text(value) else {
                throw ClusterFileError("\(path)['\(key)']: expected a string, a number or a boolean")
            }
            properties[key] = text
        }
        if properties[KafkaProperties.bootstrapServers] == nil {
            throw ClusterFileError("\(path): '\(KafkaProperties.bootstrapServers)' is required")
        }
        return properties
    }

    private func clusterNames(_ value: JSONValue, _ path: String) throws(ClusterFileError) -> [String] {
        guard case .array(let elements) = value, !elements.isEmpty else {
            throw ClusterFileError("\(path): expected a list of clusters")
        }
        var names: [String] = []
        for element in elements {
            guard case .string(let name) = element, clusters[name] != nil, !names.contains(name) else {
                throw ClusterFileError("\(path): each element is another one of the clusters")
            }
            names.append(name)
        }
        return names
    }

    private static func object(_ value: JSONValue, _ path: String) throws(ClusterFileError) -> [String: JSONValue] {
        guard case .object(let members) = value else { throw ClusterFileError("\(path): expected an object") }
        if members.count > maximumEntries { throw ClusterFileError("\(path): at most \(maximumEntries) members") }
        return members
    }

    private static let nameBytes = 128

    private static func isName(_ name: String) -> Bool {
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isAllowed && (1...nameBytes).contains(name.utf8.count) && name != "." && name != ".."
    }
}

/// What is wrong with a cluster file.
public struct ClusterFileError: CodedError, Hashable, Sendable {
    public let code = "INVALID_CLUSTER_FILE"
    public let message: String

    public init(_ message: String) { self.message = message }
}
