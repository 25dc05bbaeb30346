import Bytes
import Expressions
import Schema

/// Aggregates that give the value of one row.
enum ChoiceAggregates {
    static let all = [
        anyValue, withTime("first", isLast: false), withTime("last", isLast: true),
        expression("exprMin", "least", wantsGreatest: false), expression("exprMax", "greatest", wantsGreatest: true),
        mode,
    ]

    private static let anyValue = AggregateFunction(
        "anyValue", "x", distinct: .sameResult, "Some value: here that of the first row in which x is not NULL.",
        bind: { (call) throws(ExpressionError) in
            try call.takes(1...1)
            let argument = try call.value(0)
            return call.result([argument], ValueType(argument.type.element, isList: false))
        },
        make: { call, budget in
            switch call.representation {
            case .integer: StateAggregator(call, FirstValues<Int64>(budget))
            case .double: StateAggregator(call, FirstValues<Double>(budget))
            case .string: StateAggregator(call, FirstValues<ByteString>(budget))
            }
        })

    private static func withTime(_ name: String, isLast: Bool) -> AggregateFunction {
        AggregateFunction(
            name + "WithTime", "x, time[, 'TYPE']",
            "The value of the row with the \(isLast ? "greatest" : "least") time, the \(name) of those with equal times; "
                + "rows with a NULL in x or time do not count.",
            bind: { (call) throws(ExpressionError) in
                try call.takes(2...3)
                let value = try call.converted(try call.singleValue(0), toTypeAt: 2)
                let time = try call.argument(
                    1, of: CoreAggregates.numbers.union([.timestamp]), "a number or TIMESTAMP as its time")
                return call.result([value, time], try call.namedType(2) ?? value.type)
            },
            make: { call, budget in
                makeBestRows(call, wantsGreatest: isLast, wantsLast: isLast, required: 0..<2, budget)
            })
    }

    private static func expression(_ name: String, _ which: String, wantsGreatest: Bool) -> AggregateFunction {
        AggregateFunction(
            name, "x, key, ...",
            "The value of x, perhaps NULL, in the first row with the \(which) key, or combination of keys; rows with a "
                + "NULL in a key do not count.",
            bind: { (call) throws(ExpressionError) in
                try call.takes(2...(.max))
                var arguments = [BoundExpression]()
                for index in 0..<call.count { arguments.append(try call.singleValue(index)) }
                return call.result(arguments, arguments[0].type)
            },
            make: { call, budget in
                makeBestRows(
                    call, wantsGreatest: wantsGreatest, wantsLast: false, required: 1..<call.arguments.count, budget)
            })
    }

    private static func makeBestRows(
        _ call: AggregateCall, wantsGreatest: Bool, wantsLast: Bool, required: Range<Int>, _ budget: MemoryBudget
    ) -> any Aggregator {
        func make<Element: VectorElement>(_ type: Element.Type) -> any Aggregator {
            func states<Key: VectorElement>(_ key: Key.Type) -> BestRows<Key, Element> {
                BestRows(wantsGreatest: wantsGreatest, wantsLast: wantsLast, budget)
            }
            if call.arguments.count > 2 {
                return StateAggregator(call, EncodedKeys(states(ByteString.self)), required: required)
            }
            switch call.arguments[1].type.representation {
            case .integer: return StateAggregator(call, states(Int64.self), required: required)
            case .double: return StateAggregator(call, states(Double.self), required: required)
            case .string: return StateAggregator(call, states(ByteString.self), required: required)
            }
        }
        switch call.representation {
        case .integer: return make(Int64.self)
        case .double: return make(Double.self)
        case .string: return make(ByteString.self)
        }
    }

    private static let mode = AggregateFunction(
        "mode", "x[, 'MIN' | 'MAX' | 'AVG']", hasListForm: true,
        "The most frequent value; of several the least, or as the second argument says. AVG gives a DOUBLE.",
        bind: { (call) throws(ExpressionError) in
            try call.takes(1...2)
            let name = call.count < 2 ? "MIN" : try call.text(1, "the reducer")
            guard let reducer = Modes.Reducer(rawValue: name.uppercased()) else {
                throw call.mismatch("the reducer of \(call.name) is 'MIN', 'MAX' or 'AVG', found '\(name)'")
            }
            let argument = reducer == .average ? try call.number(0) : try call.value(0)
            let type = reducer == .average ? .double : ValueType(argument.type.element, isList: false)
            return call.result([argument], type, parameters: [.string(ByteString(reducer.rawValue))])
        },
        make: { call, budget in
            guard case .string(let name) = call.parameters[0], let reducer = Modes.Reducer(rawValue: name.string) else {
                preconditionFailure("a mode is bound with a reducer")
            }
            return Modes(call, reducer, budget)
        })
}
