/// What a `ByteReader` found wrong; its caller adds file and section.
public enum ByteReaderError: Error, Equatable, Sendable {
    /// Fewer bytes are left than the value needs.
    case truncated(offset: Int, needed: Int, available: Int)
    /// A variable-length integer goes on for more than ten bytes or beyond 64 bits.
    case malformedVarint(offset: Int)
}

/// Reads fixed-width numbers and byte strings from bytes that are not trusted: every read is checked.
@frozen
public struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    /// Bytes consumed so far, counted from the start of what the reader was given.
    public private(set) var offset: Int

    public init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.offset = 0
    }

    /// Bytes not yet read.
    public var remaining: Int { bytes.count - offset }
    public var isAtEnd: Bool { remaining == 0 }

    public mutating func readLittleEndian<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(ByteReaderError) -> Number {
        Number(littleEndian: try load(type))
    }

    public mutating func readBigEndian<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(ByteReaderError) -> Number {
        Number(bigEndian: try load(type))
    }

    private mutating func load<Number: FixedWidthInteger>(_ type: Number.Type) throws(ByteReaderError) -> Number {
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

    /// A base-128 variable-length integer of at most ten bytes.
    public mutating func readUnsignedVarint() throws(ByteReaderError) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte: UInt8 = try readLittleEndian()
            guard shift < 63 || (shift == 63 && byte <= 1) else { throw .malformedVarint(offset: start) }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
    }

    private mutating func advance(by count: Int) throws(ByteReaderError) -> Int {
        guard count >= 0, count <= remaining else {
            throw .truncated(offset: offset, needed: count, available: remaining)
        }
        let start = offset
        offset += count
        return start
    }
}
