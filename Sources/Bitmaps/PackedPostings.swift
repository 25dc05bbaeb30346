import Bytes

/// What is wrong with stored posting lists.
public struct PostingsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The list at which it was found.
    public let code: Int
    public let detail: String

    public var description: String { "postings of code \(code): \(detail)" }
}

/// For each code the rows that have it, ascending: all lists one after the other as packed integers, and packed offsets
/// that say where each one starts. A view of stored bytes.
///
/// Opening looks at two numbers; what is read later is checked when it is read, so that bytes that are wrong give an
/// error and nothing else.
public struct PackedPostings: Sendable {
    /// How many codes there are.
    public let count: Int
    /// Nil if each code has one row, the one of its number in `rows`.
    private let offsets: PackedIntegers?
    private let rows: PackedIntegers
    private let rowCount: Int

    /// Rows that are unpacked at a time where they are not wanted as a list.
    private static let batchRows = 1024

    /// `count` lists. `offsets` has an entry for each list and one more, or is left out if each list has one row;
    /// `rows` holds all lists. Rows must be below `rowCount`.
    public init(
        offsets: PackedIntegers?, rows: PackedIntegers, count: Int, rowCount: Int
    ) throws(PostingsError) {
        guard rows.width <= 32, count >= 0, (offsets?.count ?? count + 1) == count + 1 else {
            throw PostingsError(code: 0, detail: "\(offsets?.count ?? 0) offsets, rows of \(rows.width) bits")
        }
        let (first, last) = offsets.map { ($0[0], $0[count]) } ?? (0, UInt64(count))
        guard first == 0, last == UInt64(rows.count) else {
            throw PostingsError(code: 0, detail: "lists from \(first) to \(last) of \(rows.count) rows")
        }
        (self.offsets, self.rows, self.count, self.rowCount) = (offsets, rows, count, rowCount)
    }

    /// How many rows a code has.
    public func cardinality(of code: Int) throws(PostingsError) -> Int { try entries(of: code..<code + 1).count }

    /// Appends the rows of a code, ascending, to `output`. O(rows).
    public func appendRows(of code: Int, to output: inout [UInt32]) throws(PostingsError) {
        output.append(contentsOf: try rows(of: code))
    }

    /// The rows of a code, ascending. O(rows).
    public func rows(of code: Int) throws(PostingsError) -> [UInt32] {
        var found: [UInt32] = []
        rows.read(try entries(of: code..<code + 1), into: &found)
        try check(found, of: code)
        return found
    }

    /// Sets the bit of every row of some codes, whose lists lie one after the other. There must be a bit for each of
    /// the segment's rows. If it throws, some bits may have been set. O(rows).
    public func formUnion(of codes: Range<Int>, into bitset: inout Bitset) throws(PostingsError) {
        precondition(bitset.count >= rowCount, "a bit for each row")
        if codes.isEmpty { return }
        let all = try entries(of: codes)
        var batch: [UInt32] = []
        for first in stride(from: all.lowerBound, to: all.upperBound, by: Self.batchRows) {
            rows.read(first..<min(first + Self.batchRows, all.upperBound), into: &batch)
            guard batch.allSatisfy({ $0 < UInt32(clamping: rowCount) }) else {
                throw PostingsError(code: codes.lowerBound, detail: "a row that the segment does not have")
            }
            bitset.insert(batch)
        }
    }

    /// Where the lists of some codes lie among the packed rows of all. O(1).
    public func entries(of codes: Range<Int>) throws(PostingsError) -> Range<Int> {
        precondition(codes.lowerBound >= 0 && codes.upperBound <= count, "codes inside the index")
        guard let offsets else { return codes }
        let (start, end) = (offsets[codes.lowerBound], offsets[codes.upperBound])
        guard start <= end, end <= UInt64(rows.count) else {
            throw PostingsError(code: codes.lowerBound, detail: "from entry \(start) to \(end) of \(rows.count)")
        }
        return Int(start)..<Int(end)
    }

    private func check(_ list: [UInt32], of code: Int) throws(PostingsError) {
        var (previous, ascends) = (-1, true)
        for row in list {
            ascends = ascends && Int(row) > previous
            previous = Int(row)
        }
        guard ascends, previous < rowCount else {
            throw PostingsError(code: code, detail: "rows that do not ascend, or beyond row \(rowCount - 1)")
        }
    }
}

extension PackedPostings {
    /// The stored form of some lists, and the widths that reading needs again.
    public struct Packed: Sendable, Equatable {
        public let offsets: [UInt8]
        public let offsetWidth: Int
        public let rows: [UInt8]
        public let rowWidth: Int

        public var byteCount: Int { offsets.count + rows.count }
    }

    /// Packs lists: `rows` holds them one after the other, `ends` says where each ends. O(rows).
    public static func pack(_ rows: [UInt32], ends: [Int], rowCount: Int) -> Packed {
        let (rowWidth, offsetWidth) = (rowWidth(rowCount: rowCount), PackedIntegers.width(of: UInt64(rows.count)))
        let offsets = [0] + ends.map { UInt64($0) }
        precondition(offsets.last == UInt64(rows.count), "an end for each list")
        return Packed(
            offsets: BitPacker.pack(offsets, width: offsetWidth), offsetWidth: offsetWidth,
            rows: BitPacker.pack(rows, width: rowWidth), rowWidth: rowWidth)
    }

    /// Bytes that so many rows in so many lists take; in no lists, if no offsets are stored.
    public static func byteCount(rows: Int, lists: Int, rowCount: Int) -> Int {
        let offsetBits = lists == 0 ? 0 : (lists + 1) * PackedIntegers.width(of: UInt64(rows))
        return (rows * rowWidth(rowCount: rowCount) + 7) / 8 + (offsetBits + 7) / 8
    }

    /// Bits of a row number; at least one, so that lists that are there take bytes.
    public static func rowWidth(rowCount: Int) -> Int { PackedIntegers.width(of: UInt64(max(rowCount, 2) - 1)) }
}
