import Expressions
import Schema

/// Counts, sums and extremes.
enum CoreAggregates {
    static let all = [count, sum, preciseSum, minimum, maximum, average, range, booleanAnd, booleanOr]

    static let numbers: Set<DataType> = [.int, .long, .float, .double]

    private static let count = AggregateFunction(
        "count", "* | [DISTINCT] x, ...", nulls: .skipsForZero, distinct: .handled, hasListForm: true,
        "How many rows there are, in how many x is not NULL, or how many distinct values it has, exactly. A list is one value.",
        bind: { (call) throws(ExpressionError) in
            if call.isStar { return call.result([], .long) }
            if call.isDistinct { return try DistinctAggregates.count.bind(call.of(DistinctAggregates.count)) }
            try call.takes(1...1)
            return call.result([try call.value(0)], .long)
        },
        make: { call, _ in
            if call.arguments.isEmpty { return RowCounter() }
            return ValueCounter(call.argument, countsElements: call.function.takesOnlyLists)
        })

    private static let sum = AggregateFunction(
        "sum", synonyms: ["sumInt", "sumLong"], "[DISTINCT] x", distinct: .handled, hasListForm: true,
        "The sum: of INT and LONG an exact LONG, or the error NUMERIC_OVERFLOW; of BIG_DECIMAL exact; else a DOUBLE.",
        bind: { (call) throws(ExpressionError) in
            if call.isDistinct { return try DistinctAggregates.sum.bind(call.of(DistinctAggregates.sum)) }
            try call.takes(1...1)
            let argument = try call.summand(0)
            return call.result([argument], sumType(argument))
        },
        make: { call, _ in makeSum(call, isAverage: false) })

    private static let average = AggregateFunction(
        "avg", "[DISTINCT] x", distinct: .handled, hasListForm: true, "The arithmetic mean, a DOUBLE.",
        bind: { (call) throws(ExpressionError) in
            if call.isDistinct { return try DistinctAggregates.average.bind(call.of(DistinctAggregates.average)) }
            try call.takes(1...1)
            return call.result([try call.summand(0)], .double)
        },
        make: { call, _ in makeSum(call, isAverage: true) })

    /// The type of a sum of numbers.
    static func sumType(_ argument: BoundExpression) -> ValueType {
        switch argument.type.representation {
        case .integer: .long
        case .double: .double
        case .string: .bigDecimal
        }
    }

    private static func makeSum(_ call: AggregateCall, isAverage: Bool) -> any Aggregator {
        switch call.representation {
        case .integer: SumAggregator<IntegerSums>(call.argument, isAverage: isAverage)
        case .double: SumAggregator<DoubleSums>(call.argument, isAverage: isAverage)
        case .string: SumAggregator<DecimalSums>(call.argument, isAverage: isAverage)
        }
    }

    private static let preciseSum = AggregateFunction(
        "sumPrecision", "x", "The exact sum, a BIG_DECIMAL; a DOUBLE counts as its shortest decimal text.",
        bind: { (call) throws(ExpressionError) in
            try call.takes(1...1)
            return call.result([try call.summand(0)], .bigDecimal)
        },
        make: { call, _ in
            if call.representation == .integer { return SumAggregator<WideSums>(call.argument, isAverage: false) }
            return SumAggregator<DecimalSums>(call.argument, isAverage: false)
        })

    private static let minimum = AggregateFunction(
        "min", synonyms: ["minLong", "minString"], "x", distinct: .sameResult, hasListForm: true,
        "The least value, of the type of x. Texts are compared by their bytes.",
        bind: { (call) throws(ExpressionError) in try bindExtreme(call) },
        make: { call, _ in makeExtremes(call, isMaximum: false) })

    private static let maximum = AggregateFunction(
        "max", synonyms: ["maxLong", "maxString"], "x", distinct: .sameResult, hasListForm: true,
        "The greatest value, of the type of x; NaN is greater than every number.",
        bind: { (call) throws(ExpressionError) in try bindExtreme(call) },
        make: { call, _ in makeExtremes(call, isMaximum: true) })

    private static func bindExtreme(_ call: AggregateBinding) throws(ExpressionError) -> AggregateCall {
        try call.takes(1...1)
        let argument = try call.value(0)
        return call.result([argument], ValueType(argument.type.element, isList: false))
    }

    private static func makeExtremes(_ call: AggregateCall, isMaximum: Bool) -> any Aggregator {
        switch call.representation {
        case .integer: IntegerExtremes(call.argument, isMaximum: isMaximum)
        case .double: DoubleExtremes(call.argument, isMaximum: isMaximum)
        case .string: StringExtremes(call.argument, isMaximum: isMaximum)
        }
    }

    private static let range = AggregateFunction(
        "minMaxRange", "x", distinct: .sameResult, hasListForm: true,
        "The greatest value minus the least: of integers and TIMESTAMPs an exact LONG, else a DOUBLE.",
        bind: { (call) throws(ExpressionError) in
            try call.takes(1...1)
            let argument = try call.argument(0, of: numbers.union([.timestamp]), "numbers and TIMESTAMPs")
            return call.result([argument], sumType(argument))
        },
        make: { call, _ in
            if call.representation == .double { return StateAggregator(call, Ranges<Double> { $0 - $1 }) }
            return StateAggregator(
                call,
                Ranges<Int64> { (greatest, least) throws(QueryError) in
                    let (difference, overflow) = greatest.subtractingReportingOverflow(least)
                    if overflow { throw QueryError(.overflow, "a minMaxRange is outside the range of LONG") }
                    return difference
                })
        })

    private static let booleanAnd = AggregateFunction(
        "boolAnd", "x", distinct: .sameResult, "Whether x is true in all rows.",
        bind: { (call) throws(ExpressionError) in try bindTruth(call) },
        make: { call, _ in IntegerExtremes(call.argument, isMaximum: false) })

    private static let booleanOr = AggregateFunction(
        "boolOr", "x", distinct: .sameResult, "Whether x is true in some row.",
        bind: { (call) throws(ExpressionError) in try bindTruth(call) },
        make: { call, _ in IntegerExtremes(call.argument, isMaximum: true) })

    private static func bindTruth(_ call: AggregateBinding) throws(ExpressionError) -> AggregateCall {
        try call.takes(1...1)
        return call.result([try call.argument(0, of: [.boolean], "BOOLEANs")], .boolean)
    }
}
