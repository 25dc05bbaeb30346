import Expressions
import Schema

/// Aggregates of distinct values.
enum DistinctAggregates {
    static let all = [count, sum, average, hyperLogLog, hyperLogLogPlus, thetaSketch]

    static let count = AggregateFunction(
        "distinctCount",
        synonyms: [
            "distinctCountBitmap", "segmentPartitionedDistinctCount", "distinctCountOffHeap", "distinctCountSmartHLL",
            "distinctCountSmartHLLPlus", "distinctCountSmartULL",
        ],
        "x, ...", nulls: .skipsForZero, distinct: .sameResult, hasListForm: true,
        "How many distinct values, or combinations of values without NULLs, there are, exactly.",
        bind: { (call) throws(ExpressionError) in
            // What Pinot takes behind the first argument of its other forms are settings of sketches.
            try call.takes(1...(call.isDistinct ? .max : 1))
            if call.count == 1 { return call.result([try call.value(0)], .long) }
            var arguments = [BoundExpression]()
            for index in 0..<call.count { arguments.append(try call.singleValue(index)) }
            return call.result(arguments, .long)
        },
        make: { call, budget in DistinctCounter(call, budget) })

    static let sum = AggregateFunction(
        "distinctSum", "x", distinct: .sameResult, hasListForm: true,
        "The sum of the distinct values, of the type that sum has.",
        bind: { (call) throws(ExpressionError) in
            try call.takes(1...1)
            let argument = try call.summand(0)
            return call.result([argument], CoreAggregates.sumType(argument))
        },
        make: { call, budget in makeSum(call, isAverage: false, budget) })

    static let average = AggregateFunction(
        "distinctAvg", "x", distinct: .sameResult, hasListForm: true, "The mean of the distinct values, a DOUBLE.",
        bind: { (call) throws(ExpressionError) in
            try call.takes(1...1)
            return call.result([try call.summand(0)], .double)
        },
        make: { call, budget in makeSum(call, isAverage: true, budget) })

    private static func makeSum(_ call: AggregateCall, isAverage: Bool, _ budget: MemoryBudget) -> any Aggregator {
        switch call.representation {
        case .integer: DistinctSum<IntegerSums>(call, isAverage: isAverage, budget)
        case .double: DistinctSum<DoubleSums>(call, isAverage: isAverage, budget)
        case .string: DistinctSum<DecimalSums>(call, isAverage: isAverage, budget)
        }
    }

    private static let hyperLogLog = hyperLogLog(
        "distinctCountHLL", "log2m", precision: 12, "a standard error of 1.04/√(2^log2m), 1.6 % for 12, the default")

    private static let hyperLogLogPlus = hyperLogLog(
        "distinctCountHLLPlus", "p", precision: 14, "a standard error of 1.04/√(2^p), 0.8 % for 14, the default")

    private static func hyperLogLog(
        _ name: String, _ parameter: String, precision: Int64, _ error: String
    ) -> AggregateFunction {
        AggregateFunction(
            name, "x[, \(parameter)]", nulls: .skipsForZero, distinct: .sameResult, hasListForm: true,
            "About how many distinct values there are, by HyperLogLog with \(error); nearly exact for few.",
            bind: { (call) throws(ExpressionError) in
                try call.takes(1...2)
                let precision = try call.integer(1, in: HyperLogLog.precisions, default: precision, parameter)
                return call.result([try call.value(0)], .long, parameters: [precision])
            },
            make: { call, budget in HashedCounter(call, HyperLogLog(precision: call.integer(0)), budget) })
    }

    private static let thetaSketch = AggregateFunction(
        "distinctCountThetaSketch", "x[, 'nominalEntries=4096']", nulls: .skipsForZero, distinct: .sameResult,
        hasListForm: true,
        "About how many distinct values there are, by a theta sketch: exact up to nominalEntries, then with a standard error of 1/√(nominalEntries−2), 1.6 % for 4096.",
        bind: { (call) throws(ExpressionError) in
            guard call.count <= 2 else {
                throw ExpressionError(
                    .unsupported, at: call.location,
                    "Martlet does not support predicates and set expressions in \(call.name); take FILTER (WHERE ...)"
                )
            }
            try call.takes(1...2)
            var entries = ThetaSketch.defaultNominalEntries
            if call.count == 2 { entries = try nominalEntries(call) }
            return call.result([try call.value(0)], .long, parameters: [.integer(entries)])
        },
        make: { call, budget in HashedCounter(call, ThetaSketch(nominalEntries: call.integer(0)), budget) })

    private static func nominalEntries(_ call: AggregateBinding) throws(ExpressionError) -> Int64 {
        let parts = try call.text(1, "the setting").split(separator: "=").map { $0.filter { $0 != " " } }
        guard parts.count == 2, parts[0].lowercased() == "nominalentries", let entries = Int64(parts[1]),
            ThetaSketch.nominalEntries.contains(entries)
        else {
            throw call.mismatch(
                "the setting of \(call.name) is 'nominalEntries=n' with n from \(ThetaSketch.nominalEntries.lowerBound) to \(ThetaSketch.nominalEntries.upperBound)",
                at: call.place(1))
        }
        return entries
    }
}
