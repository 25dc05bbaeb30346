import CLZ4

/// A frame of LZ4, by its library.
enum LZ4Decompression {
    static func run(_ bytes: ArraySlice<UInt8>, _ limit: Int) throws(DecompressionError) -> [UInt8] {
        var context: OpaquePointer?
        let started = LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))
        guard LZ4F_isError(started) == 0, let context else { throw .malformed("lz4 does not start") }
        defer { LZ4F_freeDecompressionContext(context) }
        var output = DecompressedBytes(limit: limit, expecting: 4 * bytes.count)
        var position = bytes.startIndex
        // What the library expects to read next; 0 when the frame is whole.
        var expected = 1
        while expected != 0 {
            let before = (position, output.bytes.count)
            try output.append { room throws(DecompressionError) in
                var written = room.count
                var read = bytes.endIndex - position
                expected = bytes[position...].withUnsafeBytes {
                    LZ4F_decompress(context, room.baseAddress, &written, $0.baseAddress, &read, nil)
                }
                guard LZ4F_isError(expected) == 0 else {
                    throw .malformed(String(cString: LZ4F_getErrorName(expected)))
                }
                position += read
                return written
            }
            guard expected == 0 || before != (position, output.bytes.count) else {
                throw .malformed("the frame ends early")
            }
        }
        guard position == bytes.endIndex else { throw .malformed("\(bytes.endIndex - position) bytes after the frame") }
        return output.bytes
    }
}
