import Bytes
import Log
import TestSupport
import Testing

@Suite struct RecordBatchTests {
    /// Built by kafka-python 3.0.12 (`DefaultRecordBatchBuilder`, magic 2, no compression, no producer id).
    static let fromKafkaClient = """
        00000000000000000000006b0000000002a61d3c550000000000020000018bcfe568000000018bcfe56807ffffffffffffffffffff\
        ffffffff00000003240000000a6b65792d310e7b226e223a317d0036000e02010a706c61696e040a74726163650400010a656d7074\
        79011400130408676f6e650100
        """

    static func decodeHex(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }

    /// The same three records that the Kafka client was given.
    static func sampleBuilder() throws -> RecordBatchBuilder {
        var builder = RecordBatchBuilder()
        try builder.append(key: bytes("key-1"), value: bytes("{\"n\":1}"), timestamp: 1_700_000_000_000)
        try builder.append(
            key: nil, value: bytes("plain"),
            headers: [
                RecordHeader(key: bytes("trace"), value: [0, 1]), RecordHeader(key: bytes("empty"), value: nil),
            ], timestamp: 1_700_000_000_007)
        try builder.append(key: bytes("gone"), value: nil, timestamp: 1_699_999_999_990)
        return builder
    }

    @Test func aKafkaClientsBatchIsRead() throws {
        let batch = try RecordBatch(validating: Self.decodeHex(Self.fromKafkaClient))
        #expect(batch.baseOffset == 0 && batch.recordCount == 3 && batch.lastOffset == 2 && batch.endOffset == 3)
        #expect(batch.baseTimestamp == 1_700_000_000_000 && batch.maxTimestamp == 1_700_000_000_007)
        #expect(batch.producerID == -1 && batch.producerEpoch == -1 && batch.baseSequence == -1)
        #expect(batch.compressionCodec == 0 && !batch.isTransactional && !batch.hasAppendTime)
        let expected = [
            Record(key: bytes("key-1"), value: bytes("{\"n\":1}"), timestamp: 1_700_000_000_000, offset: 0),
            Record(
                key: nil, value: bytes("plain"),
                headers: [
                    RecordHeader(key: bytes("trace"), value: [0, 1]), RecordHeader(key: bytes("empty"), value: nil),
                ], timestamp: 1_700_000_000_007, offset: 1),
            Record(key: bytes("gone"), value: nil, timestamp: 1_699_999_999_990, offset: 2),
        ]
        #expect(try batch.records() == expected)
    }

    @Test func theBuilderWritesWhatAKafkaClientWrites() throws {
        let builder = try Self.sampleBuilder()
        #expect(builder.recordCount == 3 && builder.byteCount == 119)
        #expect(builder.finish().bytes == Self.decodeHex(Self.fromKafkaClient))
    }

    /// Lengths around the steps of variable-length integers, and times at both ends of their range.
    @Test(arguments: [0, 1, 63, 64, 65, 8191, 8192, 150_000])
    func lengthsSurvive(length: Int) throws {
        var builder = RecordBatchBuilder()
        let blob = [UInt8](repeating: 0xA5, count: length)
        for timestamp in [0, 1, -1, Int64.max, Int64.min + 1, 1 << 33] {
            try builder.append(key: blob[...], value: blob[...], timestamp: timestamp)
        }
        let batch = try RecordBatch(validating: builder.finish().bytes)
        let records = try batch.records()
        #expect(records.map(\.timestamp) == [0, 1, -1, Int64.max, Int64.min + 1, 1 << 33])
        #expect(records.allSatisfy { $0.key == blob[...] && $0.value == blob[...] })
        #expect(batch.maxTimestamp == Int64.max)
    }

    @Test func aTimestampTooFarFromTheFirstIsRefused() throws {
        var builder = RecordBatchBuilder()
        try builder.append(key: nil, value: nil, timestamp: 1)
        #expect(throws: LogError.self) { try builder.append(key: nil, value: nil, timestamp: Int64.min) }
        #expect(try builder.finish().records().count == 1)
    }

