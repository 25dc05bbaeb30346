/// Writes what `ChunkedValues` reads: values one after the other, in chunks that are compressed on their own.
///
/// A chunk ends with the value that makes it full, so that rows have chunks of like size whatever their lengths, and a
/// chunk is never larger than `fullBytes` and one value. Holds one chunk before compression, and all compressed ones.
public struct ChunkWriter {
    /// A chunk with so many bytes of values takes no more.
    public static let fullBytes = 64 << 10
    /// A chunk with so many values takes no more.
    public static let fullRows = 1 << 14
    /// Of so many bytes zstd has to save one for a chunk to be compressed.
    static let savedOneOf = 10

    private let compressor: ZstandardCompressor?
    private var values: [UInt8] = []
    private var lengths: [UInt32] = []
    private var prefixes: (least: UInt64, greatest: UInt64) = (.max, .min)
    private var firstRow = 0
    private var frame: [UInt8] = []
    private var directory = ByteWriter()
    private var chunks: [UInt8] = []

    /// A writer of compressed chunks, or of stored ones if `level` is nil. The reader needs the same dictionary.
    public init(level: Int?, dictionary: [UInt8] = []) {
        compressor = level.map { ZstandardCompressor(level: $0, dictionary: dictionary) }
    }

    /// Adds a row's value, of fewer than 2^31 bytes. Amortised O(length).
    public mutating func append(_ value: ByteString) {
        value.bytes.withUnsafeBytes { value in
            let prefix = ChunkRecord.prefix(value)
            prefixes = (min(prefixes.least, prefix), max(prefixes.greatest, prefix))
            add(value)
        }
    }

    /// Adds a row without value: it takes the place of an empty one, and does not count for the bounds.
    public mutating func appendNull() { add(UnsafeRawBufferPointer(start: nil, count: 0)) }

    private mutating func add(_ value: UnsafeRawBufferPointer) {
        precondition(value.count < Int(Int32.max), "a value of fewer than 2^31 bytes")
        values.append(contentsOf: value)
        lengths.append(UInt32(value.count))
        if values.count >= Self.fullBytes || lengths.count >= Self.fullRows { endChunk() }
    }

    /// The directory and the chunks' bytes of all values that were added. O(1).
    public mutating func finish() -> (directory: [UInt8], bytes: [UInt8]) {
        if !lengths.isEmpty { endChunk() }
        return (directory.bytes, chunks)
    }

    private mutating func endChunk() {
        let (least, greatest) = (lengths.min() ?? 0, lengths.max() ?? 0)
        let width = PackedIntegers.width(of: UInt64(greatest - least))
        chunks.append(contentsOf: BitPacker.pack(lengths.map { $0 - least }, width: width))
        let form = appendValues()
        let record = ChunkRecord(
            firstRow: UInt32(firstRow), valueBytes: UInt32(values.count), end: UInt64(chunks.count), leastLength: least,
            lengthWidth: UInt8(width), form: form, prefixes: prefixes)
        record.write(to: &directory)
        firstRow += lengths.count
        values.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        prefixes = (.max, .min)
    }

    private mutating func appendValues() -> ChunkRecord.Form {
        if let compressor {
            compressor.compress(values, into: &frame)
            if frame.count + values.count / Self.savedOneOf < values.count {
                chunks.append(contentsOf: frame)
                return .zstandard
            }
        }
        chunks.append(contentsOf: values)
        return .stored
    }
}
