import Bytes
import TestSupport
import Testing

@Suite struct ByteReaderTests {
    @Test func readsFixedWidthsInBothOrders() throws {
        var reader = ByteReader([1, 2, 3, 4, 0xFF, 0xFE, 0x80])
        #expect(try reader.readLittleEndian(UInt16.self) == 0x0201)
        #expect(try reader.readBigEndian(UInt16.self) == 0x0304)
        #expect(try reader.readBigEndian(Int16.self) == -2)
        #expect(try reader.readLittleEndian(Int8.self) == -128)
        #expect(reader.isAtEnd)
    }

    /// A slice keeps its own indices: offsets count from its start, and nothing before it can be read.
    @Test func readsSlicesFromTheirStart() throws {
        let bytes: [UInt8] = [9, 9, 9, 1, 0, 0, 0, 7, 8, 5, 9]
        var reader = ByteReader(bytes[3..<10])
        #expect(reader.remaining == 7)
        #expect(try reader.readLittleEndian(UInt32.self) == 1)
        let part = try reader.read(count: 2)
        #expect(part == [7, 8] && part.startIndex == 7)
        #expect(reader.offset == 6)
        #expect(try reader.readUnsignedVarint() == 5)
        #expect(throws: ByteReaderError.truncated(offset: 7, needed: 1, available: 0)) {
            try reader.readLittleEndian(UInt8.self)
        }
    }

    @Test(arguments: [Int.min, -1, 4, Int.max])
    func refusesHostileCounts(_ count: Int) {
        var reader = ByteReader([1, 2, 3])
        let error = ByteReaderError.truncated(offset: 0, needed: count, available: 3)
        #expect(throws: error) { try reader.read(count: count) }
        #expect(throws: error) { try reader.skip(count) }
        #expect(reader.offset == 0)
    }

    @Test func refusesHostileCountsAfterProgress() throws {
        var reader = ByteReader([1, 2, 3])
        try reader.skip(2)
        #expect(throws: ByteReaderError.truncated(offset: 2, needed: .max, available: 1)) {
            try reader.read(count: .max)
        }
        #expect(throws: ByteReaderError.truncated(offset: 2, needed: 8, available: 1)) {
            try reader.readBigEndian(UInt64.self)
        }
        #expect(reader.offset == 2)
    }

    static let varints: [(UInt64, [UInt8])] = [
        (0, [0]), (1, [1]), (127, [0x7F]), (128, [0x80, 1]), (300, [0xAC, 2]),
        (1 << 56, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]),
        (.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
    ]

    @Test(arguments: varints.indices)
    func unsignedVarintsHaveTheirPublishedForm(_ index: Int) throws {
        let (number, bytes) = Self.varints[index]
        var writer = ByteWriter()
        writer.writeUnsignedVarint(number)
        #expect(writer.bytes == bytes)
        var reader = ByteReader(bytes)
        #expect(try reader.readUnsignedVarint() == number)
        #expect(reader.isAtEnd)
        for length in 0..<bytes.count {
            var truncated = ByteReader(bytes[..<length])
            #expect(throws: ByteReaderError.truncated(offset: 0, needed: length + 1, available: length)) {
                try truncated.readUnsignedVarint()
            }
            #expect(truncated.offset == 0)
        }
    }

    @Test func zigzagFollowsProtocolBuffers() throws {
        for (number, bytes) in [(0, [0]), (-1, [1]), (1, [2]), (-64, [127]), (64, [128, 1])] as [(Int64, [UInt8])] {
            var writer = ByteWriter()
            writer.writeVarint(number)
            #expect(writer.bytes == bytes)
        }
    }

    @Test(arguments: [
        [UInt8](repeating: 0xFF, count: 10) + [0],  // bits beyond 64
        [UInt8](repeating: 0x80, count: 9) + [2],  // bit 64
        [UInt8](repeating: 0x80, count: 10) + [1],  // an eleventh byte
        [UInt8](repeating: 0x80, count: 20),
    ])
    func refusesOverlongVarints(_ bytes: [UInt8]) throws {
        var reader = ByteReader([7] + bytes)
        try reader.skip(1)
        #expect(throws: ByteReaderError.malformedVarint(offset: 1)) { try reader.readUnsignedVarint() }
        #expect(throws: ByteReaderError.malformedVarint(offset: 1)) { try reader.readVarint() }
        #expect(reader.offset == 1)
    }

    /// Whatever the bytes are, every read answers or throws, and never passes the end.
    @Test(arguments: seeds)
    func arbitraryBytesNeverTrap(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var reader = ByteReader(random.bytes(random.below(24)))
            for _ in 0..<12 {
                switch random.below(5) {
                case 0: _ = try? reader.readVarint()
                case 1: _ = try? reader.readLittleEndian(UInt64.self)
                case 2: _ = try? reader.readBigEndian(Int32.self)
                case 3: _ = try? reader.read(count: Int(truncatingIfNeeded: random.next()))
                default: try? reader.skip(random.below(6) - 1)
                }
                #expect(reader.remaining >= 0)
            }
        }
    }
}
