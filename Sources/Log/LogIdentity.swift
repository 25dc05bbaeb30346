/// Whose log a file belongs to. Ids are never reused, so a file of a dropped topic is never taken for a new one's.
public struct LogIdentity: Hashable, Sendable {
    public var topicID: UInt64
    /// Number of the partition within the topic, from 0.
    public var partition: Int32

    public init(topicID: UInt64, partition: Int32) {
        self.topicID = topicID
        self.partition = partition
    }
}

/// How one partition's log is kept. The defaults suit a server; tests shrink them.
public struct LogOptions: Sendable {
    /// A file that would grow beyond this many bytes is ended and a new one begun. At most
    /// `LogLimits.maximumFileBytes`; a single batch may still make a file longer than this.
    public var segmentBytes: Int = LogLimits.defaultSegmentBytes

    /// Longest batch that `append` takes, in bytes. At most `LogLimits.maximumStoredBatchBytes`.
    public var maximumBatchBytes: Int = LogLimits.defaultMaximumBatchBytes

    /// Mixed into every checksum of the files created from now on. A number that producers cannot guess keeps them
    /// from writing records that look like frames of this log to a recovery; 0 is as good where producers are trusted.
    public var salt: UInt64 = 0

    /// Offsets below this one are known to have been acknowledged, for instance because a table has consumed them. A
    /// log that turns out to end before is damaged, whatever its last file says.
    public var minimumEndOffset: Int64 = 0

    /// Records below this offset were deleted on request; readers do not see them.
    public var minimumStartOffset: Int64 = 0

    /// Whether records are only seen once they are synced. If not, the end of the log may be lost when the machine
    /// stops: that is no damage then, and the log goes on behind every offset that it may have given out.
    public var isSynced = true

    public init() {}

    /// The same within the limits of the format.
    var bounded: LogOptions {
        var bounded = self
        bounded.segmentBytes = min(segmentBytes, LogLimits.maximumFileBytes)
        bounded.maximumBatchBytes = min(maximumBatchBytes, LogLimits.maximumStoredBatchBytes)
        return bounded
    }
}

/// When whole files at the beginning of a log may go. Nil means without limit.
public struct RetentionPolicy: Hashable, Sendable {
    /// A file whose youngest record is older than this may go.
    public var maximumAge: Duration?
    /// The oldest files may go as long as at least this many bytes stay.
    public var maximumBytes: Int?

    public init(maximumAge: Duration? = nil, maximumBytes: Int? = nil) {
        self.maximumAge = maximumAge
        self.maximumBytes = maximumBytes
    }
}
