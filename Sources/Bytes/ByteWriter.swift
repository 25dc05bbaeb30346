/// Appends fixed-width numbers and byte strings to a growing buffer, in the byte order that each call names.
@frozen
public struct ByteWriter: Sendable {
    @usableFromInline var buffer: [UInt8]

    public init(reservingCapacity capacity: Int = 0) {
        buffer = []
        buffer.reserveCapacity(capacity)
    }

    /// Everything written so far.
    @inlinable
    public var bytes: [UInt8] { buffer }

    @inlinable
    public var count: Int { buffer.count }

    /// Appends the integer, least significant byte first.
    @inlinable
    public mutating func writeLittleEndian<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { buffer.append(contentsOf: $0) }
    }

    /// Appends the integer, most significant byte first, as Kafka does.
    @inlinable
    public mutating func writeBigEndian<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.bigEndian) { buffer.append(contentsOf: $0) }
    }

    public mutating func write(_ more: [UInt8]) { buffer.append(contentsOf: more) }
    public mutating func write(_ more: ArraySlice<UInt8>) { buffer.append(contentsOf: more) }

    /// Appends the text's UTF-8 bytes, without length or terminator.
    public mutating func write(utf8 text: String) { buffer.append(contentsOf: text.utf8) }

    /// Appends a zigzag variable-length integer (`sint64` of Protocol Buffers, varint and varlong of Kafka): 1 to 10
    /// bytes.
    public mutating func writeVarint(_ number: Int64) {
        writeUnsignedVarint(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    /// Appends a base-128 variable-length integer: 1 to 10 bytes.
    public mutating func writeUnsignedVarint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            buffer.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.append(UInt8(rest))
    }

    /// Appends zeros until `count` is a multiple of `alignment`.
    public mutating func pad(toMultipleOf alignment: Int) {
        let excess = buffer.count % alignment
        if excess != 0 { buffer.append(contentsOf: repeatElement(0, count: alignment - excess)) }
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
        precondition(offset >= 0 && offset <= buffer.count - MemoryLayout<Number>.size, "overwrite stays inside")
        withUnsafeBytes(of: number) { source in
            for (index, byte) in source.enumerated() { buffer[offset + index] = byte }
        }
    }
}
