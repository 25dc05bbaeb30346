/// Every limit of this layer, with its unit.
public enum LogLimits {
    /// Bytes after which a file is ended, unless `LogOptions` says otherwise.
    public static let defaultSegmentBytes = 128 << 20
    /// Bytes of the longest batch, unless `LogOptions` says otherwise.
    public static let defaultMaximumBatchBytes = 16 << 20
    /// Bytes that `LogOptions.segmentBytes` is cut down to.
    public static let maximumFileBytes = 1 << 30
    /// Bytes of the longest batch that the format allows.
    public static let maximumStoredBatchBytes = 64 << 20
    /// Bytes of batches that one `read` returns at most, unless a single batch is longer.
    public static let maximumReadBytes = 64 << 20
    /// Bytes of log between two entries of an index in memory.
    public static let indexIntervalBytes = 16 << 10
    /// Files besides the active one whose index (at most 1 MiB for a file of 1 GiB, 128 KiB by default) and
    /// descriptor one partition keeps in memory.
    public static let maximumLoadedFiles = 4
    /// Bytes that the records of one compressed batch may have.
    public static let maximumDecompressedBytes = 64 << 20
    /// Producers that one partition remembers; the one that has been silent for longest is forgotten first.
    public static let maximumProducers = 10_000
    /// Batches of each producer that are remembered, as many as a client may have on their way.
    public static let rememberedBatches = 5
    /// Bytes at the end of a partition from which its producers are found again after a restart.
    public static let producerHorizonBytes = 1 << 30
    /// Offsets that an unsynced log gives out at most beyond what is synced. After an end without warning it goes on
    /// behind that many, so that no offset is given out twice.
    public static let unsyncedOffsets: Int64 = 1 << 20
    /// Bytes of keys, with what it costs to keep each, that one pass of compaction holds in memory.
    public static let compactionKeyBytes = 64 << 20
    /// Bytes of one batch that compaction writes, unless a single record is longer.
    public static let compactedBatchBytes = 1 << 20
    /// How long compaction keeps a record without a value, unless the topic says otherwise: a day.
    public static let defaultTombstoneRetention = Duration.seconds(86_400)
    /// Bytes that a scan reads at a time.
    static let scanChunkBytes = 1 << 20
}
