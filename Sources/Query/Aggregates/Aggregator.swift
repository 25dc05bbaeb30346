import Expressions
import Schema

/// The rows of a batch for an aggregate.
struct AggregateInput {
    let rows: RowSelection
    let batch: Batch
    /// The group of each row; nil if all rows are of group 0.
    let groups: [UInt32]?
}

/// The states of one aggregate for all groups of a query.
protocol Aggregator: AnyObject {
    /// Bytes that a group takes.
    var bytesPerGroup: Int { get }
    /// Makes room for groups up to that many; they never become fewer.
    func grow(to groups: Int)
    /// Tells which segment the next batches are of, and gives the inputs that they must hold.
    func begin(_ reader: SegmentReader) -> [Int]
    func add(_ input: AggregateInput) throws(QueryError)
    /// Takes a whole segment from what is known about it, if that is enough.
    func addWhole(_ reader: SegmentReader) throws(QueryError) -> Bool
    /// The results of some groups.
    func results(_ groups: [Int]) throws(QueryError) -> Vector
}

extension Aggregator {
    func addWhole(_ reader: SegmentReader) throws(QueryError) -> Bool { false }
}

extension AggregateCall {
    func makeAggregator(_ budget: MemoryBudget) -> any Aggregator {
        guard let argument else { return RowCounter() }
        switch (function, argument.type.representation) {
        case (.countRows, _): return RowCounter()
        case (.count, _): return ValueCounter(argument)
        case (.countDistinct, _): return DistinctCounter(argument, budget)
        case (.sum, .double): return DoubleSum(argument, isAverage: false)
        case (.sum, _): return IntegerSum(argument, isAverage: false)
        case (.average, .double): return DoubleSum(argument, isAverage: true)
        case (.average, _): return IntegerSum(argument, isAverage: true)
        case (.minimum, let representation), (.maximum, let representation):
            let isMaximum = function == .maximum
            switch representation {
            case .integer: return IntegerExtremes(argument, isMaximum: isMaximum)
            case .double: return DoubleExtremes(argument, isMaximum: isMaximum)
            case .string: return StringExtremes(argument, isMaximum: isMaximum)
            }
        }
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
