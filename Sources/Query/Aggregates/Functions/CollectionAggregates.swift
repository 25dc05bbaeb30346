import Bytes
import Expressions
import Schema

/// Aggregates that give the values of all rows.
enum CollectionAggregates {
    static let all = [array, list]

    private static let array = AggregateFunction(
        "arrayAgg", "[DISTINCT] x[, 'TYPE'[, distinct]]", distinct: .handled, takesOrder: true,
        "A list of the values in the order of the rows, or in that of WITHIN GROUP (ORDER BY ...); distinct ones where they are first met.",
        bind: { (call) throws(ExpressionError) in
            try call.takes(1...3)
            let argument = try call.converted(try value(call), toTypeAt: 1)
            let element = try call.namedType(1)?.element ?? argument.type.element
            return call.result(
                [argument], .list(element), parameters: [try isDistinct(call, at: 2)])
        },
        make: { call, budget in make(call, .list, budget) })

    private static let list = AggregateFunction(
        "listAgg", "[DISTINCT] x, separator[, distinct]", distinct: .handled, takesOrder: true,
        "The texts in the order of the rows, or in that of WITHIN GROUP (ORDER BY ...), with the separator between them.",
        bind: { (call) throws(ExpressionError) in
            try call.takes(2...3)
            let argument = try value(call)
            guard argument.isNullConstant || argument.type.element.isText else {
                throw call.mismatch("\(call.name) takes texts, found \(argument.type.name)")
            }
            let text = argument.isNullConstant ? BoundExpression.constant(.null, .string) : argument
            let separator = ByteString(try call.text(1, "the separator"))
            return call.result([text], .string, parameters: [try isDistinct(call, at: 2), .string(separator)])
        },
        make: { call, budget in
            guard case .string(let separator) = call.parameters[1] else {
                preconditionFailure("listAgg is bound with a separator")
            }
            return make(call, .text(separator: separator), budget)
        })

    private static func value(_ call: AggregateBinding) throws(ExpressionError) -> BoundExpression {
        call.isOrdered ? try call.singleValue(0) : try call.value(0)
    }

    private static func isDistinct(_ call: AggregateBinding, at index: Int) throws(ExpressionError) -> Value {
        if index >= call.count { return .integer(call.isDistinct ? 1 : 0) }
        let isDistinct = try call.truth(index, "whether values are distinct,")
        return .integer(isDistinct || call.isDistinct ? 1 : 0)
    }

    private static func make(_ call: AggregateCall, _ form: CollectionForm, _ budget: MemoryBudget) -> any Aggregator {
        let isDistinct = call.integer(0) == 1
        if call.order.isEmpty { return Collector(call, form, isDistinct: isDistinct, budget) }
        let states = OrderedCollections(call, form, isDistinct: isDistinct, budget)
        return StateAggregator(call, states, required: 0..<1)
    }
}
