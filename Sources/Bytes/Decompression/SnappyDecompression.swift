import CSnappy

/// Snappy, by its library: one block, as librdkafka writes it, or the blocks of Java's `SnappyOutputStream`, each
/// behind its length.
enum SnappyDecompression {
    private static let streamMagic: [UInt8] = [0x82] + Array("SNAPPY".utf8) + [0]
    /// Magic, version, and oldest version that can read it.
    private static let streamHeaderBytes = 16

    static func run(_ bytes: ArraySlice<UInt8>, _ limit: Int) throws(DecompressionError) -> [UInt8] {
        var output: [UInt8] = []
        guard bytes.starts(with: streamMagic) else {
            try append(bytes, to: &output, limit)
            return output
        }
        var reader = ByteReader(bytes)
        do {
            try reader.skip(streamHeaderBytes)
            while !reader.isAtEnd {
                let count = try reader.readBigEndian(UInt32.self)
                try append(try reader.read(count: Int(count)), to: &output, limit)
            }
        } catch let error as DecompressionError {
            throw error
        } catch {
            throw .malformed("the stream of blocks ends early")
        }
        return output
    }

    private static func append(
        _ block: ArraySlice<UInt8>, to output: inout [UInt8], _ limit: Int
    ) throws(DecompressionError) {
        var count = 0
        let isKnown = block.withUnsafeBytes { block in
            snappy_uncompressed_length(block.baseAddress, block.count, &count) == SNAPPY_OK
        }
        guard isKnown else { throw .malformed("a block without a length") }
        guard count <= limit - output.count else { throw .tooLarge(limit: limit) }
        // A byte of a block stands for at most 64 bytes (the longest copy takes three), whatever the block claims.
        guard count <= 64 * block.count else { throw .malformed("a block of \(block.count) bytes claims \(count)") }
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: count))
        let isWhole = block.withUnsafeBytes { block in
            output.withUnsafeMutableBytes { buffer in
                var room = count
                let target = UnsafeMutableRawBufferPointer(rebasing: buffer[start...]).baseAddress
                let status = snappy_uncompress(block.baseAddress, block.count, target, &room)
                return status == SNAPPY_OK && room == count
            }
        }
        guard isWhole else { throw .malformed("a damaged block") }
    }
}
