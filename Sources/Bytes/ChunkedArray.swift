/// A fixed block of memory that never moves: the unit of append-only columns.
///
/// One writer fills it from the front; readers only look at elements that a published count covers, so the
/// publication (a mutex) orders the writes before the reads.
@usableFromInline
final class Chunk<Element: BitwiseCopyable>: @unchecked Sendable {
    // Sendable because elements are written once, before the count that covers them is published.
    @usableFromInline let base: UnsafeMutablePointer<Element>
    @usableFromInline let capacity: Int

    @inlinable
    init(capacity: Int) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    @inlinable
    deinit { base.deallocate() }
}

/// An append-only array in chunks with stable addresses: one writer, any number of readers of its snapshots.
@frozen
public struct ChunkedArray<Element: BitwiseCopyable>: @unchecked Sendable {
    // Sendable because only the owner of the array writes, into chunks that are Sendable; `last` points into one of
    // them.
    @usableFromInline var chunks: [Chunk<Element>] = []
    @usableFromInline var used = 0
    /// Memory of the last chunk, so that appending does not have to find it.
    @usableFromInline var last: UnsafeMutablePointer<Element>?

    /// Elements in a chunk.
    @inlinable
    public static var chunkCapacity: Int { 4096 }

    public init() {}

    @inlinable
    public var count: Int { used }

    /// Bytes of memory held, whether filled or not.
    public var allocatedBytes: Int { chunks.count * Self.chunkCapacity * MemoryLayout<Element>.stride }

    /// Adds one element at the end. Amortised O(1); earlier elements never move.
    @inlinable
    public mutating func append(_ element: Element) {
        let position = used & (Self.chunkCapacity - 1)
        if position == 0 { addChunk() }
        (last.unsafelyUnwrapped + position).initialize(to: element)
        used &+= 1
    }

    @usableFromInline
    mutating func addChunk() {
        let chunk = Chunk<Element>(capacity: Self.chunkCapacity)
        chunks.append(chunk)
        last = chunk.base
    }

    /// The writer's own look at the element at a position below `count`.
    @inlinable
    public subscript(index: Int) -> Element {
        precondition(index >= 0 && index < used, "index inside the array")
        return chunks[index / Self.chunkCapacity].base[index & (Self.chunkCapacity - 1)]
    }

    /// Forgets elements from the end. Only the writer may do so, and only with elements that no snapshot covers.
    public mutating func truncate(to newCount: Int) {
        precondition(newCount >= 0 && newCount <= used, "truncation only shrinks")
        used = newCount
        let needed = (newCount + Self.chunkCapacity - 1) / Self.chunkCapacity
        if needed < chunks.count { chunks.removeLast(chunks.count - needed) }
        last = chunks.last?.base
    }

    /// The elements appended so far, as they stay. O(1): the list of chunks is shared until the next one is added.
    @inlinable
    public var snapshot: Snapshot { Snapshot(chunks: chunks, count: count) }

    /// An immutable prefix of a `ChunkedArray`, safe to read while the writer goes on.
    @frozen
    public struct Snapshot: Sendable {
        @usableFromInline let chunks: [Chunk<Element>]
        public let count: Int

        @inlinable
        init(chunks: [Chunk<Element>], count: Int) {
            self.chunks = chunks
            self.count = count
        }

        /// The element at a position below `count`.
        @inlinable
        public subscript(index: Int) -> Element {
            precondition(index >= 0 && index < count, "index inside the snapshot")
            return unchecked(index)
        }

        @inline(__always)
        @inlinable
        func unchecked(_ index: Int) -> Element {
            chunks[index / ChunkedArray.chunkCapacity].base[index & (ChunkedArray.chunkCapacity - 1)]
        }

        /// Replaces the contents of `output` by the elements of a range. O(range); no allocation if capacity suffices.
        @inlinable
        public func copy(_ range: Range<Int>, into output: inout [Element]) {
            precondition(range.lowerBound >= 0 && range.upperBound <= count, "range inside the snapshot")
            output.removeAll(keepingCapacity: true)
            output.reserveCapacity(range.count)
            var next = range.lowerBound
            while next < range.upperBound {
                let position = next & (ChunkedArray.chunkCapacity - 1)
                let length = min(ChunkedArray.chunkCapacity - position, range.upperBound - next)
                let chunk = chunks[next / ChunkedArray.chunkCapacity]
                output.append(contentsOf: UnsafeBufferPointer(start: chunk.base + position, count: length))
                next += length
            }
        }

        /// Replaces the contents of `output` by the elements at the given positions, each below `count`.
        @inlinable
        public func gather(_ rows: [UInt32], into output: inout [Element]) {
            output.removeAll(keepingCapacity: true)
            output.reserveCapacity(rows.count)
            for row in rows {
                precondition(Int(row) < count, "row inside the snapshot")
                output.append(unchecked(Int(row)))
            }
        }
    }
}
