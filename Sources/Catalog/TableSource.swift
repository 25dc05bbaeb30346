/// Something that a REALTIME table reads.
///
/// A table numbers the partitions of all its sources in one space, as Pinot does: partition p of the source at place s
/// of its list is `s * TableSource.stride + p`. Sources are added and never removed, so that numbers keep their meaning.
public enum TableSource: Hashable, Sendable {
    /// Partitions of one source at most, and so the distance between those of two sources.
    public static let stride: Int32 = 10_000
    /// Sources of one table.
    public static let maximumCount = 64
    /// Partitions of all sources are below this.
    public static let partitionLimit = stride * Int32(maximumCount)

    /// A topic of the embedded log.
    case topic(TopicID)
    /// The internal topic through which dead letters are sent once more; only what `redrives` names of it is read.
    case redrive(TopicID)
    /// A topic of a Kafka cluster that is known by that name, with as many partitions as were seen.
    case kafka(cluster: String, topic: String, partitionCount: Int32)

    /// The topic of the embedded log.
    public var topicID: TopicID? {
        switch self {
        case .topic(let id), .redrive(let id): id
        case .kafka: nil
        }
    }

    /// The table's number for a partition of the source at a place of the list.
    public static func partition(_ partition: Int32, ofSource place: Int) -> Int32 {
        Int32(place) * stride + partition
    }

    /// The place of the source, and its own number, of a partition of a table.
    public static func place(ofPartition partition: Int32) -> (source: Int, partition: Int32) {
        (Int(partition / stride), partition % stride)
    }
}

extension TableEntry {
    func reads(_ topic: TopicID) -> Bool { sources.contains { $0.topicID == topic } }

    /// The topics of the embedded log that the table reads, with their places.
    public var topicSources: [(place: Int, id: TopicID)] {
        sources.enumerated().compactMap { place, source in source.topicID.map { (place, $0) } }
    }

    /// The place of the source that dead letters are redriven through; nil before the first time.
    public var redriveSource: (place: Int, id: TopicID)? {
        for (place, source) in sources.enumerated() {
            if case .redrive(let id) = source { return (place, id) }
        }
        return nil
    }
}
