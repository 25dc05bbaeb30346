import Bytes

/// Builds one uncompressed Kafka record batch of version 2, without a producer id.
public struct RecordBatchBuilder: Sendable {
    private var bytes: [UInt8]
    private let maximumBytes: Int
    private var baseTimestamp: Int64 = 0
    private var maximumTimestamp: Int64 = 0
    private var attributes: Int16 = 0
    private var lastOffsetDelta: Int64 = -1
    public private(set) var recordCount = 0

    /// A builder of a batch of at most `maximumBytes`, header included.
    public init(maximumBytes: Int = LogLimits.defaultMaximumBatchBytes, reservingCapacity capacity: Int = 0) {
        self.maximumBytes = min(maximumBytes, LogLimits.maximumStoredBatchBytes)
        bytes = []
        bytes.reserveCapacity(max(capacity, BatchLayout.size))
        bytes.append(contentsOf: repeatElement(0, count: BatchLayout.size))
    }

    /// A builder of a batch that compaction writes. With a horizon, the time from which on its records without a value
    /// may go, that is the base timestamp, as in Kafka.
    init(deleteHorizon: Int64?, maximumBytes: Int) {
        self.init(maximumBytes: maximumBytes)
        guard let deleteHorizon else { return }
        baseTimestamp = deleteHorizon
        attributes = BatchAttributes.deleteHorizon
    }

    /// Bytes of the batch as it is now.
    public var byteCount: Int { bytes.count }
    public var isEmpty: Bool { recordCount == 0 }

    /// Adds a record. `timestamp` is in milliseconds since 1970-01-01 UTC.
    ///
    /// Throws `batchTooLarge` if the batch would exceed its limit, and leaves it as it was: finish it and begin
    /// another one. Amortised O(length of the record).
    public mutating func append(
        key: ArraySlice<UInt8>?, value: ArraySlice<UInt8>?, headers: [RecordHeader] = [], timestamp: Int64
    ) throws(LogError) {
        try append(key, value, headers, timestamp, offsetDelta: lastOffsetDelta + 1)
    }

    /// Adds a record that does not take the next offset; deltas ascend.
    mutating func append(
        _ key: ArraySlice<UInt8>?, _ value: ArraySlice<UInt8>?, _ headers: [RecordHeader], _ timestamp: Int64,
        offsetDelta: Int64
    ) throws(LogError) {
        let base = recordCount == 0 && attributes == 0 ? timestamp : baseTimestamp
        let (delta, overflow) = timestamp.subtractingReportingOverflow(base)
        guard !overflow else {
            throw .malformedBatch(offset: bytes.count, detail: "timestamp \(timestamp) is too far from \(base)")
        }
        let length = Self.bodyBytes(key, value, headers, delta, offsetDelta)
        let total = bytes.count + varintBytes(Int64(length)) + length
        guard total <= maximumBytes else { throw .batchTooLarge(bytes: total, limit: maximumBytes) }
        baseTimestamp = base
        maximumTimestamp = recordCount == 0 ? timestamp : max(maximumTimestamp, timestamp)
        bytes.appendVarint(Int64(length))
        bytes.append(0)
        bytes.appendVarint(delta)
        bytes.appendVarint(offsetDelta)
        appendBytes(key)
        appendBytes(value)
        bytes.appendVarint(Int64(headers.count))
        for header in headers {
            appendBytes(header.key)
            appendBytes(header.value)
        }
        recordCount += 1
        lastOffsetDelta = offsetDelta
    }

    /// The batch, with base offset 0. At least one record must have been added.
    public consuming func finish() -> RecordBatch { finish(baseOffset: 0) }

    consuming func finish(baseOffset: Int64) -> RecordBatch {
        precondition(recordCount > 0, "a batch has at least one record")
        bytes.storeBigEndian(bytes.count - BatchLayout.bytesBeforeLength, BatchLayout.batchLength)
        bytes.storeBigEndian(baseOffset, BatchLayout.baseOffset)
        bytes.storeBigEndian(BatchLayout.currentMagic, BatchLayout.magic)
        bytes.storeBigEndian(attributes, BatchLayout.attributes)
        bytes.storeBigEndian(lastOffsetDelta, BatchLayout.lastOffsetDelta)
        bytes.storeBigEndian(baseTimestamp, BatchLayout.baseTimestamp)
        bytes.storeBigEndian(maximumTimestamp, BatchLayout.maximumTimestamp)
        bytes.storeBigEndian(-1, BatchLayout.producerID)
        bytes.storeBigEndian(-1, BatchLayout.producerEpoch)
        bytes.storeBigEndian(-1, BatchLayout.baseSequence)
        bytes.storeBigEndian(recordCount, BatchLayout.recordCount)
        let checksum = CRC32C.of(bytes[BatchLayout.attributes.offset...])
        bytes.storeBigEndian(checksum, BatchLayout.checksum)
        return RecordBatch(checked: bytes)
    }

    private mutating func appendBytes(_ field: ArraySlice<UInt8>?) {
        guard let field else { return bytes.appendVarint(-1) }
        bytes.appendVarint(Int64(field.count))
        bytes.append(contentsOf: field)
    }

    private static func bodyBytes(
        _ key: ArraySlice<UInt8>?, _ value: ArraySlice<UInt8>?, _ headers: [RecordHeader], _ timestampDelta: Int64,
        _ offsetDelta: Int64
    ) -> Int {
        var length = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta) + varintBytes(Int64(headers.count))
        length += fieldBytes(key) + fieldBytes(value)
        for header in headers { length += fieldBytes(header.key) + fieldBytes(header.value) }
        return length
    }

    private static func fieldBytes(_ field: ArraySlice<UInt8>?) -> Int {
        guard let field else { return 1 }
        return varintBytes(Int64(field.count)) + field.count
    }
}
