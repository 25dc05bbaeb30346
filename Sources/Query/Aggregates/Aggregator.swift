import Expressions
import Schema
import Segment

/// The rows of a batch for an aggregate.
struct AggregateInput {
    let rows: RowSelection
    let batch: Batch
    /// The group of each row; nil if all rows are of group 0.
    let groups: [UInt32]?
}

/// The states of one aggregate for all groups of a query, or of a part of its rows.
///
/// An object belongs to one thread at a time. Several of one call, each with rows of its own, are merged into one; what
/// comes out does not depend on how the rows were divided, except for the rounding of floating sums.
protocol Aggregator: AnyObject {
    /// Bytes that a group takes.
    var bytesPerGroup: Int { get }
    /// Makes room for groups up to that many; they never become fewer.
    func grow(to groups: Int)
    /// Tells which segment the next batches are of, and gives the inputs that they must hold.
    func begin(_ reader: SegmentReader) -> [Int]
    func add(_ input: AggregateInput) throws(QueryError)
    /// Whether the aggregate of all rows of a segment is known without reading them.
    func isKnown(for reader: SegmentReader) -> Bool
    /// Takes a whole segment for which `isKnown(for:)` holds. Only without GROUP BY.
    func addWhole(_ reader: SegmentReader) throws(QueryError)
    /// Takes the states of another aggregator of the same call, all of whose rows come behind those of this one. Its
    /// group g becomes `groups[g]`, for which there must be room; several may become one. The other is not used again.
    func merge(_ other: any Aggregator, groups: [UInt32]) throws(QueryError)
    /// The results of some groups.
    func results(_ groups: [Int]) throws(QueryError) -> Vector
}

extension Aggregator {
    func isKnown(for reader: SegmentReader) -> Bool { false }

    func addWhole(_ reader: SegmentReader) throws(QueryError) {
        preconditionFailure("only what is known of a segment is added whole")
    }

    /// The other aggregator as one of this kind.
    func peer(_ other: any Aggregator) -> Self {
        guard let peer = other as? Self else { preconditionFailure("aggregators of one call are merged") }
        return peer
    }
}

extension AggregateInput {
    /// The values of an argument with the group of each: one in each row, or the elements of lists, those of a row
    /// behind each other.
    func values(of argument: BoundExpression) throws(QueryError) -> (vector: Vector, groups: [UInt32]?) {
        let vector = try argument.evaluate(batch)
        guard case .lists(let starts, let elements) = vector.values else { return (vector, groups) }
        guard let groups else { return (Vector(elements), nil) }
        var elementGroups = [UInt32]()
        elementGroups.reserveCapacity(elements.count)
        for row in groups.indices {
            elementGroups.append(contentsOf: repeatElement(groups[row], count: Int(starts[row + 1] - starts[row])))
        }
        return (Vector(elements), elementGroups)
    }
}

extension BoundExpression {
    /// The values for the rows of a batch.
    func evaluate(_ batch: Batch) throws(QueryError) -> Vector {
        try asQuery { () throws(ExpressionError) in try Evaluator.evaluate(self, on: batch) }
    }

    /// What a segment knows about the column, if the expression is a column.
    func column(in reader: SegmentReader) -> SegmentReader.Column? {
        if case .input(let slot, _) = self { reader.columns[slot] } else { nil }
    }
}
