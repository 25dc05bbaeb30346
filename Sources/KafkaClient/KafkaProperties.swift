import Schema

/// The properties of librdkafka under which topics are read.
enum KafkaProperties {
    static let bootstrapServers = "bootstrap.servers"

    /// What consuming exactly once by our own offsets needs, whatever else is said.
    private static let fixed = [
        // No offset but the one that is asked for: what is out of range is told, not skipped.
        "auto.offset.reset": "error",
        "isolation.level": "read_committed",
        // Tells of the end with its offset, and so of gaps at the end, such as the markers of transactions.
        "enable.partition.eof": "true",
        "enable.auto.commit": "false",
        "enable.auto.offset.store": "false",
        "auto.commit.enable": "false",
        "allow.auto.create.topics": "false",
        "check.crcs": "true",
    ]

    /// Where nothing else is said.
    private static let defaults = ["client.id": "martlet", "fetch.wait.max.ms": "100", "fetch.error.backoff.ms": "200"]

    /// Bytes that all partitions of one handle may keep waiting, and one of them.
    private static let waitingBytes = 256 << 20
    private static let waitingBytesOfPartition = (4 << 20)...(64 << 20)
    /// Records that all partitions of one handle may keep waiting, and one of them.
    private static let waitingRecords = 400_000
    private static let waitingRecordsOfPartition = 2_000...100_000

    static func complete(_ properties: [String: String], partitionCount: Int = 1) -> [String: String] {
        let (bytes, records) = (waitingBytes / max(1, partitionCount), waitingRecords / max(1, partitionCount))
        var result = defaults
        result["queued.max.messages.kbytes"] = String(clamp(bytes, waitingBytesOfPartition) >> 10)
        result["queued.min.messages"] = String(clamp(records, waitingRecordsOfPartition))
        result.merge(properties) { $1 }
        return result.merging(fixed) { $1 }
    }

    private static func clamp(_ value: Int, _ range: ClosedRange<Int>) -> Int {
        min(max(value, range.lowerBound), range.upperBound)
    }

    /// Why an operator may not set a property; nil if he may.
    static func refusal(of name: String) -> String? {
        if fixed[name] != nil { return "it is set by the way in which tables consume" }
        switch name {
        case "plugin.library.paths": return "no code is loaded"
        case "group.id", "group.instance.id": return "tables consume by offsets of their own, in no group"
        default: return nil
        }
    }

    static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }
}
