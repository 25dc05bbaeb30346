import Bytes

/// One validated record batch of Kafka's version 2, in the form it has on the wire.
///
/// Base offset and partition leader epoch are the only fields that the log rewrites; neither is under Kafka's checksum.
public struct RecordBatch: Equatable, Sendable {
    public let bytes: [UInt8]

    /// Checks header, checksum and, unless they are compressed, every record. O(bytes).
    ///
    /// Throws `batchTooLarge` or `malformedBatch`. A batch of a transaction coordinator (a control batch) is
    /// malformed here: nobody but a broker writes one.
    public init(
        validating bytes: [UInt8], maximumBytes: Int = LogLimits.defaultMaximumBatchBytes
    ) throws(LogError) {
        guard bytes.count <= maximumBytes else { throw .batchTooLarge(bytes: bytes.count, limit: maximumBytes) }
        self.bytes = bytes
        do {
            try Self.check(bytes, 0..<bytes.count)
            if compressionCodec == 0 { try checkRecords() } else { try checkClaimedCount() }
        } catch {
            throw .malformedBatch(offset: error.offset, detail: error.detail)
        }
    }

    /// Takes bytes that were checked before, when they were built or read from a file.
    init(checked bytes: [UInt8]) { self.bytes = bytes }

    /// The offset of the first record; as the producer wrote it until the batch was appended.
    public var baseOffset: Int64 { bytes.bigEndian(BatchLayout.baseOffset, of: 0) }
    public var recordCount: Int { Int(bytes.bigEndian(BatchLayout.recordCount, of: 0) as Int32) }
    /// The offset of the last record. Between the first and this one there are fewer records after compaction.
    public var lastOffset: Int64 { baseOffset + Int64(bytes.bigEndian(BatchLayout.lastOffsetDelta, of: 0) as Int32) }
    /// The offset after the last record.
    public var endOffset: Int64 { lastOffset + 1 }
    /// Milliseconds since 1970-01-01 UTC; -1 if the producer did not say.
    public var maxTimestamp: Int64 { bytes.bigEndian(BatchLayout.maximumTimestamp, of: 0) }
    public var baseTimestamp: Int64 { bytes.bigEndian(BatchLayout.baseTimestamp, of: 0) }
    public var attributes: Int16 { bytes.bigEndian(BatchLayout.attributes, of: 0) }
    public var producerID: Int64 { bytes.bigEndian(BatchLayout.producerID, of: 0) }
    public var producerEpoch: Int16 { bytes.bigEndian(BatchLayout.producerEpoch, of: 0) }
    public var baseSequence: Int32 { bytes.bigEndian(BatchLayout.baseSequence, of: 0) }
    /// 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.
    public var compressionCodec: Int { Int(attributes & BatchAttributes.codec) }
    public var isTransactional: Bool { attributes & BatchAttributes.transactional != 0 }
    /// Whether every record has the batch's `maxTimestamp`, the time at which a broker appended it.
    public var hasAppendTime: Bool { attributes & BatchAttributes.appendTime != 0 }

    /// The records with their offsets, and the bytes whose storage they share: those of this batch or, if it is
    /// compressed, the decompressed records. Places in slices are places in these bytes. O(bytes).
    ///
    /// Throws `undecodableBatch` if a compressed batch does not hold what its header says, which is not looked at when
    /// it is appended, and `malformedBatch` for any other batch whose records are not well formed (only possible when
    /// the batch came from a file that someone else wrote).
    public func contents() throws(LogError) -> (bytes: [UInt8], records: [Record]) {
        guard let codec = CompressionCodec(rawValue: compressionCodec) else {
            do throws(BatchFault) { return (bytes, try decodeRecords(bytes, from: BatchLayout.size)) } catch {
                throw .malformedBatch(offset: error.offset, detail: error.detail)
            }
        }
        let decompressed: [UInt8]
        do throws(DecompressionError) {
            decompressed = try codec.decompress(
                bytes[BatchLayout.size...], limit: LogLimits.maximumDecompressedBytes)
        } catch { throw .undecodableBatch(codec: compressionCodec, detail: error.detail) }
        do throws(BatchFault) { return (decompressed, try decodeRecords(decompressed, from: 0)) } catch {
            let detail = "byte \(error.offset) of the decompressed records: \(error.detail)"
            throw .undecodableBatch(codec: compressionCodec, detail: detail)
        }
    }

