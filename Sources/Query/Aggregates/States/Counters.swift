import Bytes
import Expressions
import Schema
import Segment

/// COUNT(*).
final class RowCounter: Aggregator {
    private var counts: [Int64] = []
    let bytesPerGroup = 8

    func grow(to groups: Int) { counts.grow(to: groups, filledWith: 0) }

    func begin(_ reader: SegmentReader) -> [Int] { [] }

    func add(_ input: AggregateInput) {
        guard let groups = input.groups else {
            counts[0] += Int64(input.rows.count)
            return
        }
        counts.addOne(at: groups)
    }

    func isKnown(for reader: SegmentReader) -> Bool { true }

    func addWhole(_ reader: SegmentReader) { counts[0] += Int64(reader.rowCount) }

    func merge(_ other: any Aggregator, groups: [UInt32]) { counts.add(peer(other).counts, at: groups) }

    func results(_ groups: [Int]) -> Vector { Vector(.integers(groups.map { counts[$0] })) }
}

/// COUNT(x): the rows in which the argument is not NULL; or the elements of its lists.
final class ValueCounter: Aggregator {
    private let argument: BoundExpression
    private let countsElements: Bool
    private var counts: [Int64] = []
    let bytesPerGroup = 8

    init(_ argument: BoundExpression, countsElements: Bool) {
        self.argument = argument
        self.countsElements = countsElements
    }

    func grow(to groups: Int) { counts.grow(to: groups, filledWith: 0) }

    func begin(_ reader: SegmentReader) -> [Int] { argument.inputs }

    func add(_ input: AggregateInput) throws(QueryError) {
        var (vector, groups) = (try argument.evaluate(input.batch), input.groups)
        if countsElements { (vector, groups) = try input.values(of: argument) }
        guard let groups else {
            counts[0] += Int64(vector.nulls.isEmpty ? vector.count : vector.nulls.count { !$0 })
            return
        }
        counts.addOne(at: groups, except: vector.nulls)
    }

    func isKnown(for reader: SegmentReader) -> Bool { !countsElements && argument.column(in: reader) != nil }

    func addWhole(_ reader: SegmentReader) {
        switch argument.column(in: reader) {
        case .docID: counts[0] += Int64(reader.rowCount)
        case .constant(let value, _): counts[0] += value.isNull ? 0 : Int64(reader.rowCount)
        case .defaulted: counts[0] += Int64(reader.rowCount)
        case .stored(let column):
            counts[0] += Int64(reader.rowCount - BitWords.population(of: column.nullWords))
        case .exploded, nil: preconditionFailure("only what is known of a segment is added whole")
        }
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) { counts.add(peer(other).counts, at: groups) }

    func results(_ groups: [Int]) -> Vector { Vector(.integers(groups.map { counts[$0] })) }
}

extension [Int64] {
    /// Adds each element of another array to the one at the position that is given for it.
    mutating func add(_ other: [Int64], at positions: [UInt32]) {
        precondition(other.count == positions.count, "a group for every group")
        for index in other.indices { self[Int(positions[index])] += other[index] }
    }

    /// Adds one to the elements at some positions, each as often as it is given, except for rows that are NULL.
    mutating func addOne(at positions: [UInt32], except nulls: [Bool] = []) {
        if nulls.isEmpty {
            for position in positions { self[Int(position)] += 1 }
        } else {
            for row in positions.indices where !nulls[row] { self[Int(positions[row])] += 1 }
        }
    }
}

extension Array {
    /// Appends a value until there are that many elements.
    mutating func grow(to count: Int, filledWith value: Element) {
        if count > self.count { append(contentsOf: repeatElement(value, count: count - self.count)) }
    }
}
