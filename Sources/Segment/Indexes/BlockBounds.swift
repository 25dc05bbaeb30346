import Bytes
import Schema

/// The least and the greatest value of each block of 1,024 rows: a zone map.
struct BlockBounds: Sendable {
    enum Form: Sendable {
        /// Codes, or integers less the column's least.
        case packed(PackedIntegers)
        case numbers(RawNumbers)
    }

    /// What is known of a block before its values are looked at.
    enum Verdict {
        case none
        case all
        case some
    }

    let form: Form

    /// The bounds of packed values; nothing for a form of numbers.
    func integers(_ block: Int) -> ClosedRange<UInt64>? {
        guard case .packed(let packed) = form else { return nil }
        let (least, greatest) = (packed[2 * block], packed[2 * block + 1])
        return least <= greatest ? least...greatest : nil
    }

    /// The bounds of numbers; nothing for a packed form.
    func numbers(_ block: Int) -> ClosedRange<Double>? {
        guard case .numbers(let numbers) = form else { return nil }
        let (least, greatest) = (numbers[2 * block], numbers[2 * block + 1])
        return least <= greatest ? least...greatest : nil
    }

    func verdict(_ block: Int, _ wanted: ClosedRange<UInt64>) -> Verdict {
        guard let found = integers(block) else { return .some }
        if found.lowerBound > wanted.upperBound || found.upperBound < wanted.lowerBound { return .none }
        return wanted.lowerBound <= found.lowerBound && found.upperBound <= wanted.upperBound ? .all : .some
    }

    func verdict(_ block: Int, _ wanted: ClosedRange<Double>) -> Verdict {
        guard let found = numbers(block) else { return .some }
        if found.lowerBound > wanted.upperBound || found.upperBound < wanted.lowerBound { return .none }
        return wanted.lowerBound <= found.lowerBound && found.upperBound <= wanted.upperBound ? .all : .some
    }
}

extension BlockBounds {
    /// The stored bounds, each found to be those of its rows, and the bounds of all rows; nil if the segment has none.
    ///
    /// `found` gives the bounds of some rows, counted like the stored ones, or nil if a value among them cannot be;
    /// then there are none of all rows. Each row is looked at once. O(rows).
    static func load(
        _ regions: ColumnRegions, width: Int, found: (Range<Int>) -> ClosedRange<UInt64>?
    ) throws(FormatError) -> (blocks: BlockBounds?, all: ClosedRange<UInt64>?)? {
        guard regions.region(.blockBounds) != nil else { return nil }
        let blocks = BlockedIntegers.blockCount(regions.rowCount)
        let packed = try regions.packed(.blockBounds, width: width, count: 2 * blocks)
        let bounds = BlockBounds(form: .packed(packed))
        return (bounds, try checked(regions, stored: bounds.integers, found))
    }

    /// The same for numbers.
    static func load(
        _ regions: ColumnRegions, numbers form: RawNumbers.Form, found: (Range<Int>) -> ClosedRange<Double>?
    ) throws(FormatError) -> (blocks: BlockBounds?, all: ClosedRange<Double>?)? {
        guard regions.region(.blockBounds) != nil else { return nil }
        let blocks = BlockedIntegers.blockCount(regions.rowCount)
        let bytes = try regions.bytes(.blockBounds, length: 2 * blocks * form.byteCount)
        guard let numbers = RawNumbers(bytes, form: form) else {
            throw regions.corrupt(.blockBounds, "not a whole count of numbers")
        }
        let bounds = BlockBounds(form: .numbers(numbers))
        return (bounds, try checked(regions, stored: bounds.numbers, found))
    }

    private static func checked<Bound: Comparable>(
        _ regions: ColumnRegions, stored: (Int) -> ClosedRange<Bound>?, _ found: (Range<Int>) -> ClosedRange<Bound>?
    ) throws(FormatError) -> ClosedRange<Bound>? {
        var wrong: Int?
        let all = union(of: regions.rowCount) { rows in
            let bounds = found(rows)
            let block = rows.lowerBound / SegmentFormat.blockRows
            if let bounds, wrong == nil, stored(block) != bounds { wrong = block }
            return bounds
        }
        if let wrong { throw regions.corrupt(.blockBounds, "block \(wrong) does not have the bounds of its rows") }
        return all
    }

    /// The bounds of all rows of a column, by those of each block; nil if one has none. O(rows).
    static func union<Bound: Comparable>(
        of rowCount: Int, _ found: (Range<Int>) -> ClosedRange<Bound>?
    ) -> ClosedRange<Bound>? {
        var all: ClosedRange<Bound>?
        for start in stride(from: 0, to: rowCount, by: SegmentFormat.blockRows) {
            guard let bounds = found(start..<min(start + SegmentFormat.blockRows, rowCount)) else { return nil }
            let earlier = all ?? bounds
            all = min(earlier.lowerBound, bounds.lowerBound)...max(earlier.upperBound, bounds.upperBound)
        }
        return all
    }

    /// Replaces the contents of `words` by a bit for each of some rows; blocks that their bounds do not decide are left
    /// to `match`, which is given their rows and where their bits begin, and overwrites the words that these take.
    /// O(rows / 64 + rows that are looked at).
    static func match(
        _ rows: Range<Int>, into words: inout [UInt64], _ verdict: (Int) -> Verdict,
        _ match: (Range<Int>, inout [UInt64], Int) -> Void
    ) {
        BitWords.clear(&words, bits: rows.count)
        let isAligned = rows.lowerBound & 63 == 0
        var (start, batch) = (rows.lowerBound, [UInt64]())
        while start < rows.upperBound {
            let block = start / SegmentFormat.blockRows
            let end = min((block + 1) * SegmentFormat.blockRows, rows.upperBound)
            let offset = start - rows.lowerBound
            switch verdict(block) {
            case .none: break
            case .all: BitWords.insert(offset..<offset + end - start, into: &words)
            case .some where isAligned: match(start..<end, &words, offset)
            case .some:
                BitWords.clear(&batch, bits: end - start)
                match(start..<end, &batch, 0)
                BitWords.merge(batch, at: offset, into: &words)
            }
            start = end
        }
    }
}

extension BlockBounds {
    /// The rows of the blocks whose bounds do not rule out the wanted codes or integers, as runs that ascend; nil if
    /// that are more than half of the rows. O(blocks).
    func possibleRows(of rowCount: Int, _ wanted: ClosedRange<UInt64>) -> [Range<Int>]? {
        guard case .packed(let packed) = form else { return nil }
        let blocks = PossibleBlocks(of: rowCount, by: SegmentFormat.blockRows)
        let areFew = blocks.areFew { block in if case .none = verdict(block, wanted) { false } else { true } }
        if !areFew { return nil }
        var bounds: [Int64] = []
        packed.read(0..<packed.count, base: 0, step: 0, into: &bounds)
        return blocks.runs { block in
            let (least, greatest) = (UInt64(bitPattern: bounds[2 * block]), UInt64(bitPattern: bounds[2 * block + 1]))
            // Bounds the wrong way round are none, and rule nothing out.
            return least > greatest || least <= wanted.upperBound && greatest >= wanted.lowerBound
        }
    }
}
