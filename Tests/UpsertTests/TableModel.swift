import Bytes
import Schema
import Segment
import Upsert

/// A row as the model knows it.
struct ModelRow {
    /// By position in the schema.
    let values: [Value]
    let origin: RowProvenance
}

/// What a table with upsert should be, said in the plainest way: lists of rows, and a dictionary of winners.
struct TableModel {
    let shape: TableShape
    /// All rows there ever were, by number.
    private(set) var rows: [ModelRow] = []
    /// The rows of each segment in its order.
    var segments: [UInt32: [Int]] = [:]
    private(set) var winners: [[Value]: Int] = [:]

    init(_ shape: TableShape) { self.shape = shape }

    func key(_ row: Int) -> [Value] {
        shape.keys.map { rows[row].values[$0] == .double(-0.0) ? .double(0) : rows[row].values[$0] }
    }

    func isTombstone(_ row: Int) -> Bool {
        shape.deletion.map { rows[row].values[$0] == .integer(1) } ?? false
    }

    func isLive(_ row: Int) -> Bool { winners[key(row)] == row && !isTombstone(row) }

    mutating func add(_ row: ModelRow, to segment: UInt32) {
        rows.append(row)
        let number = rows.count - 1
        segments[segment, default: []].append(number)
        guard let winner = winners[key(number)] else {
            winners[key(number)] = number
            return
        }
        if comesAfter(number, winner) { winners[key(number)] = number }
    }

    mutating func forget(_ row: Int) { if winners[key(row)] == row { winners[key(row)] = nil } }

    private func comesAfter(_ row: Int, _ other: Int) -> Bool {
        switch (comparison(row), comparison(other)) {
        case (.null, .null): break
        case (.null, _): return false
        case (_, .null): return true
        case (.integer(let value), .integer(let otherValue)):
            if value != otherValue { return value > otherValue }
        case (.double(let value), .double(let otherValue)):
            if value != otherValue { return value > otherValue }
        case (.string(let value), .string(let otherValue)):
            if value.bytes != otherValue.bytes { return otherValue.bytes.lexicographicallyPrecedes(value.bytes) }
        default: preconditionFailure("comparison values of one type")
        }
        func order(_ row: Int) -> (Int, Int64, Int, Int) {
            let origin = rows[row].origin
            return (Int(origin.generation), origin.offset, Int(origin.partition), Int(origin.subRow))
        }
        return order(row) > order(other)
    }

    private func comparison(_ row: Int) -> Value {
        shape.comparison.map { rows[row].values[$0] }.first { !$0.isNull } ?? .null
    }

    var counts: [Int32: UpsertCounts] {
        var counts: [Int32: UpsertCounts] = [:]
        for row in segments.values.joined() {
            let partition = rows[row].origin.partition
            if isLive(row) {
                counts[partition, default: UpsertCounts()].live += 1
            } else if winners[key(row)] == row {
                counts[partition, default: UpsertCounts()].deleted += 1
            } else {
                counts[partition, default: UpsertCounts()].superseded += 1
            }
        }
        return counts
    }
}
