/// What became of rows: each is exactly one of these.
public struct UpsertCounts: Sendable, Hashable {
    /// Rows that queries see.
    public var live = 0
    /// Rows that lost to another row of their key.
    public var superseded = 0
    /// Rows that say that their key is deleted, and that are the last word on it.
    public var deleted = 0

    public init(live: Int = 0, superseded: Int = 0, deleted: Int = 0) {
        (self.live, self.superseded, self.deleted) = (live, superseded, deleted)
    }

    public var total: Int { live + superseded + deleted }
}

/// Counts by the partition that rows came from; changes to counts as well.
struct PartitionCounts: Sendable {
    private var partitions: [Int32] = []
    private var counts: [UpsertCounts] = []
    private var last = 0

    /// The place of a partition's counts. O(1) for the one that was asked for last, else O(partitions).
    private mutating func index(of partition: Int32) -> Int {
        if last < partitions.count && partitions[last] == partition { return last }
        if let found = partitions.firstIndex(of: partition) {
            last = found
        } else {
            last = partitions.count
            partitions.append(partition)
            counts.append(UpsertCounts())
        }
        return last
    }

    mutating func addLive(_ partition: Int32) { counts[index(of: partition)].live += 1 }
    mutating func addDeleted(_ partition: Int32) { counts[index(of: partition)].deleted += 1 }
    mutating func addSuperseded(_ partition: Int32) { counts[index(of: partition)].superseded += 1 }

    /// A row that had won has lost.
    mutating func supersede(_ partition: Int32, tombstone: Bool) {
        let index = index(of: partition)
        if tombstone { counts[index].deleted -= 1 } else { counts[index].live -= 1 }
        counts[index].superseded += 1
    }

    mutating func add(_ other: PartitionCounts, times factor: Int = 1) {
        for (partition, change) in zip(other.partitions, other.counts) {
            let index = index(of: partition)
            counts[index].live += change.live * factor
            counts[index].superseded += change.superseded * factor
            counts[index].deleted += change.deleted * factor
        }
    }

    /// Without partitions of which there is nothing.
    var byPartition: [Int32: UpsertCounts] {
        var result: [Int32: UpsertCounts] = [:]
        for (partition, counts) in zip(partitions, counts) where counts != UpsertCounts() { result[partition] = counts }
        return result
    }
}
