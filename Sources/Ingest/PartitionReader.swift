import Bytes
import Log

/// Reads one partition of a topic, wherever the topic is kept.
///
/// Offsets ascend and are never reused. The same offsets give the same records for as long as they are there.
public protocol PartitionReader: AnyObject, Sendable {
    /// The first offset that can still be read, as far as is known.
    var startOffset: Int64 { get }
    /// The offset after the last record that can be read, as far as is known.
    var endOffset: Int64 { get }
    /// What keeps the record at an offset from coming, unless it is there.
    func obstacle(at offset: Int64) -> ReadError?
    /// The end of what could be read when the reader was made; nil as long as that is not known.
    var endAtOpening: Int64? { get }

    /// What is there from an offset on: about `maximumBytes`, at least one record if there is one. Does not wait for
    /// records to come. The caller asks for no offset below `startOffset`.
    func read(from offset: Int64, maximumBytes: Int) throws(ReadError) -> [RecordChunk]
}

extension PartitionReader {
    public func obstacle(at offset: Int64) -> ReadError? { nil }
    public var endAtOpening: Int64? { endOffset }
}

/// Records that were read together.
public enum RecordChunk: Sendable {
    /// Records whose slices are places in `bytes`. `offsets` is what they cover: an offset in it that no record has is
    /// one whose record is gone.
    case records([Record], bytes: [UInt8], offsets: Range<Int64>)
    /// A batch that does not hold the records that it says it holds.
    case undecodable(bytes: [UInt8], offsets: Range<Int64>, timestamp: Int64, RecordError)
}

/// Why a partition could not be read.
public struct ReadError: CodedError, Hashable, Sendable {
    public let code: String
    public let message: String
    /// Whether the same read may succeed later without anybody's doing.
    public let mayPass: Bool

    public init(code: String, message: String, mayPass: Bool) {
        self.code = code
        self.message = message
        self.mayPass = mayPass
    }
}

/// A partition of the embedded log, up to what is synced.
public final class LogReader: PartitionReader {
    private let log: PartitionLog

    public init(_ log: PartitionLog) { self.log = log }

    public var startOffset: Int64 { log.startOffset }
    public var endOffset: Int64 { log.highWatermark }

    public func read(from offset: Int64, maximumBytes: Int) throws(ReadError) -> [RecordChunk] {
        do throws(LogError) {
            var chunks: [RecordChunk] = []
            for batch in try log.read(from: offset, maximumBytes: maximumBytes) { chunks.append(try chunk(batch)) }
            return chunks
        } catch {
            throw ReadError(error)
        }
    }

    /// A batch of which a client was told that it is in the log, where it stays, whatever is in it.
    private func chunk(_ batch: RecordBatch) throws(LogError) -> RecordChunk {
        let offsets = batch.baseOffset..<batch.endOffset
        do throws(LogError) {
            let (bytes, records) = try batch.contents()
            return .records(records, bytes: bytes, offsets: offsets)
        } catch {
            guard case .undecodableBatch = error else { throw error }
            return .undecodable(
                bytes: batch.bytes, offsets: offsets, timestamp: batch.maxTimestamp,
                RecordError(.undecodable, error.message))
        }
    }
}

extension ReadError {
    fileprivate init(_ error: LogError) {
        // The disk refused, but nothing is known to be wrong with the log.
        let mayPass = if case .file = error { true } else { false }
        self.init(code: error.code, message: error.message, mayPass: mayPass)
    }
}
