import Bytes

/// What a frame carries.
public enum FrameKind: UInt8, Sendable {
    /// A record batch.
    case batch = 1
    /// A mark written when the log was closed: everything before it is synced.
    case cleanEnd = 2
    /// A mark at the end of a file that another one follows.
    case fileEnd = 3
    /// Stands for a batch of an idempotent producer that compaction has changed or removed.
    case producer = 4
}

/// The fixed part before every batch, and with eight bytes of payload a mark of its own.
///
/// Its checksum goes on from the file header's and covers the frame's header and the first bytes of the payload: of a
/// batch its whole header, of a mark everything. A batch's own checksum covers the rest.
struct Frame: Equatable, Sendable {
    var kind: FrameKind
    /// Where the frame begins, in bytes from the start of its file.
    var position: Int
    /// Everything before this position of the same file was synced when the frame was written.
    var syncedPosition: Int
    /// The first offset of a batch; of a mark, the offset that comes next.
    var baseOffset: Int64
    /// Every offset below this one was synced when the frame was written.
    var syncedEnd: Int64
    /// Bytes of the batch or of the mark's payload.
    var payloadBytes: Int
    /// Offsets that the batch takes; 0 for a mark.
    var offsetCount: Int64
    /// Milliseconds since 1970-01-01 UTC: of a batch its maximum, of a mark the maximum in the file so far. -1: none.
    var maximumTimestamp: Int64
    /// Who sent the batch, if it was an idempotent producer. Only known of a frame that was read.
    var producer: ProducerStamp?
    /// The offset after those that the producer's batch took when it was appended.
    var producerEnd: Int64 = 0

    var endOffset: Int64 { baseOffset + offsetCount }
    /// Bytes with header and padding.
    var byteCount: Int { Self.byteCount(payload: payloadBytes) }
    var endPosition: Int { position + byteCount }

    /// Bytes that are needed to check a frame's own checksum, at most.
    static let prefixBytes = FrameLayout.size + BatchLayout.size
    /// Bytes of a mark.
    static let markBytes = byteCount(payload: FrameLayout.markPayloadBytes)

    static func byteCount(payload: Int) -> Int {
        let excess = (FrameLayout.size + payload) % FrameLayout.alignment
        return FrameLayout.size + payload + (excess == 0 ? 0 : FrameLayout.alignment - excess)
    }

    private static func coveredPayloadBytes(_ kind: FrameKind) -> Int {
        switch kind {
        case .batch: BatchLayout.size
        case .cleanEnd, .fileEnd: FrameLayout.markPayloadBytes
        case .producer: ProducerLayout.size
        }
    }
}

extension Frame {
    /// The stored form of a frame with this payload. A batch in it gets the frame's base offset and leader epoch 0.
    func encoded(payload: [UInt8], seed: UInt32) -> [UInt8] {
        typealias Layout = FrameLayout
        precondition(position <= UInt32.max && payload.count == payloadBytes, "a frame fits its fields")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        bytes.append(contentsOf: repeatElement(0, count: Layout.size))
        bytes.storeLittleEndian(Layout.magicNumber, Layout.magic)
        bytes.storeLittleEndian(kind.rawValue, Layout.kind)
        bytes.storeLittleEndian(position, Layout.position)
        bytes.storeLittleEndian(syncedPosition, Layout.syncedPosition)
        bytes.storeLittleEndian(baseOffset, Layout.baseOffset)
        bytes.storeLittleEndian(syncedEnd, Layout.syncedEnd)
        bytes.storeLittleEndian(payloadBytes, Layout.payloadBytes)
        bytes.append(contentsOf: payload)
        if kind == .batch {
            bytes.storeBigEndian(baseOffset, BatchLayout.baseOffset, of: Layout.size)
            bytes.storeBigEndian(0, BatchLayout.partitionLeaderEpoch, of: Layout.size)
        }
        bytes.storeLittleEndian(Self.checksum(bytes, at: 0, kind, seed), Layout.checksum)
        bytes.append(contentsOf: repeatElement(0, count: byteCount - bytes.count))
        return bytes
    }

    private static func checksum(_ bytes: [UInt8], at start: Int, _ kind: FrameKind, _ seed: UInt32) -> UInt32 {
        var crc = CRC32C(continuing: seed)
        crc.update(bytes[start..<start + FrameLayout.checksum.offset])
        let payload = start + FrameLayout.size
        crc.update(bytes[payload..<payload + coveredPayloadBytes(kind)])
        return crc.value
    }

