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
            if compressionCodec == 0 { try checkRecords() }
        } catch {
            throw .malformedBatch(offset: error.offset, detail: error.detail)
        }
    }

    /// Takes bytes that were checked before, when they were built or read from a file.
    init(checked bytes: [UInt8]) { self.bytes = bytes }

    /// The offset of the first record; as the producer wrote it until the batch was appended.
    public var baseOffset: Int64 { bytes.bigEndian(BatchLayout.baseOffset, of: 0) }
    public var recordCount: Int { Int(bytes.bigEndian(BatchLayout.recordCount, of: 0) as Int32) }
    public var lastOffset: Int64 { baseOffset + Int64(recordCount) - 1 }
    /// The offset after the last record.
    public var endOffset: Int64 { baseOffset + Int64(recordCount) }
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

    /// The records with their offsets, sharing this batch's storage. O(bytes).
    ///
    /// Throws `unsupportedCompression` for every codec but none, and `malformedBatch` for a batch whose records are
    /// not well formed (only possible when the batch came from a file that someone else wrote).
    public func records() throws(LogError) -> [Record] {
        guard compressionCodec == 0 else { throw .unsupportedCompression(codec: compressionCodec) }
        do { return try decodeRecords() } catch {
            throw .malformedBatch(offset: error.offset, detail: error.detail)
        }
    }
}

enum BatchAttributes {
    static let codec: Int16 = 0x07
    static let appendTime: Int16 = 0x08
    static let transactional: Int16 = 0x10
    static let control: Int16 = 0x20
    /// Greatest number of a compression codec.
    static let lastCodec: Int16 = 4
}

extension RecordBatch {
    /// Checks all that can be known of a batch without looking into its records.
    static func check(_ bytes: [UInt8], _ range: Range<Int>) throws(BatchFault) {
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
        try checkCounts(bytes, range)
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

    private static func checkCounts(_ bytes: [UInt8], _ range: Range<Int>) throws(BatchFault) {
        let start = range.lowerBound
        let count: Int32 = bytes.bigEndian(BatchLayout.recordCount, of: start)
        let delta: Int32 = bytes.bigEndian(BatchLayout.lastOffsetDelta, of: start)
        guard count >= 1, delta == count - 1 else {
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
        guard base >= 0, !base.addingReportingOverflow(Int64(count)).overflow else {
            throw BatchFault(offset: BatchLayout.baseOffset.offset, detail: "base offset \(base)")
        }
    }
}

extension RecordBatch {
    private func checkRecords() throws(BatchFault) {
        try forEachSpan { _, _ throws(BatchFault) in }
    }

    private func decodeRecords() throws(BatchFault) -> [Record] {
        var records: [Record] = []
        records.reserveCapacity(recordCount)
        let base = baseOffset
        try forEachSpan { span, timestamp throws(BatchFault) in
            records.append(
                Record(
                    key: span.key.map { bytes[$0] }, value: span.value.map { bytes[$0] },
                    headers: try decodeHeaders(span), timestamp: timestamp, offset: base + span.offsetDelta))
        }
        return records
    }

    private func decodeHeaders(_ span: RecordSpan) throws(BatchFault) -> [RecordHeader] {
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

    /// Visits every record with its timestamp, checking that offset deltas are dense and nothing is left over.
    private func forEachSpan(_ body: (RecordSpan, Int64) throws(BatchFault) -> Void) throws(BatchFault) {
        var cursor = RecordCursor(bytes, from: BatchLayout.size)
        let (base, appendTime) = (baseTimestamp, hasAppendTime ? maxTimestamp : nil)
        for index in 0..<recordCount {
            let start = cursor.position
            let span = try cursor.next()
            guard span.offsetDelta == Int64(index) else {
                throw BatchFault(offset: start, detail: "offset delta \(span.offsetDelta) in record \(index)")
            }
            let (timestamp, overflow) = base.addingReportingOverflow(span.timestampDelta)
            guard !overflow else { throw BatchFault(offset: start, detail: "timestamp overflows 64 bits") }
            try body(span, appendTime ?? timestamp)
        }
        guard cursor.isAtEnd else { throw BatchFault(offset: cursor.position, detail: "bytes after the last record") }
    }
}
