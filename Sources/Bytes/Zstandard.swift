import CZstd

/// Zstandard, by the system's library: what this layer promises about it, and its errors.
///
/// The same bytes, level and dictionary give the same frame with the same version of the library, and maybe another
/// with another; every version decompresses all frames.
public enum Zstandard {
    /// The least and the greatest level that are used here; higher ones are slower and compress better.
    public static let levels = 1...19

    /// The library's version, such as `10504` for 1.5.4.
    public static var linkedVersion: Int { Int(ZSTD_versionNumber()) }

    /// The dictionary that the library makes of some samples, at most `capacity` bytes; nil if they are too few or have
    /// too little in common. `sizes` are the lengths of the samples, which lie in `samples` one after the other.
    ///
    /// The same samples give the same dictionary. Some 10 MB of samples per second.
    public static func trainDictionary(samples: [UInt8], sizes: [Int], capacity: Int) -> [UInt8]? {
        precondition(sizes.allSatisfy { $0 >= 0 } && sizes.reduce(0, +) == samples.count, "sizes of all samples")
        guard !sizes.isEmpty, sizes.count <= UInt32.max, capacity > 0 else { return nil }
        var isTrained = false
        let dictionary = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, used in
            let result = samples.withUnsafeBytes { samples in
                ZDICT_trainFromBuffer(buffer.baseAddress, capacity, samples.baseAddress, sizes, UInt32(sizes.count))
            }
            isTrained = ZDICT_isError(result) == 0
            used = isTrained ? result : 0
        }
        return isTrained ? dictionary : nil
    }
}

/// Why bytes could not be decompressed.
public enum ZstandardError: Error, Equatable, Sendable {
    /// The bytes are no frame, or a damaged one, or one for another dictionary; the library's words.
    case malformed(String)
    /// The frame holds another number of bytes than was stated.
    case wrongSize(expected: Int, found: Int)
    /// The bytes start like a dictionary of the library and are none.
    case malformedDictionary
}

/// Compresses one piece of bytes after the other, reusing the working memory of the first. For one thread.
public final class ZstandardCompressor {
    private let context: OpaquePointer
    private let dictionary: OpaquePointer?

    /// `dictionary` is what the decompressor will be given as well; empty for none.
    public init(level: Int, dictionary: [UInt8] = []) {
        precondition(Zstandard.levels.contains(level), "a level of the library")
        guard let context = ZSTD_createCCtx() else { preconditionFailure("memory for a compressor") }
        self.context = context
        let result = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
        precondition(ZSTD_isError(result) == 0, "the library knows the level")
        if dictionary.isEmpty {
            self.dictionary = nil
        } else {
            guard let prepared = ZSTD_createCDict(dictionary, dictionary.count, Int32(level)) else {
                preconditionFailure("a dictionary that was trained")
            }
            self.dictionary = prepared
            let result = ZSTD_CCtx_refCDict(context, prepared)
            precondition(ZSTD_isError(result) == 0, "the compressor takes a dictionary before its first bytes")
        }
    }

    deinit {
        ZSTD_freeCCtx(context)
        ZSTD_freeCDict(dictionary)
    }

    /// Replaces the contents of `output` by one frame with all of `bytes`. O(count).
    public func compress(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        let bound = ZSTD_compressBound(bytes.count)
        output.overwrite(count: bound, placeholder: 0) { _ in }
        let written = output.withUnsafeMutableBytes {
            ZSTD_compress2(context, $0.baseAddress, bound, bytes.baseAddress, bytes.count)
        }
        precondition(ZSTD_isError(written) == 0, "compression into a buffer of the bound's size succeeds")
        output.removeLast(bound - written)
    }

    /// Replaces the contents of `output` by one frame with all of `bytes`. O(count).
    public func compress(_ bytes: [UInt8], into output: inout [UInt8]) {
        bytes.withUnsafeBytes { compress($0, into: &output) }
    }
}

/// A dictionary prepared for decompression; any number of threads may use it.
public final class ZstandardDictionary: @unchecked Sendable {
    // Sendable because the library only reads what was prepared.
    fileprivate let prepared: OpaquePointer

    /// Bytes from `Zstandard.trainDictionary`, or from anywhere. They are copied.
    public init(_ bytes: [UInt8]) throws(ZstandardError) {
        guard !bytes.isEmpty, let prepared = ZSTD_createDDict(bytes, bytes.count) else { throw .malformedDictionary }
        self.prepared = prepared
    }

    deinit { ZSTD_freeDDict(prepared) }
}

/// Decompresses one frame after the other, reusing the working memory of the first. For one thread.
public final class ZstandardDecompressor {
    private let context: OpaquePointer

    public init() {
        guard let context = ZSTD_createDCtx() else { preconditionFailure("memory for a decompressor") }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Fills `output` with what the frame in `bytes` holds, which must be exactly as much as fits.
    ///
    /// The bytes may be anything: no more than `output` is written, whatever size the frame claims. O(output).
    public func decompress(
        _ bytes: UnsafeRawBufferPointer, filling output: UnsafeMutableRawBufferPointer,
        dictionary: ZstandardDictionary? = nil
    ) throws(ZstandardError) {
        try check(decompressed(bytes, output, dictionary), expected: output.count)
    }

    /// What the frame in `bytes` holds, which must be exactly `count` bytes.
    ///
    /// The bytes may be anything: no more than `count` bytes are allocated. O(count).
    public func decompress(
        _ bytes: [UInt8], count: Int, dictionary: ZstandardDictionary? = nil
    ) throws(ZstandardError) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: count)
        let result = bytes.withUnsafeBytes { bytes in
            output.withUnsafeMutableBytes { decompressed(bytes, $0, dictionary) }
        }
        try check(result, expected: count)
        return output
    }

    /// What the library returns: the number of bytes, or an error.
    private func decompressed(
        _ bytes: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ dictionary: ZstandardDictionary?
    ) -> Int {
        defer { withExtendedLifetime(dictionary) {} }
        return ZSTD_decompress_usingDDict(
            context, output.baseAddress, output.count, bytes.baseAddress, bytes.count, dictionary?.prepared)
    }

    private func check(_ result: Int, expected: Int) throws(ZstandardError) {
        guard ZSTD_isError(result) == 0 else { throw .malformed(String(cString: ZSTD_getErrorName(result))) }
        guard result == expected else { throw .wrongSize(expected: expected, found: result) }
    }
}

extension ZstandardDecompressor {
    /// Decompressors at rest. One is made when all are taken, and let go when this many rest already.
    private static let resting = Monitor<[ZstandardDecompressor]>([])
    private static let mostResting = 8

    /// One that rests, or a new one.
    static func taken() -> ZstandardDecompressor { resting.withLock { $0.popLast() } ?? ZstandardDecompressor() }

    /// Lets others take it; the caller must not use it any more.
    func putBack() { Self.resting.withLock { if $0.count < Self.mostResting { $0.append(self) } } }
}
