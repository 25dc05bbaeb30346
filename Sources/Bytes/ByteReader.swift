/// What a `ByteReader` found wrong; its caller adds file and section.
public enum ByteReaderError: Error, Equatable, Sendable {
    /// Fewer bytes are left than the value needs.
    case truncated(offset: Int, needed: Int, available: Int)
    /// A variable-length integer goes on for more than ten bytes or beyond 64 bits.
    case malformedVarint(offset: Int)
}

/// Reads fixed-width numbers and byte strings from bytes that are not trusted: every read is checked.
///
/// A read that throws leaves the reader where it was.
@frozen
public struct ByteReader: Sendable {
    @usableFromInline let bytes: ArraySlice<UInt8>
    @usableFromInline var position: Int

    public init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.position = 0
    }

    /// Bytes consumed so far, counted from the start of what the reader was given.
    @inlinable
    public var offset: Int { position }

    /// Bytes not yet read.
    @inlinable
    public var remaining: Int { bytes.count - position }

    @inlinable
    public var isAtEnd: Bool { remaining == 0 }

    @inlinable
    public mutating func readLittleEndian<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(ByteReaderError) -> Number {
        Number(littleEndian: try load(type))
    }

    @inlinable
    public mutating func readBigEndian<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(ByteReaderError) -> Number {
        Number(bigEndian: try load(type))
    }

    @inlinable
    mutating func load<Number: FixedWidthInteger>(_ type: Number.Type) throws(ByteReaderError) -> Number {
        let start = try advance(by: MemoryLayout<Number>.size)
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: type) }
    }

    /// The next `count` bytes, as a slice of the same storage. O(1).
    public mutating func read(count: Int) throws(ByteReaderError) -> ArraySlice<UInt8> {
        let start = bytes.startIndex + (try advance(by: count))
        return bytes[start..<start + count]
    }

    /// Passes over `count` bytes.
    public mutating func skip(_ count: Int) throws(ByteReaderError) {
        _ = try advance(by: count)
    }

    /// A zigzag variable-length integer of at most ten bytes.
    public mutating func readVarint() throws(ByteReaderError) -> Int64 {
        let raw = try readUnsignedVarint()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    /// A base-128 variable-length integer of at most ten bytes. Trailing zero groups are accepted, as Kafka does.
    public mutating func readUnsignedVarint() throws(ByteReaderError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var next = bytes.startIndex + position
        while next < bytes.endIndex {
            let byte = bytes[next]
            guard shift < 63 || byte <= 1 else { throw .malformedVarint(offset: position) }
            value |= UInt64(byte & 0x7F) << shift
            next += 1
            if byte & 0x80 == 0 {
                position = next - bytes.startIndex
                return value
            }
            shift += 7
        }
        throw .truncated(offset: position, needed: remaining + 1, available: remaining)
    }

    @inlinable
    mutating func advance(by count: Int) throws(ByteReaderError) -> Int {
        guard count >= 0, count <= remaining else {
            throw .truncated(offset: position, needed: count, available: remaining)
        }
        let start = position
        position += count
        return start
    }
}