    /// Reads and checks the frame at `start` of `bytes`, which begins at `position` of its file. The checksum covers
    /// all that is read; the batch behind it is checked by `checkPayload`.
    init(reading bytes: [UInt8], at start: Int, position: Int, seed: UInt32) throws(Damage) {
        typealias Layout = FrameLayout
        kind = try Self.checkedKind(bytes, at: start, position: position, seed: seed)
        self.position = position
        syncedPosition = Int(bytes.littleEndian(Layout.syncedPosition, of: start) as UInt32)
        baseOffset = bytes.littleEndian(Layout.baseOffset, of: start)
        syncedEnd = bytes.littleEndian(Layout.syncedEnd, of: start)
        payloadBytes = Int(bytes.littleEndian(Layout.payloadBytes, of: start) as UInt32)
        let payload = start + Layout.size
        offsetCount = 0
        maximumTimestamp = -1
        switch kind {
        case .batch:
            offsetCount = Int64(bytes.bigEndian(BatchLayout.lastOffsetDelta, of: payload) as Int32) + 1
            maximumTimestamp = bytes.bigEndian(BatchLayout.maximumTimestamp, of: payload)
            producer = ProducerStamp(bytes, at: payload)
            producerEnd = baseOffset &+ offsetCount
        case .cleanEnd, .fileEnd: maximumTimestamp = bytes.littleEndian(Self.markTimestamp, of: payload)
        case .producer:
            producer = ProducerStamp(stored: bytes, at: payload)
            producerEnd = bytes.littleEndian(ProducerLayout.endOffset, of: payload)
        }
        guard Int(bytes.littleEndian(Layout.position, of: start) as UInt32) == position else {
            throw damage(Layout.position, "the frame was written for another position")
        }
        let reserved = start + Layout.reserved.offset
        guard bytes.areZero(reserved..<reserved + Layout.reserved.size) else {
            throw damage(Layout.reserved, "reserved bytes are not zero")
        }
        try checkFields()
    }

    /// Checks magic and checksum, and answers the kind.
    private static func checkedKind(
        _ bytes: [UInt8], at start: Int, position: Int, seed: UInt32
    ) throws(Damage) -> FrameKind {
        typealias Layout = FrameLayout
        func damage(_ field: LayoutField, _ detail: String) -> Damage {
            Damage(section: .frame, offset: position + field.offset, detail: detail)
        }
        let available = bytes.count - start
        guard available >= markBytes else {
            throw damage(Layout.magic, "\(available) bytes are less than a frame")
        }
        guard bytes.littleEndian(Layout.magic, of: start) == Layout.magicNumber else {
            throw damage(Layout.magic, "wrong magic")
        }
        guard let kind = FrameKind(rawValue: bytes[start + Layout.kind.offset]) else {
            throw damage(Layout.kind, "unknown kind \(bytes[start + Layout.kind.offset])")
        }
        guard available >= Layout.size + coveredPayloadBytes(kind) else {
            throw damage(Layout.magic, "\(available) bytes are less than a frame with a batch header")
        }
        let computed = checksum(bytes, at: start, kind, seed)
        let stored: UInt32 = bytes.littleEndian(Layout.checksum, of: start)
        guard computed == stored else { throw damage(Layout.checksum, "CRC-32C is \(computed), stored \(stored)") }
        return kind
    }

    private func damage(_ field: LayoutField, _ detail: String) -> Damage {
        Damage(section: .frame, offset: position + field.offset, detail: detail)
    }

    private static let markTimestamp = LayoutField("maximum timestamp", 0, 8)

    /// The payload of a mark.
    static func markPayload(maximumTimestamp: Int64) -> [UInt8] {
        var payload = [UInt8](repeating: 0, count: FrameLayout.markPayloadBytes)
        payload.storeLittleEndian(maximumTimestamp, markTimestamp)
        return payload
    }

    /// What no writer of this format produces, although the checksum holds.
    private func checkFields() throws(Damage) {
        let isRightSize =
            kind == .batch
            ? (BatchLayout.size...LogLimits.maximumStoredBatchBytes).contains(payloadBytes)
            : payloadBytes == Self.coveredPayloadBytes(kind)
        guard isRightSize else { throw damage(FrameLayout.payloadBytes, "payload of \(payloadBytes) bytes") }
        guard syncedPosition <= position else {
            throw damage(FrameLayout.syncedPosition, "synced position \(syncedPosition) is not before the frame")
        }
        guard baseOffset >= 0, offsetCount >= 0, !baseOffset.addingReportingOverflow(offsetCount).overflow else {
            throw damage(FrameLayout.baseOffset, "base offset \(baseOffset) with \(offsetCount) offsets")
        }
        guard kind != .producer || producerEnd > baseOffset else {
            throw damage(FrameLayout.baseOffset, "a batch of a producer that ended at \(producerEnd)")
        }
        guard syncedEnd >= 0, syncedEnd <= baseOffset else {
            throw damage(FrameLayout.syncedEnd, "synced end \(syncedEnd) is beyond the frame's own offset")
        }
    }

    /// Checks the batch and the padding of a frame that was read at `start` of `bytes` and lies in it wholly.
    func checkPayload(_ bytes: [UInt8], at start: Int, allowsGaps: Bool) throws(Damage) {
        let payload = start + FrameLayout.size
        if kind == .batch {
            do { try RecordBatch.check(bytes, payload..<payload + payloadBytes, allowsGaps: allowsGaps) } catch {
                throw Damage(
                    section: .batch, offset: position + FrameLayout.size + error.offset, detail: error.detail)
            }
            guard bytes.bigEndian(BatchLayout.baseOffset, of: payload) == baseOffset else {
                throw Damage(
                    section: .batch, offset: position + FrameLayout.size,
                    detail: "the batch's base offset is not the frame's")
            }
        }
        guard bytes.areZero(payload + payloadBytes..<start + byteCount) else {
            throw Damage(
                section: .padding, offset: position + FrameLayout.size + payloadBytes,
                detail: "padding is not zero")
        }
    }
}