    /// The records of `contents`.
    public func records() throws(LogError) -> [Record] { try contents().records }

    /// The batch as an idempotent producer would have sent it, for tests.
    package func stamped(producerID: Int64, epoch: Int16, sequence: Int32) -> RecordBatch {
        var bytes = bytes
        bytes.storeBigEndian(producerID, BatchLayout.producerID)
        bytes.storeBigEndian(epoch, BatchLayout.producerEpoch)
        bytes.storeBigEndian(sequence, BatchLayout.baseSequence)
        bytes.storeBigEndian(CRC32C.of(bytes[BatchLayout.attributes.offset...]), BatchLayout.checksum)
        return RecordBatch(checked: bytes)
    }
}

enum BatchAttributes {
    static let codec: Int16 = 0x07
    static let appendTime: Int16 = 0x08
    static let transactional: Int16 = 0x10
    static let control: Int16 = 0x20
    /// The base timestamp is the time from which on compaction removes records without a value.
    static let deleteHorizon: Int16 = 0x40
    /// Greatest number of a compression codec.
    static let lastCodec: Int16 = 4
}

extension RecordBatch {
    /// Checks all that can be known of a batch without looking into its records.
    static func check(_ bytes: [UInt8], _ range: Range<Int>, allowsGaps: Bool = false) throws(BatchFault) {
        let start = range.lowerBound
        guard range.count >= BatchLayout.size else {
            throw BatchFault(offset: 0, detail: "\(range.count) bytes are less than a batch header")
        }
        let length: Int32 = bytes.bigEndian(BatchLayout.batchLength, of: start)
        guard Int(length) + BatchLayout.bytesBeforeLength == range.count else {
            throw BatchFault(
                offset: BatchLayout.batchLength.offset,
                detail: "batch length \(length) does not fit the \(range.count) bytes given")
        }
        let magic = bytes[start + BatchLayout.magic.offset]
        guard magic == BatchLayout.currentMagic else {
            throw BatchFault(offset: BatchLayout.magic.offset, detail: "magic \(magic), expected 2")
        }
        let stored: UInt32 = bytes.bigEndian(BatchLayout.checksum, of: start)
        let computed = CRC32C.of(bytes[(start + BatchLayout.attributes.offset)..<range.upperBound])
        guard stored == computed else {
            throw BatchFault(
                offset: BatchLayout.checksum.offset, detail: "CRC-32C is \(computed), the batch says \(stored)")
        }
        try checkAttributes(bytes, start)
        try checkCounts(bytes, range, allowsGaps)
    }

    private static func checkAttributes(_ bytes: [UInt8], _ start: Int) throws(BatchFault) {
        let attributes: Int16 = bytes.bigEndian(BatchLayout.attributes, of: start)
        guard attributes & BatchAttributes.codec <= BatchAttributes.lastCodec else {
            throw BatchFault(offset: BatchLayout.attributes.offset, detail: "unknown compression codec")
        }
        guard attributes & BatchAttributes.control == 0 else {
            throw BatchFault(offset: BatchLayout.attributes.offset, detail: "a control batch")
        }
    }

    private static func checkCounts(
        _ bytes: [UInt8], _ range: Range<Int>, _ allowsGaps: Bool
    ) throws(BatchFault) {
        let start = range.lowerBound
        let count: Int32 = bytes.bigEndian(BatchLayout.recordCount, of: start)
        let delta: Int32 = bytes.bigEndian(BatchLayout.lastOffsetDelta, of: start)
        guard count >= 1, allowsGaps ? delta >= count - 1 : delta == count - 1 else {
            throw BatchFault(
                offset: BatchLayout.recordCount.offset, detail: "\(count) records, last offset delta \(delta)")
        }
        let attributes: Int16 = bytes.bigEndian(BatchLayout.attributes, of: start)
        let isPlain = attributes & BatchAttributes.codec == 0
        guard !isPlain || Int(count) <= (range.count - BatchLayout.size) / RecordCursor.minimumRecordBytes else {
            throw BatchFault(
                offset: BatchLayout.recordCount.offset, detail: "\(count) records in \(range.count) bytes")
        }
        let base: Int64 = bytes.bigEndian(BatchLayout.baseOffset, of: start)
        guard base >= 0, !base.addingReportingOverflow(Int64(delta) + 1).overflow else {
            throw BatchFault(offset: BatchLayout.baseOffset.offset, detail: "base offset \(base)")
        }
    }
}

