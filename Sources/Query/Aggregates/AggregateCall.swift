import Expressions
import Schema

/// An aggregate with its arguments, computed once however often the statement names it.
struct AggregateCall: Hashable {
    let function: AggregateFunction
    /// What is computed of each row; none for COUNT(*).
    var arguments: [BoundExpression] = []
    /// Constants such as the percentile, as the function has them.
    var parameters: [Value] = []
    let type: ValueType
    /// The order of WITHIN GROUP, whose keys are the last arguments.
    var order: [Direction] = []
    /// Only rows for which it is TRUE count; nil for all.
    var filter: BoundExpression?

    /// How one key of WITHIN GROUP sorts.
    struct Direction: Hashable {
        let isAscending: Bool
        let nullsFirst: Bool
    }

    /// The inputs that it reads, with repetitions.
    var inputs: [Int] { arguments.flatMap(\.inputs) + (filter?.inputs ?? []) }

    /// States that belong to one thread at a time.
    func makeAggregator(_ budget: MemoryBudget) -> any Aggregator {
        let aggregator = function.make(self, budget)
        return filter.map { FilteredAggregator(aggregator, $0) } ?? aggregator
    }
}

extension AggregateCall {
    /// The first argument of a call that has one.
    var argument: BoundExpression {
        guard let first = arguments.first else { preconditionFailure("a call that was bound with an argument") }
        return first
    }

    /// Whether it is COUNT(*) of all rows.
    var countsRows: Bool { arguments.isEmpty && filter == nil }

    /// How the elements of the first argument, or its values, are represented.
    var representation: DataType.Representation { argument.type.representation }

    /// A parameter that is bound to be an integer.
    func integer(_ index: Int) -> Int {
        guard case .integer(let value) = parameters[index] else { preconditionFailure("an integer parameter") }
        return Int(value)
    }

    /// A parameter that is bound to be a double.
    func double(_ index: Int) -> Double {
        guard case .double(let value) = parameters[index] else { preconditionFailure("a parameter that is a double") }
        return value
    }
}
