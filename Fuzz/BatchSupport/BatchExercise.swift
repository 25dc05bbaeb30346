import Bytes
import Log

/// Takes bytes for a record batch: checks them, reads the records, and writes them again.
///
/// The first byte is the mode: 0 takes the batch as it is, 1 puts length, magic and checksum right first, and all
/// others put a header before the rest: one byte for the codec, two for the number of records, then the records.
public enum BatchExercise {
    /// How many records came out; nil if the bytes are no batch, or hold none.
    @discardableResult
    public static func run(_ input: [UInt8]) -> Int? {
        guard let mode = input.first else { return nil }
        var bytes = Array(input[1...])
        if mode > 1 { bytes = framed(bytes) }
        if mode > 0 { repair(&bytes) }
        decompress(bytes)
        guard let batch = try? RecordBatch(validating: bytes, maximumBytes: 1 << 20) else { return nil }
        precondition(batch.bytes == bytes && batch.recordCount > 0 && batch.endOffset > batch.baseOffset)
        guard let (storage, records) = try? batch.contents() else {
            precondition(batch.compressionCodec != 0, "what was checked can be read")
            return nil
        }
        precondition(storage.count <= max(LogLimits.maximumDecompressedBytes, bytes.count))
        precondition(records.count == batch.recordCount)
        check(records, batch, storage)
        return records.count
    }

    private static func framed(_ rest: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: BatchLayout.size)
        let codec = rest.first.map { $0 % 5 } ?? 0
        let count = rest.dropFirst().prefix(2).reduce(0) { $0 << 8 | Int($1) }
        bytes[BatchLayout.attributes.offset + 1] = codec
        store(UInt32(truncatingIfNeeded: count), BatchLayout.recordCount, &bytes)
        store(UInt32(truncatingIfNeeded: count - 1), BatchLayout.lastOffsetDelta, &bytes)
        return bytes + rest.dropFirst(3)
    }

    private static func repair(_ bytes: inout [UInt8]) {
        guard bytes.count >= BatchLayout.size else { return }
        store(UInt32(bytes.count - BatchLayout.bytesBeforeLength), BatchLayout.batchLength, &bytes)
        bytes[BatchLayout.magic.offset] = BatchLayout.currentMagic
        store(CRC32C.of(bytes[BatchLayout.attributes.offset...]), BatchLayout.checksum, &bytes)
    }

    private static func store(_ number: UInt32, _ field: LayoutField, _ bytes: inout [UInt8]) {
        for index in 0..<4 {
            bytes[field.offset + index] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * index))
        }
    }

    /// Every codec on the same bytes, with a limit that is soon reached.
    private static func decompress(_ bytes: [UInt8]) {
        let limit = 4096
        let body = bytes.dropFirst(min(BatchLayout.size, bytes.count))
        for codec in CompressionCodec.allCases {
            guard let result = try? codec.decompress(body, limit: limit) else { continue }
            precondition(result.count <= limit)
            precondition((try? codec.decompress(body, limit: result.count)) == result)
        }
    }

    private static func check(_ records: [Record], _ batch: RecordBatch, _ storage: [UInt8]) {
        var builder = RecordBatchBuilder(maximumBytes: LogLimits.maximumStoredBatchBytes)
        for (index, record) in records.enumerated() {
            precondition(record.offset == batch.baseOffset + Int64(index))
            for slice in [record.key, record.value] + record.headers.map(\.value) + record.headers.map(\.key) {
                precondition(slice.map { $0.startIndex >= 0 && $0.endIndex <= storage.count } ?? true)
            }
            do {
                try builder.append(
                    key: record.key, value: record.value, headers: record.headers, timestamp: record.timestamp)
            } catch {
                return
            }
        }
        let again = try? builder.finish().records()
        precondition(
            again?.map(\.key) == records.map(\.key) && again?.map(\.value) == records.map(\.value)
                && again?.map(\.headers) == records.map(\.headers)
                && again?.map(\.timestamp) == records.map(\.timestamp),
            "records are the same when they are written again")
    }
}
