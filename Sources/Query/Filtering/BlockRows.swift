import Bytes
import Segment

/// A set of rows of one block, a range of rows that starts at a multiple of 64.
enum BlockRows {
    case none
    case all
    /// Bit `i` stands for row `start + i`; bits beyond the block are clear.
    case words([UInt64])

    var isEmpty: Bool {
        if case .none = self { true } else { false }
    }

    /// The set with that words, in its simplest form.
    init(words: [UInt64], count: Int) {
        let population = BitWords.population(of: words)
        self = population == 0 ? .none : (population == count ? .all : .words(words))
    }

    /// Some rows of a block that follow each other.
    init(positions rows: Range<Int>, in block: Range<Int>) {
        if rows.isEmpty {
            self = .none
        } else if rows == block {
            self = .all
        } else {
            var words = [UInt64](repeating: 0, count: (block.count + 63) / 64)
            let (start, end) = (rows.lowerBound - block.lowerBound, rows.upperBound - block.lowerBound)
            BitWords.insert(start..<end, into: &words)
            self = .words(words)
        }
    }

    /// How many rows of a block of `count` rows are in the set.
    func population(of count: Int) -> Int {
        switch self {
        case .none: 0
        case .all: count
        case .words(let words): BitWords.population(of: words)
        }
    }

    func intersection(_ other: BlockRows, count: Int) -> BlockRows {
        switch (self, other) {
        case (.none, _), (_, .none): .none
        case (.all, let rows), (let rows, .all): rows
        case (.words(let left), .words(let right)):
            BlockRows(words: zip(left, right).map { $0 & $1 }, count: count)
        }
    }

    func union(_ other: BlockRows, count: Int) -> BlockRows {
        switch (self, other) {
        case (.all, _), (_, .all): .all
        case (.none, let rows), (let rows, .none): rows
        case (.words(let left), .words(let right)):
            BlockRows(words: zip(left, right).map { $0 | $1 }, count: count)
        }
    }

    func subtracting(_ other: BlockRows, count: Int) -> BlockRows {
        switch (self, other) {
        case (.none, _), (_, .all): return .none
        case (let rows, .none): return rows
        case (.all, .words(let removed)):
            var words = removed.map { ~$0 }
            Self.clearTail(&words, count: count)
            return BlockRows(words: words, count: count)
        case (.words(let left), .words(let removed)):
            return BlockRows(words: zip(left, removed).map { $0 & ~$1 }, count: count)
        }
    }

    static func clearTail(_ words: inout [UInt64], count: Int) {
        if count & 63 != 0 { words[count >> 6] &= (1 << UInt64(count & 63)) - 1 }
    }

    /// So many words without a row between others are looked at as well: two runs cost more.
    private static let smallGap = 8

    /// Runs of rows outside of which no row of the block is in the set; they begin at multiples of 64.
    func runsOfWords(in block: Range<Int>) -> [Range<Int>] {
        guard case .words(let words) = self else { return isEmpty ? [] : [block] }
        var (runs, start, end) = ([Range<Int>](), 0, 0)
        func add() {
            if start < end {
                let upper = min(block.lowerBound + (end << 6), block.upperBound)
                runs.append(block.lowerBound + (start << 6)..<upper)
            }
        }
        for index in words.indices where words[index] != 0 {
            if index - end > Self.smallGap || start == end {
                add()
                start = index
            }
            end = index + 1
        }
        add()
        return runs
    }

    /// The rows of the set within a block, as batches are read.
    func selection(in block: Range<Int>) -> RowSelection {
        switch self {
        case .none: return .list([])
        case .all: return .range(block)
        case .words(let words):
            var rows = [UInt32]()
            BitWords.appendPositions(of: words, from: block.lowerBound, to: &rows)
            return .list(rows)
        }
    }
}
