/// What opening a log found and did.
public struct RecoveryReport: Equatable, Sendable {
    /// A torn end that was removed. Nothing in it had been acknowledged.
    public struct Cut: Equatable, Sendable {
        public let file: String
        /// Where the file ends now, in bytes.
        public let position: Int
        /// Bytes removed.
        public let byteCount: Int
        /// What was wrong at `position`.
        public let reason: String
    }

    /// Files of the log, the active one included.
    public internal(set) var files = 0
    /// Batches in the last file, all of which were checked.
    public internal(set) var batchesScanned = 0
    /// Bytes of the last file that were found good.
    public internal(set) var bytesScanned = 0
    public internal(set) var cut: Cut?
    /// Offsets that no record has, because they may have been given out to records that are lost. Only of a log that
    /// does not wait for the disk.
    public internal(set) var skipped: Range<Int64>?
    /// Whether the last file ended in the mark that `close` writes.
    public internal(set) var endedCleanly = false
}
