import Bytes
import Schema

/// Compares the rows of an answer with the rows that a statement without LIMIT has.
struct ResultCheck {
    let statement: LabStatement
    /// Whether the reference comes from another engine, which may differ in the last bits of some functions.
    var isForeign = true

    /// What is wrong with the answer, or nil.
    ///
    /// Where ORDER BY leaves rows in a tie, any of them in any order are right, so each run of ties is compared as a
    /// multiset; what a LIMIT cuts out of one is a part of it.
    func difference(_ actual: [[Value]], _ reference: [[Value]]) -> String? {
        let start = min(statement.offset, reference.count)
        let count = min(statement.effectiveLimit, reference.count - start)
        guard actual.count == count else { return "\(actual.count) rows, expected \(count)" }
        var tie = 0
        while tie < reference.count && tie < start + count {
            var end = tie + 1
            while end < reference.count && isTied(reference[tie], reference[end]) { end += 1 }
            let window = max(tie, start)..<max(max(tie, start), min(end, start + count))
            let rows = window.map { actual[$0 - start] }
            if let row = unmatched(rows, in: Array(reference[tie..<end])) {
                return "the row \(text(row)) is not among the \(end - tie) expected at positions \(tie)..<\(end): "
                    + reference[tie..<end].prefix(5).map { text(Array($0.prefix(statement.items.count))) }
                    .joined(separator: " ")
            }
            tie = end
        }
        return nil
    }

    private func isTied(_ left: [Value], _ right: [Value]) -> Bool {
        statement.orderColumns.allSatisfy { left[$0] == right[$0] }
    }

    /// A row that has no partner of its own in the reference.
    private func unmatched(_ rows: [[Value]], in reference: [[Value]]) -> [Value]? {
        let width = statement.items.count
        if !statement.items.contains(where: { isLoose($0) }) {
            var remaining: [[Value]: Int] = [:]
            for row in reference { remaining[Array(row.prefix(width)), default: 0] += 1 }
            for row in rows {
                guard let count = remaining[row], count > 0 else { return row }
                remaining[row] = count - 1
            }
            return nil
        }
        var isTaken = Array(repeating: false, count: reference.count)
        for (index, row) in rows.enumerated() {
            // The partner mostly stands in the same place.
            let places = (index < reference.count ? [index] : []) + Array(reference.indices)
            guard let partner = places.first(where: { !isTaken[$0] && isEqual(row, reference[$0]) }) else {
                return row
            }
            isTaken[partner] = true
        }
        return nil
    }

    private func isLoose(_ item: Term) -> Bool {
        isForeign ? item.facts.isApproximate || item.facts.mayBeNaN : item.facts.dependsOnOrder
    }

    private func isEqual(_ row: [Value], _ reference: [Value]) -> Bool {
        row.indices.allSatisfy { index in
            let item = statement.items[index]
            return isLoose(item)
                ? Self.isClose(row[index], reference[index], item.facts) : row[index] == reference[index]
        }
    }

    /// Sums of infinities and of numbers whose sum may pass the range of doubles depend on the order of rows.
    static func isClose(_ left: Value, _ right: Value, _ facts: Facts) -> Bool {
        if left == right { return true }
        if left.isNull || right.isNull { return false }
        guard case .double(let one) = left, case .double(let other) = right, one.isFinite, other.isFinite else {
            return facts.mayBeNaN || !facts.bound.isFinite
        }
        if facts.bound > 1e100 { return true }
        return abs(one - other) <= 1e-9 * max(abs(one), abs(other)) + 1e-12 * facts.bound
    }

    private func text(_ row: [Value]) -> String { Self.text(row) }

    static func text(_ row: [Value]) -> String { "(" + row.map(text).joined(separator: ", ") + ")" }

    static func text(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let integer): "\(integer)"
        case .double(let double): "\(double)"
        case .string(let string): "'\(string.string)'"
        case .list(let values): "[" + values.map(text).joined(separator: ", ") + "]"
        }
    }
}
