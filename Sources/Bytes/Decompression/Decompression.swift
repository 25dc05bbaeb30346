/// The codecs in which Kafka's producers compress record batches, by their numbers in a batch's attributes.
public enum CompressionCodec: Int, CaseIterable, Sendable {
    case gzip = 1
    case snappy = 2
    case lz4 = 3
    case zstandard = 4
}

/// Why bytes could not be decompressed.
public enum DecompressionError: Error, Equatable, Sendable {
    /// The bytes are not what the codec makes, or are damaged.
    case malformed(String)
    /// They hold more than the limit, in bytes.
    case tooLarge(limit: Int)
}

extension CompressionCodec {
    /// What `bytes` hold: one stream of the codec, all of it.
    ///
    /// The bytes may be anything. No more than `limit` bytes come out, and the memory that is used grows with what
    /// comes out, not with what the bytes claim. O(output).
    public func decompress(_ bytes: ArraySlice<UInt8>, limit: Int) throws(DecompressionError) -> [UInt8] {
        switch self {
        case .gzip: try GzipDecompression.run(bytes, limit)
        case .snappy: try SnappyDecompression.run(bytes, limit)
        case .lz4: try LZ4Decompression.run(bytes, limit)
        case .zstandard: try ZstandardDecompression.run(bytes, limit)
        }
    }
}

/// Bytes that come out of a stream piece by piece, up to a limit.
struct DecompressedBytes {
    private(set) var bytes: [UInt8] = []
    private let limit: Int
    /// Bytes that are asked of a library at a time.
    static let pieceBytes = 64 << 10

    init(limit: Int, expecting count: Int) {
        self.limit = limit
        bytes.reserveCapacity(min(limit, count))
    }

    /// Lets `fill` write at the end; it returns how much it wrote. One byte more than the limit may be written, which
    /// shows that there is more.
    mutating func append(
        _ fill: (UnsafeMutableRawBufferPointer) throws(DecompressionError) -> Int
    ) throws(DecompressionError) {
        let start = bytes.count
        let room = min(Self.pieceBytes, limit + 1 - start)
        guard room > 0 else { throw .tooLarge(limit: limit) }
        bytes.append(contentsOf: repeatElement(0, count: room))
        var outcome: Result<Int, DecompressionError> = .success(0)
        bytes.withUnsafeMutableBytes { buffer in
            do throws(DecompressionError) {
                outcome = .success(try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[start...])))
            } catch {
                outcome = .failure(error)
            }
        }
        let written = try outcome.get()
        bytes.removeLast(room - written)
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
    }
}
