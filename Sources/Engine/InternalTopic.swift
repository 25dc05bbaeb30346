/// Topics that the database keeps for itself. Clients may look at them; only the database writes, creates and drops
/// them.
package enum InternalTopic {
    /// How far consumer groups have come; the name that Kafka gives it.
    package static let groupOffsets = "__consumer_offsets"
    static let all: Set = [groupOffsets]
    /// Bytes in a file of that topic: small, because only whole files are removed behind a snapshot.
    static let groupOffsetsFileBytes = 4 << 20
}
