import Bytes

/// Chooses a partition by key as Kafka's Java client does, so that both agree where a key lives.
public enum KeyPartitioner {
    /// `toPositive(murmur2(key)) % partitionCount` (`BuiltInPartitioner.partitionForKey` in Apache Kafka). The count
    /// must be positive. O(length of the key).
    public static func partition(forKey key: ArraySlice<UInt8>, partitionCount: Int) -> Int {
        precondition(partitionCount > 0, "a topic has at least one partition")
        return Int(Murmur2.hash(key) & Int32.max) % partitionCount
    }
}
