/// An append-only list of byte strings in large chunks that never move: one writer, any number of readers of its
/// snapshots.
public struct ByteStringArena: Sendable {
    private var chunks: [Chunk<UInt8>] = []
    private var used = 0
    private var locations = ChunkedArray<Location>()

    /// Bytes in an ordinary chunk; a longer string gets a chunk of its own.
    public static let chunkBytes = 64 << 10

    struct Location: BitwiseCopyable {
        let chunk: UInt32
        let offset: UInt32
        let count: UInt32
    }

    public init() {}

    public var count: Int { locations.count }

    /// Bytes of memory held, whether filled or not.
    public var allocatedBytes: Int { chunkBytesHeld + locations.allocatedBytes }
    private var chunkBytesHeld = 0

    /// Adds a string and returns its number, counted from 0. Amortised O(length).
    public mutating func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        if chunks.isEmpty || used + bytes.count > chunks[chunks.count - 1].capacity {
            let capacity = max(Self.chunkBytes, bytes.count)
            chunks.append(Chunk(capacity: capacity))
            chunkBytesHeld += capacity
            used = 0
        }
        let destination = UnsafeMutableRawBufferPointer(
            start: chunks[chunks.count - 1].base + used, count: bytes.count)
        destination.copyMemory(from: bytes)
        locations.append(
            Location(chunk: UInt32(chunks.count - 1), offset: UInt32(used), count: UInt32(bytes.count)))
        used += bytes.count
        return locations.count - 1
    }

    /// Adds a string and returns its number, counted from 0. Amortised O(length).
    public mutating func append(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Whether the string with that number has exactly these bytes.
    public func isEqual(_ index: Int, to bytes: UnsafeRawBufferPointer) -> Bool {
        let location = locations[index]
        if Int(location.count) != bytes.count { return false }
        let start = chunks[Int(location.chunk)].base + Int(location.offset)
        defer { withExtendedLifetime(chunks) {} }
        guard let base = bytes.baseAddress else { return true }
        return areEqual(UnsafeRawPointer(start), base, bytes.count)
    }

    /// Whether the string with that number has exactly these bytes.
    public func isEqual(_ index: Int, to bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBytes { isEqual(index, to: $0) }
    }

    /// The strings appended so far, as they stay. O(1).
    public var snapshot: Snapshot { Snapshot(chunks: chunks, locations: locations.snapshot) }

    /// An immutable prefix of an arena, safe to read while the writer goes on.
    public struct Snapshot: Sendable {
        let chunks: [Chunk<UInt8>]
        let locations: ChunkedArray<Location>.Snapshot

        public var count: Int { locations.count }

        /// A copy of the string at a position below `count`.
        public subscript(index: Int) -> ByteString {
            withUnsafeBytes(of: index) { ByteString(Array($0)) }
        }

        /// Runs `body` on the bytes of one string; they must not escape it.
        public func withUnsafeBytes<Result>(of index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
            let location = locations[index]
            let start = chunks[Int(location.chunk)].base + Int(location.offset)
            defer { withExtendedLifetime(chunks) {} }
            return body(UnsafeRawBufferPointer(start: start, count: Int(location.count)))
        }
    }
}

extension ByteStringArena.Snapshot {
    /// Whether the string with that number has exactly these bytes.
    public func isEqual(_ index: Int, to bytes: ArraySlice<UInt8>) -> Bool {
        withUnsafeBytes(of: index) { own in bytes.withUnsafeBytes { ByteString.compare(own, $0) == 0 } }
    }
}

/// Whether two pieces of memory hold the same bytes. Most strings are short, so that a call would cost more than this.
@inline(__always)
private func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    if count > 32 { return compareBytes(left, right, count) == 0 }
    if count < 8 {
        for offset in 0..<count
        where left.load(fromByteOffset: offset, as: UInt8.self) != right.load(fromByteOffset: offset, as: UInt8.self) {
            return false
        }
        return true
    }
    var offset = 0
    while offset < count &- 8 {
        if word(left, offset) != word(right, offset) { return false }
        offset &+= 8
    }
    return word(left, count &- 8) == word(right, count &- 8)
}

@inline(__always)
private func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
}
