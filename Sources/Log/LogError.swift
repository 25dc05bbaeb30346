import Bytes
import Files

/// Why the log did not do what it was asked.
public enum LogError: CodedError, Equatable, Sendable {
    /// A stored file is damaged, or of a version that cannot be read. Nothing was changed.
    case corrupt(FormatError)
    /// The file system refused an operation.
    case file(FileError)
    /// The log has no such offset: it was removed by retention, or is not synced yet, or never existed.
    case offsetOutOfRange(requested: Int64, available: Range<Int64>)
    /// A batch is longer than the limit, both in bytes.
    case batchTooLarge(bytes: Int, limit: Int)
    /// Bytes that are no record batch of version 2; `offset` counts bytes from the batch's start.
    case malformedBatch(offset: Int, detail: String)
    /// The records of a compressed batch cannot be decompressed, or are too many bytes.
    case undecodableBatch(codec: Int, detail: String)
    /// A batch of an idempotent producer does not follow the last one of that producer.
    case outOfOrderSequence(expected: Int32, found: Int32)
    /// A batch is there already, but so long ago that its offsets are not known any more.
    case duplicateSequence
    /// A record without a key for a log that keeps the last one of each key.
    case keyMissing
    /// A batch of an earlier life of its producer.
    case staleProducerEpoch(current: Int16, found: Int16)
    /// An earlier sync failed, so what the last file holds on disk is unknown until the log is opened again.
    case poisoned(FileError)
    /// The log was closed.
    case closed

    public var code: String {
        switch self {
        case .corrupt(let error): error.code
        case .file(let error): error.code
        case .offsetOutOfRange: "OFFSET_OUT_OF_RANGE"
        case .batchTooLarge: "BATCH_TOO_LARGE"
        case .malformedBatch: "MALFORMED_BATCH"
        case .undecodableBatch: "UNDECODABLE_BATCH"
        case .outOfOrderSequence: "OUT_OF_ORDER_SEQUENCE"
        case .duplicateSequence: "DUPLICATE_SEQUENCE"
        case .keyMissing: "KEY_MISSING"
        case .staleProducerEpoch: "STALE_PRODUCER_EPOCH"
        case .poisoned: "LOG_POISONED"
        case .closed: "LOG_CLOSED"
        }
    }

    public var message: String {
        switch self {
        case .corrupt(let error): error.message
        case .file(let error): error.message
        case .offsetOutOfRange(let requested, let available):
            "offset \(requested) is outside \(available.lowerBound) to \(available.upperBound) (exclusive)"
        case .batchTooLarge(let bytes, let limit): "a record batch of \(bytes) bytes exceeds the limit of \(limit)"
        case .malformedBatch(let offset, let detail): "record batch, byte \(offset): \(detail)"
        case .undecodableBatch(let codec, let detail):
            "record batch: its records, compressed by codec \(codec), cannot be read: \(detail)"
        case .outOfOrderSequence(let expected, let found):
            "record batch: sequence number \(found) where \(expected) comes next"
        case .duplicateSequence: "record batch: it was appended before, and its offsets are forgotten"
        case .keyMissing: "a topic that is compacted takes no records without a key"
        case .staleProducerEpoch(let current, let found):
            "record batch: epoch \(found) of a producer whose epoch is \(current)"
        case .poisoned(let error): "the log takes no more writes since a sync failed: \(error.message)"
        case .closed: "the log is closed"
        }
    }
}

/// Runs file operations, turning their error into this layer's.
func withFileErrors<Result>(_ body: () throws(FileError) -> Result) throws(LogError) -> Result {
    do { return try body() } catch { throw .file(error) }
}