    @Test func theLimitIsExact() throws {
        let record = bytes("0123456789")
        var probe = RecordBatchBuilder()
        try probe.append(key: nil, value: record, timestamp: 5)
        let size = probe.byteCount
        for (limit, fits) in [(size - 1, false), (size, true), (size + 1, true)] {
            var builder = RecordBatchBuilder(maximumBytes: limit)
            if fits {
                try builder.append(key: nil, value: record, timestamp: 5)
            } else {
                #expect(throws: LogError.batchTooLarge(bytes: size, limit: limit)) {
                    try builder.append(key: nil, value: record, timestamp: 5)
                }
                #expect(builder.isEmpty && builder.byteCount == 61)
            }
        }
        let bytes = probe.finish().bytes
        #expect(throws: LogError.batchTooLarge(bytes: size, limit: size - 1)) {
            try RecordBatch(validating: bytes, maximumBytes: size - 1)
        }
    }

    /// The records of the sample by each codec, as clients compress them (made with Python's cramjam).
    static let compressed: [(codec: Int, hex: String)] = [
        (
            1,
            """
            1f8b080000000000020353616060e0ca4eadd435e4ab56ca53b232ac653063e06362e42ac849cccc63e12a294a4c4e65\
            6160e44acd2d28a96414611066e148cfcf4b656400008d4b061c3a000000
            """
        ),
        (
            2,
            """
            3ae4240000000a6b65792d310e7b226e223a317d0036000e02010a706c61696e040a74726163650400010a656d707479\
            011400130408676f6e650100
            """
        ),
        (
            2,
            """
            82534e415050590000000001000000010000003c3ae4240000000a6b65792d310e7b226e223a317d0036000e02010a70\
            6c61696e040a74726163650400010a656d707479011400130408676f6e650100
            """
        ),
        (
            3,
            """
            04224d185440ae3a000080240000000a6b65792d310e7b226e223a317d0036000e02010a706c61696e040a7472616365\
            0400010a656d707479011400130408676f6e650100e6ee803a00000000e6ee803a
            """
        ),
        (
            4,
            """
            28b52ffd203ad10100240000000a6b65792d310e7b226e223a317d0036000e02010a706c61696e040a74726163650400\
            010a656d707479011400130408676f6e650100
            """
        ),
    ]

    @Test func compressedRecordsAreRead() throws {
        let plain = try RecordBatch(validating: Self.decodeHex(Self.fromKafkaClient)).records()
        for (codec, hex) in Self.compressed {
            let batch = try RecordBatch(validating: Self.rewritten { Self.compress(&$0, codec, Self.decodeHex(hex)) })
            #expect(batch.compressionCodec == codec)
            #expect(try batch.records() == plain, "codec \(codec)")
        }
    }

    @Test func compressedRecordsThatAreDamagedAreAnError() throws {
        for (codec, hex) in Self.compressed {
            for place in Self.decodeHex(hex).indices {
                for change in [UInt8(0xFF), 1, 0x80] {
                    var damaged = Self.decodeHex(hex)
                    damaged[place] ^= change
                    let batch = try RecordBatch(validating: Self.rewritten { Self.compress(&$0, codec, damaged) })
                    do throws(LogError) { _ = try batch.records() } catch {
                        #expect(error.code == "UNDECODABLE_BATCH")
                    }
                }
                let short = Array(Self.decodeHex(hex)[..<place])
                let batch = try RecordBatch(validating: Self.rewritten { Self.compress(&$0, codec, short) })
                #expect(throws: LogError.self, "codec \(codec), \(place) bytes") { try batch.records() }
            }
        }
    }

    static func compress(_ batch: inout [UInt8], _ codec: Int, _ records: [UInt8]) {
        batch.replaceSubrange(61..., with: records)
        batch[22] = UInt8(codec)
        let length = batch.count - 12
        for byte in 0..<4 { batch[8 + byte] = UInt8(truncatingIfNeeded: length >> (24 - 8 * byte)) }
    }

    @Test func appendTimeIsTheTimeOfEveryRecord() throws {
        let batch = try RecordBatch(validating: Self.rewritten { $0[22] = 8 })
        #expect(try batch.records().allSatisfy { $0.timestamp == 1_700_000_000_007 })
    }

    /// The sample with a change, and its checksum made right again.
    static func rewritten(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes = decodeHex(fromKafkaClient)
        change(&bytes)
        withChecksum(&bytes)
        return bytes
    }

    static func withChecksum(_ bytes: inout [UInt8]) {
        guard bytes.count > 21 else { return }
        let checksum = CRC32C.of(bytes[21...])
        for byte in 0..<4 { bytes[17 + byte] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * byte)) }
    }

    /// Each change makes a well-known rule untrue; the checksum is right each time.
    @Test func malformedBatchesAreRefused() {
        let changes: [(String, (inout [UInt8]) -> Void)] = [
            ("negative base offset", { $0[0] = 0x80 }),
            (
                "base offset overflows",
                {
                    for index in 1..<8 { $0[index] = 0xFF }; $0[0] = 0x7F
                }
            ),
            ("length too small", { $0[11] -= 1 }), ("length too great", { $0[11] += 1 }),
            ("negative length", { $0[8] = 0xFF }),
            ("magic 1", { $0[16] = 1 }), ("magic 3", { $0[16] = 3 }),
            ("codec 5", { $0[22] = 5 }), ("control batch", { $0[22] = 0x20 }),
            (
                "no records",
                {
                    $0[60] = 0; for index in 23..<27 { $0[index] = 0xFF }
                }
            ),
            ("delta and count differ", { $0[26] = 3 }),
            (
                "more records than bytes",
                {
                    $0[58] = 1; $0[24] = 1
                }
            ),
            (
                "fewer records than there are",
                {
                    $0[60] = 2; $0[26] = 1
                }
            ),
            ("record too long", { $0[61] = 0x7E }), ("record too short", { $0[61] = 0x22 }),
            ("negative record length", { $0[61] = 0x01 }),
            ("offset delta wrong", { $0[64] = 2 }),
            ("key length beyond the record", { $0[65] = 0x40 }),
            ("key length below null", { $0[65] = 0x03 }),
            ("header count beyond the record", { $0[79] = 0x02 }),
            ("varint without end", { for index in 62..<79 { $0[index] = 0xFF } }),
        ]
        for (name, change) in changes {
            #expect(throws: LogError.self, "\(name)") { try RecordBatch(validating: Self.rewritten(change)) }
        }
        #expect(throws: LogError.self) { try RecordBatch(validating: []) }
    }

    @Test func everyFlippedBitUnderKafkasChecksumIsFound() throws {
        let good = Self.decodeHex(Self.fromKafkaClient)
        for bit in 17 * 8..<good.count * 8 {
            var bad = good
            bad[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: LogError.self) { try RecordBatch(validating: bad) }
        }
    }

    /// Bytes that were damaged at random and given a right checksum: either an error or a batch that can be read.
    @Test(arguments: seeds(50, debug: 4)) func hostileBatchesNeverTrap(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var (accepted, refused) = (0, 0)
        for _ in 0..<1000 {
            var bytes = Self.decodeHex(Self.fromKafkaClient)
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] =
                    [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            if bytes.count > 11, Bool.random(using: &random) {
                let length = bytes.count - 12
                for byte in 0..<4 { bytes[8 + byte] = UInt8(truncatingIfNeeded: length >> (24 - 8 * byte)) }
            }
            Self.withChecksum(&bytes)
            do throws(LogError) {
                let batch = try RecordBatch(validating: bytes)
                accepted += 1
                if batch.compressionCodec == 0 {
                    #expect(try batch.records().count == batch.recordCount, "seed \(seed)")
                }
            } catch {
                refused += 1
                #expect(error.code == "MALFORMED_BATCH", "seed \(seed): \(error)")
            }
        }
        #expect(accepted > 0 && refused > 0, "seed \(seed): \(accepted) accepted, \(refused) refused")
    }
}
