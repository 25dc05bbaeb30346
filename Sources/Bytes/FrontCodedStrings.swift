/// Strictly ascending byte strings in blocks of 16, each but a block's first without the prefix that it shares with the
/// one before it ("front coding": Witten, Moffat and Bell, Managing Gigabytes, section 4.1).
///
/// A block is its first string's length and bytes, then for each other string the length of the shared prefix, the
/// length of the rest, and the rest. Lengths are base-128 variable-length integers in their shortest form. A packed
/// list tells where each block starts.
///
/// A view of stored bytes, all of which were found well-formed when it was made.
public struct FrontCodedStrings: Sendable {
    /// Strings in a block; the last one may have fewer.
    public static let blockCount = 16

    public let count: Int
    /// Bytes of the longest string, 0 if there is none.
    public let longest: Int
    /// Bytes of all strings together, as they are when decoded.
    public let decodedByteCount: Int
    private let starts: PackedIntegers
    private let bytes: ByteRegion

    /// Why stored bytes are no list of front-coded strings.
    public enum Malformation: Error, Equatable, Sendable {
        /// A block's start is not where the block before it ends, or the last block does not end with the bytes.
        case wrongStart(block: Int)
        /// A length goes beyond the bytes, beyond the limit, or is not in its shortest form.
        case wrongLength(string: Int)
        /// A string does not sort after the one before it, or shares more with it than its length says.
        case notAscending(string: Int)
        /// The strings together are longer than the limit.
        case tooLong
    }

    /// How many blocks some strings take.
    public static func blocks(count: Int) -> Int { (count + blockCount - 1) / blockCount }

    /// `count` strings in all of `bytes`; `starts` has one entry for each block. No string may have more than
    /// `longestAllowed` bytes, nor all of them together more than `limit`. O(decoded bytes).
    public init(
        count: Int, starts: PackedIntegers, bytes: ByteRegion, longestAllowed: Int, limit: Int
    ) throws(Malformation) {
        precondition(count >= 0 && starts.count == Self.blocks(count: count), "a start for each block")
        self.count = count
        self.starts = starts
        self.bytes = bytes
        var validator = Validator(longestAllowed: longestAllowed, limit: limit)
        if let problem = bytes.withUnsafeBytes({ validator.validate($0, starts, count) }) { throw problem }
        (longest, decodedByteCount) = (validator.longest, validator.total)
    }

    /// A copy of one string. O(length of the strings before it in its block).
    public subscript(index: Int) -> ByteString {
        precondition(index >= 0 && index < count, "index inside the strings")
        return withBuffer { bytes, buffer in
            var cursor = start(of: index / Self.blockCount, bytes)
            var length = cursor.copyHead(to: buffer)
            for _ in 0..<index % Self.blockCount { length = cursor.copyTail(to: buffer) }
            return ByteString(Array(UnsafeRawBufferPointer(start: buffer, count: length)))
        }
    }

    /// Copies of all strings. O(decoded bytes).
    public func decoded() -> [ByteString] {
        var strings: [ByteString] = []
        strings.reserveCapacity(count)
        if count == 0 { return strings }
        withBuffer { bytes, buffer in
            var cursor = start(of: 0, bytes)
            for index in 0..<count {
                let isHead = index % Self.blockCount == 0
                let length = isHead ? cursor.copyHead(to: buffer) : cursor.copyTail(to: buffer)
                strings.append(ByteString(Array(UnsafeRawBufferPointer(start: buffer, count: length))))
            }
        }
        return strings
    }

    /// Runs `body` on the stored bytes and memory for the longest string.
    @inline(__always)
    private func withBuffer<Result>(_ body: (UnsafeRawBufferPointer, UnsafeMutableRawPointer) -> Result) -> Result {
        withUnsafeTemporaryAllocation(byteCount: max(longest, 1), alignment: 8) { buffer in
            bytes.withUnsafeBytes { body($0, buffer.baseAddress!) }
        }
    }

    func start(of block: Int, _ bytes: UnsafeRawBufferPointer) -> FrontCodedCursor {
        FrontCodedCursor(next: bytes.baseAddress! + Int(starts[block]))
    }

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { bytes.withUnsafeBytes(body) }
}

/// A place in front-coded strings that were validated: it follows lengths without checking them.
struct FrontCodedCursor {
    private(set) var next: UnsafeRawPointer

    init(next: UnsafeRawPointer) { self.next = next }

    @inline(__always)
    mutating func length() -> Int {
        let first = next.load(as: UInt8.self)
        next += 1
        return first < 0x80 ? Int(first) : longLength(Int(first & 0x7F))
    }

    private mutating func longLength(_ low: Int) -> Int {
        var (value, shift) = (low, 7)
        while true {
            let byte = next.load(as: UInt8.self)
            next += 1
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    /// The next `count` bytes.
    @inline(__always)
    mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
        let taken = UnsafeRawBufferPointer(start: next, count: count)
        next += count
        return taken
    }

    /// Reads a block's first string.
    @inline(__always)
    mutating func head() -> UnsafeRawBufferPointer { take(length()) }

    /// Copies a block's first string to a buffer, and returns its length.
    @inline(__always)
    mutating func copyHead(to buffer: UnsafeMutableRawPointer) -> Int {
        let head = head()
        copyBytes(head, to: buffer)
        return head.count
    }

    /// Makes the string that a buffer holds into the one after it in the block, and returns its length.
    @inline(__always)
    mutating func copyTail(to buffer: UnsafeMutableRawPointer) -> Int {
        let shared = length()
        let rest = take(length())
        copyBytes(rest, to: buffer + shared)
        return shared + rest.count
    }

    @inline(__always)
    private func copyBytes(_ bytes: UnsafeRawBufferPointer, to buffer: UnsafeMutableRawPointer) {
        // Most rests are a few bytes, for which calling the C library takes longer than the copy.
        if bytes.count > 8 {
            buffer.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
        } else {
            for index in 0..<bytes.count { buffer.storeBytes(of: bytes[index], toByteOffset: index, as: UInt8.self) }
        }
    }
}
