import Expressions
import Schema
import Segment

/// Finds the group of each row of one segment.
///
/// Rows are grouped by the codes of dictionaries as long as possible: values are looked up once for each code, or
/// combination of codes, of the segment and not for each row.
struct SegmentGrouper {
    private var keys: [SegmentKey]
    /// The group by combination of codes, or `ValueNumbers.none`; empty if there are too many combinations.
    private var dense: [UInt32] = []
    private var codes: [[UInt32]]
    private var combined: [UInt32] = []
    /// The numbers of a new group's values, by key.
    private var numbers: [UInt32]

    init(_ keys: [SegmentKey], maximumDenseKeys: Int, budget: MemoryBudget) throws(QueryError) {
        self.keys = keys
        codes = Array(repeating: [], count: keys.count)
        numbers = Array(repeating: 0, count: keys.count)
        guard let combinations = Self.combinations(keys, maximum: maximumDenseKeys) else { return }
        try budget.charge(combinations * MemoryLayout<UInt32>.size, for: "grouping")
        dense = Array(repeating: ValueNumbers.none, count: combinations)
    }

    /// How many combinations of codes there are; nil if a key has no codes, or for more than the maximum.
    private static func combinations(_ keys: [SegmentKey], maximum: Int) -> Int? {
        var product = 1
        for key in keys {
            guard let count = key.codeCount else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: count)
            if overflow || next > maximum { return nil }
            product = next
        }
        return product
    }

    /// Bytes that the grouper holds until the segment is done.
    var heldBytes: Int { dense.count * MemoryLayout<UInt32>.size }

    /// Replaces `groups` by the group of each row.
    mutating func groups(
        of rows: RowSelection, _ batch: Batch, in table: inout GroupTable, into groups: inout [UInt32]
    ) throws(QueryError) {
        if dense.isEmpty {
            for index in keys.indices { try keys[index].numbers(of: rows, batch, into: &codes[index]) }
            return try table.groups(codes, into: &groups)
        }
        combine(rows)
        if Self.lookUp(combined, in: dense, into: &groups) { return }
        for row in combined.indices where groups[row] == ValueNumbers.none {
            let group = dense[Int(combined[row])]
            groups[row] = group == ValueNumbers.none ? try newGroup(row, &table) : group
        }
    }

    /// Replaces `groups` by the entries of a table; false if one of them is missing.
    private static func lookUp(_ keys: [UInt32], in table: [UInt32], into groups: inout [UInt32]) -> Bool {
        if groups.count != keys.count { groups = Array(repeating: 0, count: keys.count) }
        var greatest: UInt32 = 0
        for row in keys.indices {
            let group = table[Int(keys[row])]
            groups[row] = group
            greatest = max(greatest, group)
        }
        return greatest != ValueNumbers.none
    }

    private mutating func combine(_ rows: RowSelection) {
        keys[0].readCodes(rows, into: &combined)
        for index in 1..<max(keys.count, 1) {
            guard let count = keys[index].codeCount else { preconditionFailure("dense keys have codes") }
            keys[index].readCodes(rows, into: &codes[index])
            Self.combine(&combined, factor: UInt32(count), adding: codes[index])
        }
    }

    /// There are at most `maximumDenseKeys` combinations, so that nothing overflows.
    private static func combine(_ combined: inout [UInt32], factor: UInt32, adding codes: [UInt32]) {
        precondition(combined.count == codes.count, "a code of each key for every row")
        for row in combined.indices { combined[row] = combined[row] &* factor &+ codes[row] }
    }

    private mutating func newGroup(_ row: Int, _ table: inout GroupTable) throws(QueryError) -> UInt32 {
        var rest = Int(combined[row])
        for index in keys.indices.reversed() {
            guard let count = keys[index].codeCount else { preconditionFailure("dense keys have codes") }
            numbers[index] = try keys[index].number(ofCode: rest % count)
            rest /= count
        }
        let group = try table.group(numbers)
        dense[Int(combined[row])] = group
        return group
    }
}
