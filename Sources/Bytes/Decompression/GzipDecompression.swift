import CZlib

/// A gzip stream (RFC 1952), by zlib.
enum GzipDecompression {
    /// Accepts the header of gzip, and of zlib, with a window of any size.
    private static let anyWindow: Int32 = 15 + 32

    static func run(_ bytes: ArraySlice<UInt8>, _ limit: Int) throws(DecompressionError) -> [UInt8] {
        var stream = z_stream()
        let started = inflateInit2_(&stream, anyWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard started == Z_OK else { throw .malformed("zlib does not start: \(started)") }
        defer { inflateEnd(&stream) }
        guard let available = UInt32(exactly: bytes.count) else { throw .tooLarge(limit: limit) }
        var output = DecompressedBytes(limit: limit, expecting: 4 * bytes.count)
        var input = Array(bytes)
        let failure = input.withUnsafeMutableBufferPointer { buffer -> DecompressionError? in
            stream.next_in = buffer.baseAddress
            stream.avail_in = available
            do throws(DecompressionError) {
                while try inflateSome(&stream, &output) {}
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
        guard stream.avail_in == 0 else { throw .malformed("\(stream.avail_in) bytes after the stream") }
        return output.bytes
    }

    /// False at the end of the stream.
    private static func inflateSome(
        _ stream: inout z_stream, _ output: inout DecompressedBytes
    ) throws(DecompressionError) -> Bool {
        var status = Z_OK
        try output.append { room throws(DecompressionError) in
            stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.avail_out = UInt32(clamping: room.count)
            status = inflate(&stream, Z_NO_FLUSH)
            guard status == Z_OK || status == Z_STREAM_END else {
                throw .malformed(stream.msg.map { String(cString: $0) } ?? "zlib says \(status)")
            }
            return room.count - Int(stream.avail_out)
        }
        return status != Z_STREAM_END
    }
}
