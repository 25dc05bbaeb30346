import Bytes
import Files

/// Writes a file in which records are missing, under a name of its own.
struct CompactedFileWriter {
    let path: String
    let header: FileHeader
    private let file: any File
    private let rules: FrameRules
    private var buffer: [UInt8]
    /// Where `buffer` begins in the file.
    private var flushed = 0
    private var endOffset: Int64
    private var maximumTimestamp: Int64 = -1

    /// A file that takes the place of those that begin with the one of this header.
    init(replacing first: FileHeader, directory: String, in fileSystem: any FileSystem) throws(LogError) {
        header = FileHeader(compacted: first)
        rules = header.frameRules
        endOffset = header.baseOffset
        buffer = header.bytes
        let path = Paths.join(directory, "\(header.baseOffset)\(LogFile.temporarySuffix)")
        self.path = path
        file = try withFileErrors { () throws(FileError) in
            if try fileSystem.exists(path) { try fileSystem.remove(path) }
            return try fileSystem.open(path, .create)
        }
    }

    var byteCount: Int { flushed + buffer.count }

    mutating func add(_ batch: RecordBatch) throws(LogError) {
        try add(.batch, batch.bytes, baseOffset: batch.baseOffset, offsetCount: batch.endOffset - batch.baseOffset)
        maximumTimestamp = max(maximumTimestamp, batch.maxTimestamp)
    }

    /// Adds what stands for the batch of an idempotent producer.
    mutating func add(_ stamp: ProducerStamp, _ offsets: Range<Int64>) throws(LogError) {
        let payload = stamp.stored(endOffset: offsets.upperBound)
        try add(.producer, payload, baseOffset: offsets.lowerBound, offsetCount: 0)
    }

    /// Adds the end mark and syncs; `nextOffset` is where the next file follows.
    mutating func finish(nextOffset: Int64) throws(LogError) -> LogFile.Seal {
        let payload = Frame.markPayload(maximumTimestamp: maximumTimestamp)
        try add(.fileEnd, payload, baseOffset: nextOffset, offsetCount: 0)
        try flush()
        try withFileErrors { () throws(FileError) in try file.sync() }
        return LogFile.Seal(byteCount: byteCount, endOffset: nextOffset, maximumTimestamp: maximumTimestamp)
    }

    private mutating func add(
        _ kind: FrameKind, _ payload: [UInt8], baseOffset: Int64, offsetCount: Int64
    ) throws(LogError) {
        precondition(baseOffset >= endOffset, "offsets ascend")
        let frame = Frame(
            kind: kind, position: byteCount, syncedPosition: FileHeaderLayout.size, baseOffset: baseOffset,
            syncedEnd: header.baseOffset, payloadBytes: payload.count, offsetCount: offsetCount, maximumTimestamp: -1)
        buffer += frame.encoded(payload: payload, seed: rules.seed)
        endOffset = baseOffset + offsetCount
        if buffer.count >= LogLimits.scanChunkBytes { try flush() }
    }

    private mutating func flush() throws(LogError) {
        try withFileErrors { () throws(FileError) in try file.write(buffer, at: flushed) }
        flushed += buffer.count
        buffer = []
    }
}

extension FileHeader {
    /// The header of the file that takes the place of this one.
    init(compacted old: FileHeader) {
        self.init(
            identity: old.identity, baseOffset: old.baseOffset, salt: old.salt, previousEnd: old.previousEnd)
        isCompacted = true
    }
}

extension RecordBatch {
    /// Batches of these records of one batch, with their offsets and no producer; nil if they cannot be written so.
    static func compacted(_ records: [Record], horizon: Int64?) -> [RecordBatch]? {
        var batches: [RecordBatch] = []
        var rest = records[...]
        while let first = rest.first {
            var builder = RecordBatchBuilder(
                deleteHorizon: horizon, maximumBytes: LogLimits.maximumStoredBatchBytes)
            while let record = rest.first, builder.isEmpty || builder.byteCount < LogLimits.compactedBatchBytes {
                do throws(LogError) {
                    try builder.append(
                        record.key, record.value, record.headers, record.timestamp,
                        offsetDelta: record.offset - first.offset)
                } catch {
                    // A full batch; anything else shows again in the first record of the next one.
                    if builder.isEmpty { return nil }
                    break
                }
                rest.removeFirst()
            }
            batches.append(builder.finish(baseOffset: first.offset))
        }
        return batches
    }
}
