/// Appends fixed-width numbers and byte strings to a growing buffer, in the byte order that each call names.
@frozen
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8]

    public init(reservingCapacity capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    public var count: Int { bytes.count }

    /// Appends the integer, least significant byte first.
    public mutating func writeLittleEndian<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends the integer, most significant byte first, as Kafka does.
    public mutating func writeBigEndian<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    public mutating func write(_ more: [UInt8]) { bytes.append(contentsOf: more) }
    public mutating func write(_ more: ArraySlice<UInt8>) { bytes.append(contentsOf: more) }

    /// Appends the text's UTF-8 bytes, without length or terminator.
    public mutating func write(utf8 text: String) { bytes.append(contentsOf: text.utf8) }

    /// Appends a zigzag variable-length integer (Protocol Buffers' `sint64`, Kafka's varint and varlong): 1 to 10 bytes.
    public mutating func writeVarint(_ number: Int64) {
        writeUnsignedVarint(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    /// Appends a base-128 variable-length integer: 1 to 10 bytes.
    public mutating func writeUnsignedVarint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Appends zeros until `count` is a multiple of `alignment`.
    public mutating func pad(toMultipleOf alignment: Int) {
        let excess = bytes.count % alignment
        if excess != 0 { bytes.append(contentsOf: repeatElement(0, count: alignment - excess)) }
    }

    /// Overwrites bytes that were written before; `offset + width` must not exceed `count`.
    public mutating func overwriteLittleEndian<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
        overwrite(number.littleEndian, at: offset)
    }

    /// Overwrites bytes that were written before; `offset + width` must not exceed `count`.
    public mutating func overwriteBigEndian<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
        overwrite(number.bigEndian, at: offset)
    }

    private mutating func overwrite<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
        precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= bytes.count, "overwrite stays inside")
        withUnsafeBytes(of: number) { source in
            for (index, byte) in source.enumerated() { bytes[offset + index] = byte }
        }
    }
}
