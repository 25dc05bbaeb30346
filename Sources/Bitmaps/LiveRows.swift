/// Which rows of a segment are live: not overwritten, deleted or replaced. A value that shares what it can.
///
/// The rows come in chunks of 65,536. A chunk without dead rows takes no memory, and a change copies only the chunk
/// that it touches, if an older value holds it as well: publishing a version costs what has changed.
public struct LiveRows: Sendable {
    /// Rows of a chunk.
    public static let chunkRows = 1 << 16
    static let chunkWords = chunkRows / 64

    /// Rows from 0 on; more may follow.
    public private(set) var rowCount: Int
    public private(set) var deadCount = 0
    /// Bit `i & 63` of word `i >> 6` of a chunk is set while its row `i` is live, and beyond `rowCount`; nil while all
    /// are, as are the chunks beyond the end.
    private var chunks: [[UInt64]?] = []

    /// Rows that are all live.
    public init(rowCount: Int) {
        precondition(rowCount >= 0, "no negative number of rows")
        self.rowCount = rowCount
    }

    public var liveCount: Int { rowCount - deadCount }
    /// Whether every row is live.
    public var isComplete: Bool { deadCount == 0 }

    /// Bytes of memory that this value holds, those that others share included.
    public var allocatedBytes: Int {
        chunks.reduce(chunks.capacity * 8) { $0 + ($1 == nil ? 0 : Self.chunkWords * 8) }
    }

    /// Whether a row below `rowCount` is live. O(1).
    public subscript(row: Int) -> Bool {
        precondition(row >= 0 && row < rowCount, "row of the segment")
        guard let chunk = words(ofChunk: row / Self.chunkRows) else { return true }
        return chunk[(row % Self.chunkRows) >> 6] & (1 << UInt64(row & 63)) != 0
    }

    /// Adds rows at the end, which are live. O(1).
    public mutating func extend(to rowCount: Int) {
        precondition(rowCount >= self.rowCount, "rows are not taken away")
        self.rowCount = rowCount
    }

    /// Makes a row dead; false if it was. O(1), or O(1,024) for the first change of a chunk that others share.
    @discardableResult
    public mutating func kill(_ row: Int) -> Bool {
        guard self[row] else { return false }
        let index = row / Self.chunkRows
        while chunks.count <= index { chunks.append(nil) }
        if chunks[index] == nil { chunks[index] = Array(repeating: .max, count: Self.chunkWords) }
        chunks[index]?[(row % Self.chunkRows) >> 6] &= ~(1 << UInt64(row & 63))
        deadCount += 1
        return true
    }

    /// Makes a dead row live again; false if it was live. Costs what `kill` does.
    @discardableResult
    public mutating func revive(_ row: Int) -> Bool {
        guard !self[row] else { return false }
        chunks[row / Self.chunkRows]?[(row % Self.chunkRows) >> 6] |= 1 << UInt64(row & 63)
        deadCount -= 1
        return true
    }

    /// The bits of the 65,536 rows from `index * 65536` on; nil if all of them are live.
    public func words(ofChunk index: Int) -> [UInt64]? { index < chunks.count ? chunks[index] : nil }

    /// The word with the bits of the 64 rows from `index * 64` on; those beyond `rowCount` are set.
    public func word(at index: Int) -> UInt64 {
        words(ofChunk: index / Self.chunkWords)?[index % Self.chunkWords] ?? .max
    }

    /// Whether all rows of a range are live. O(rows / 64), and O(chunks) where chunks have no dead rows.
    public func areAllLive(_ rows: Range<Int>) -> Bool { deadCount == 0 || liveCount(in: rows) == rows.count }

    /// How many rows of a range are live. O(rows / 64), and O(chunks) where chunks have no dead rows.
    public func liveCount(in rows: Range<Int>) -> Int {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows of the segment")
        var (count, row) = (0, rows.lowerBound)
        while row < rows.upperBound {
            let index = row / Self.chunkRows
            let end = min(rows.upperBound, (index + 1) * Self.chunkRows)
            let base = index * Self.chunkRows
            count += words(ofChunk: index).map { Self.population(of: $0, in: row - base..<end - base) } ?? end - row
            row = end
        }
        return count
    }

    private static func population(of words: [UInt64], in bits: Range<Int>) -> Int {
        let (first, last) = (bits.lowerBound >> 6, (bits.upperBound - 1) >> 6)
        let head: UInt64 = .max << UInt64(bits.lowerBound & 63)
        let tail: UInt64 = .max >> UInt64(63 - (bits.upperBound - 1) & 63)
        if first == last { return (words[first] & head & tail).nonzeroBitCount }
        var count = (words[first] & head).nonzeroBitCount + (words[last] & tail).nonzeroBitCount
        for index in first + 1..<last { count += words[index].nonzeroBitCount }
        return count
    }

    /// Clears the bits of dead rows: bit 0 of `words` is for row `first`, a multiple of 64. O(words).
    public func removeDead(from words: inout [UInt64], startingAt first: Int) {
        precondition(first & 63 == 0, "rows from the start of a word on")
        if deadCount == 0 { return }
        var (index, word) = (0, first >> 6)
        while index < words.count {
            let end = min(words.count, index + Self.chunkWords - word % Self.chunkWords)
            if let chunk = self.words(ofChunk: word / Self.chunkWords) {
                let shift = word % Self.chunkWords - index
                for position in index..<end { words[position] &= chunk[position + shift] }
            }
            word += end - index
            index = end
        }
    }
}

extension LiveRows: Equatable {
    public static func == (left: LiveRows, right: LiveRows) -> Bool {
        guard left.rowCount == right.rowCount, left.deadCount == right.deadCount else { return false }
        return (0..<max(left.chunks.count, right.chunks.count)).allSatisfy { index in
            switch (left.words(ofChunk: index), right.words(ofChunk: index)) {
            case (nil, nil): true
            case (let words?, nil), (nil, let words?): words.allSatisfy { $0 == .max }
            case (let words?, let others?): words == others
            }
        }
    }
}
