import CZstd

/// A frame of Zstandard whose size need not be known, by its library.
enum ZstandardDecompression {
    static func run(_ bytes: ArraySlice<UInt8>, _ limit: Int) throws(DecompressionError) -> [UInt8] {
        guard let context = ZSTD_createDCtx() else { throw .malformed("zstd does not start") }
        defer { ZSTD_freeDCtx(context) }
        var output = DecompressedBytes(limit: limit, expecting: 4 * bytes.count)
        var position = 0
        // What the library expects to read next; 0 when the frame is whole.
        var expected = 1
        while expected != 0 {
            let before = (position, output.bytes.count)
            try output.append { room throws(DecompressionError) in
                var target = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                expected = bytes.withUnsafeBytes { bytes in
                    var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: position)
                    let result = ZSTD_decompressStream(context, &target, &source)
                    position = source.pos
                    return result
                }
                guard ZSTD_isError(expected) == 0 else {
                    throw .malformed(String(cString: ZSTD_getErrorName(expected)))
                }
                return target.pos
            }
            guard expected == 0 || before != (position, output.bytes.count) else {
                throw .malformed("the frame ends early")
            }
        }
        guard position == bytes.count else { throw .malformed("\(bytes.count - position) bytes after the frame") }
        return output.bytes
    }
}