extension RecordBatch {
    private func checkRecords() throws(BatchFault) {
        try forEachSpan(bytes, from: BatchLayout.size) { _, _ throws(BatchFault) in }
    }

    /// What is compressed is not looked into, but more records than can be decompressed take no offsets.
    private func checkClaimedCount() throws(BatchFault) {
        guard recordCount <= LogLimits.maximumDecompressedBytes / RecordCursor.minimumRecordBytes else {
            throw BatchFault(offset: BatchLayout.recordCount.offset, detail: "\(recordCount) compressed records")
        }
    }

    private func decodeRecords(_ bytes: [UInt8], from start: Int) throws(BatchFault) -> [Record] {
        guard recordCount <= (bytes.count - start) / RecordCursor.minimumRecordBytes else {
            throw BatchFault(offset: start, detail: "\(recordCount) records in \(bytes.count - start) bytes")
        }
        var records: [Record] = []
        records.reserveCapacity(recordCount)
        let base = baseOffset
        try forEachSpan(bytes, from: start) { span, timestamp throws(BatchFault) in
            records.append(
                Record(
                    key: span.key.map { bytes[$0] }, value: span.value.map { bytes[$0] },
                    headers: try Self.decodeHeaders(span, bytes), timestamp: timestamp,
                    offset: base + span.offsetDelta))
        }
        return records
    }

    private static func decodeHeaders(_ span: RecordSpan, _ bytes: [UInt8]) throws(BatchFault) -> [RecordHeader] {
        guard span.headerCount > 0 else { return [] }
        var cursor = RecordCursor(bytes, from: span.headersStart)
        var headers: [RecordHeader] = []
        headers.reserveCapacity(span.headerCount)
        for _ in 0..<span.headerCount {
            let header = try cursor.nextHeader()
            headers.append(RecordHeader(key: bytes[header.key], value: header.value.map { bytes[$0] }))
        }
        return headers
    }

    /// Visits every record with its timestamp, checking that offset deltas ascend up to the last one and nothing is
    /// left over. In a batch with as many records as offsets, that makes them dense.
    private func forEachSpan(
        _ bytes: [UInt8], from start: Int, _ body: (RecordSpan, Int64) throws(BatchFault) -> Void
    ) throws(BatchFault) {
        var cursor = RecordCursor(bytes, from: start)
        let (base, appendTime) = (baseTimestamp, hasAppendTime ? maxTimestamp : nil)
        let lastDelta = Int64(self.bytes.bigEndian(BatchLayout.lastOffsetDelta, of: 0) as Int32)
        var next: Int64 = 0
        for index in 0..<recordCount {
            let start = cursor.position
            let span = try cursor.next()
            guard (next...max(next, lastDelta - Int64(recordCount - 1 - index))).contains(span.offsetDelta) else {
                throw BatchFault(offset: start, detail: "offset delta \(span.offsetDelta) in record \(index)")
            }
            next = span.offsetDelta + 1
            let (timestamp, overflow) = base.addingReportingOverflow(span.timestampDelta)
            guard !overflow else { throw BatchFault(offset: start, detail: "timestamp overflows 64 bits") }
            try body(span, appendTime ?? timestamp)
        }
        guard cursor.isAtEnd else { throw BatchFault(offset: cursor.position, detail: "bytes after the last record") }
    }
}

extension DecompressionError {
    fileprivate var detail: String {
        switch self {
        case .malformed(let detail): detail
        case .tooLarge(let limit): "they are more than \(limit) bytes"
        }
    }
}
