/// What the directory of chunked values says about one chunk.
struct ChunkRecord {
    /// How a chunk's values lie in it.
    enum Form: UInt8 {
        case stored = 0
        case zstandard = 1
    }

    /// Bytes of a record.
    static let byteCount = 40

    var firstRow: UInt32
    /// Bytes of all values of the chunk, before compression.
    var valueBytes: UInt32
    /// Where in the bytes of all chunks this one ends.
    var end: UInt64
    var leastLength: UInt32
    /// Bits of a packed length, which is counted from the least.
    var lengthWidth: UInt8
    /// The number of a `Form`.
    var form: UInt8
    /// Bounds of the values' prefixes; the least is greater than the greatest if there is none.
    var leastPrefix: UInt64
    var greatestPrefix: UInt64

    /// A value's first eight bytes, filled up with zeros, as a big-endian number: it ascends with the values.
    static func prefix(_ value: UnsafeRawBufferPointer) -> UInt64 {
        var prefix: UInt64 = 0
        for index in 0..<8 { prefix = prefix << 8 | (index < value.count ? UInt64(value[index]) : 0) }
        return prefix
    }

    func write(to writer: inout ByteWriter) {
        writer.writeLittleEndian(firstRow)
        writer.writeLittleEndian(valueBytes)
        writer.writeLittleEndian(end)
        writer.writeLittleEndian(leastLength)
        writer.writeLittleEndian(lengthWidth)
        writer.writeLittleEndian(form)
        writer.writeLittleEndian(UInt16(0))
        writer.writeLittleEndian(leastPrefix)
        writer.writeLittleEndian(greatestPrefix)
    }

    /// The record of a chunk in a directory that has it.
    init(_ chunk: Int, in directory: ByteRegion) {
        let offset = chunk * Self.byteCount
        firstRow = directory.load(at: offset)
        valueBytes = directory.load(at: offset + 4)
        end = directory.load(at: offset + 8)
        leastLength = directory.load(at: offset + 16)
        lengthWidth = directory.load(at: offset + 20)
        form = directory.load(at: offset + 21)
        leastPrefix = directory.load(at: offset + 24)
        greatestPrefix = directory.load(at: offset + 32)
    }

    init(
        firstRow: UInt32, valueBytes: UInt32, end: UInt64, leastLength: UInt32, lengthWidth: UInt8, form: Form,
        prefixes: (least: UInt64, greatest: UInt64)
    ) {
        (self.firstRow, self.valueBytes, self.end) = (firstRow, valueBytes, end)
        (self.leastLength, self.lengthWidth, self.form) = (leastLength, lengthWidth, form.rawValue)
        (leastPrefix, greatestPrefix) = prefixes
    }
}
