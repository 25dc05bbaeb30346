import Bytes
import Files

/// What one log file holds, as `martlet log inspect` prints it.
public struct LogFileListing: Equatable, Sendable {
    public struct Entry: Equatable, Sendable {
        public let kind: FrameKind
        /// Bytes from the start of the file.
        public let position: Int
        /// Bytes with frame and padding.
        public let byteCount: Int
        /// The first offset of a batch; of a mark, the offset that comes next.
        public let baseOffset: Int64
        public let recordCount: Int64
        /// Milliseconds since 1970-01-01 UTC; -1 for none.
        public let maximumTimestamp: Int64
        /// Offsets below were synced when the frame was written.
        public let syncedEnd: Int64
    }

    public let file: String
    public let identity: LogIdentity
    public let baseOffset: Int64
    /// The offset after the last good frame.
    public let endOffset: Int64
    public let byteCount: Int
    public let entries: [Entry]
    /// What follows the last good frame, if it is not the end of the file.
    public let damage: FormatError?

    /// Whether the file ends in a mark: the log was closed, or the file was ended and another one begun.
    public var endsInMark: Bool { damage == nil && entries.last.map { $0.kind != .batch } ?? false }
}

/// Looks at log files without opening, recovering or changing the log.
public enum LogInspector {
    /// Lists the good frames of a file, every byte of which is checked, and what is wrong behind them.
    ///
    /// Throws `corrupt` only if the header is unusable. O(bytes).
    public static func inspect(_ fileSystem: any FileSystem, path: String) throws(LogError) -> LogFileListing {
        let (file, size, start) = try withFileErrors { () throws(FileError) in
            let file = try fileSystem.open(path, .readOnly)
            return (file, try file.size(), try file.read(at: 0, count: FileHeaderLayout.size))
        }
        let header: FileHeader
        do { header = try FileHeader(reading: start) } catch { throw error.error(path) }
        var entries: [LogFileListing.Entry] = []
        let scan = try FileScan(file, header, size: size, .everything) { frame in
            entries.append(
                LogFileListing.Entry(
                    kind: frame.kind, position: frame.position, byteCount: frame.byteCount,
                    baseOffset: frame.baseOffset, recordCount: frame.offsetCount,
                    maximumTimestamp: frame.maximumTimestamp, syncedEnd: frame.syncedEnd))
        }
        return LogFileListing(
            file: path, identity: header.identity, baseOffset: header.baseOffset, endOffset: scan.endOffset,
            byteCount: size, entries: entries, damage: scan.damage?.formatError(path))
    }

    /// Like `inspect`, but throws `corrupt` for anything that is not as it was written, a torn end included; with
    /// `requiringMark` also for a file that does not end in a mark, which a closed log's files all do.
    @discardableResult
    public static func verify(
        _ fileSystem: any FileSystem, path: String, requiringMark: Bool = false
    ) throws(LogError) -> LogFileListing {
        let listing = try inspect(fileSystem, path: path)
        if let damage = listing.damage { throw .corrupt(damage) }
        if requiringMark && !listing.endsInMark {
            let detail = "the file ends without a mark"
            throw Damage(section: .fileEnd, offset: listing.byteCount, detail: detail).error(path)
        }
        return listing
    }
}
