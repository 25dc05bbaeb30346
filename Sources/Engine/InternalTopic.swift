/// Topics that the database keeps for itself. Clients may look at them; only the database writes, creates and drops
/// them.
package enum InternalTopic {
    /// How far consumer groups have come; the name that Kafka gives it.
    package static let groupOffsets = "__consumer_offsets"
    /// The topic by which a table sends dead letters once more begins with this.
    private static let redrivePrefix = "__redrive."
    /// Bytes of such a topic that stay when the table has sealed what is in it.
    static let redriveBytesKept = 64 << 20

    /// `table` is its name with type.
    static func redrive(of table: String) -> String { redrivePrefix + table }

    static func contains(_ name: String) -> Bool { name == groupOffsets || name.hasPrefix(redrivePrefix) }

    /// Bytes in a file of that topic: small, because only whole files are removed behind a snapshot.
    static let groupOffsetsFileBytes = 4 << 20
}
