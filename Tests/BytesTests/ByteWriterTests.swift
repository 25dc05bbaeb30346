import Bytes
import TestSupport
import Testing

@Suite struct ByteWriterTests {
    private enum Item: Equatable {
        case little(UInt64), big(Int32), small(Int8), varint(Int64), unsigned(UInt64), run([UInt8])

        init(_ random: inout SeededGenerator) {
            let wide = random.next() >> UInt64(random.below(64))
            switch random.below(6) {
            case 0: self = .little(wide)
            case 1: self = .big(Int32(truncatingIfNeeded: wide))
            case 2: self = .small(Int8(truncatingIfNeeded: wide))
            case 3: self = .varint(Int64(bitPattern: wide) &* (random.below(2) == 0 ? 1 : -1))
            case 4: self = .unsigned(wide)
            default: self = .run(random.bytes(random.below(20)))
            }
        }

        func write(to writer: inout ByteWriter) {
            switch self {
            case .little(let number): writer.writeLittleEndian(number)
            case .big(let number): writer.writeBigEndian(number)
            case .small(let number): writer.writeBigEndian(number)
            case .varint(let number): writer.writeVarint(number)
            case .unsigned(let number): writer.writeUnsignedVarint(number)
            case .run(let bytes): writer.write(bytes[...])
            }
        }

        func readBack(from reader: inout ByteReader) throws -> Item {
            switch self {
            case .little: .little(try reader.readLittleEndian())
            case .big: .big(try reader.readBigEndian())
            case .small: .small(try reader.readLittleEndian())
            case .varint: .varint(try reader.readVarint())
            case .unsigned: .unsigned(try reader.readUnsignedVarint())
            case .run(let bytes): .run(Array(try reader.read(count: bytes.count)))
            }
        }
    }

    @Test(arguments: seeds)
    func readersReadWhatWritersWrote(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let items = (0..<500).map { _ in Item(&random) }
        var writer = ByteWriter()
        for item in items { item.write(to: &writer) }
        var reader = ByteReader(([1, 2, 3] + writer.bytes)[3...])
        for item in items { #expect(try item.readBack(from: &reader) == item) }
        #expect(reader.isAtEnd)
    }

    @Test func overwritesInPlace() {
        var writer = ByteWriter(reservingCapacity: 16)
        writer.writeLittleEndian(UInt32(0))
        writer.writeBigEndian(UInt16(0))
        writer.write(utf8: "é")
        writer.overwriteLittleEndian(UInt32(0x0102_0304), at: 0)
        writer.overwriteBigEndian(UInt16(0x0506), at: 4)
        #expect(writer.bytes == [4, 3, 2, 1, 5, 6, 0xC3, 0xA9])
    }

    @Test func padsToMultiples() {
        var writer = ByteWriter()
        writer.pad(toMultipleOf: 8)
        #expect(writer.count == 0)
        writer.write([1])
        writer.pad(toMultipleOf: 8)
        writer.pad(toMultipleOf: 8)
        #expect(writer.bytes == [1, 0, 0, 0, 0, 0, 0, 0])
    }
}
