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
    /// Bytes that a scan reads at a time.
    static let scanChunkBytes = 1 << 20
}
