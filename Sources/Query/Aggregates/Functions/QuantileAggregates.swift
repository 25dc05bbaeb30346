import Expressions
import Schema

/// Quantiles. The percentile, from 0 to 100, may also be part of the name, as in `percentile95(x)`.
enum QuantileAggregates {
    static let all = [exact, estimate, digest, sketch]

    private static let exact = AggregateFunction(
        "percentile", synonyms: ["percentileSmartTDigest"], "x, p", hasListForm: true,
        "The value with the index min(⌊n·p/100⌋, n−1) of n in ascending order, exactly, as a DOUBLE.",
        bind: { (call) throws(ExpressionError) in try bind(call, setting: nil, .double) },
        make: { call, budget in
            StateAggregator(call, Percentiles<Double>(percent: call.double(0), budget))
        })

    private static let estimate = AggregateFunction(
        "percentileEst", "x, p", hasListForm: true, "The same as percentile, exactly too, but a LONG for integers.",
        bind: { (call) throws(ExpressionError) in
            try bind(call, setting: nil, nil)
        },
        make: { call, budget in
            if call.representation == .double {
                return StateAggregator(call, Percentiles<Double>(percent: call.double(0), budget))
            }
            return StateAggregator(call, Percentiles<Int64>(percent: call.double(0), budget))
        })

    private static let digest = AggregateFunction(
        "percentileTDigest", "x, p[, compression]", hasListForm: true,
        "About the percentile, between the values around it, by a t-digest: off in rank by about π·√(q(1−q))/compression of the values at quantile q, 1.6 % at the median for 100, the default; up to three times that where few values repeat, and six times if the rows were divided as well.",
        bind: { (call) throws(ExpressionError) in
            try bind(
                call, setting: ("the compression", TDigest.compressions, TDigest.defaultCompression), .double)
        },
        make: { call, budget in
            let digest = TDigest(compression: call.integer(1))
            return StateAggregator(call, QuantileStates(digest, percent: call.double(0), budget))
        })

    private static let sketch = AggregateFunction(
        "percentileKLL", "x, p[, k]", hasListForm: true,
        "About the percentile, by a KLL sketch: off in rank by at most 2.3/k^0.97 of the values with a confidence of 99 %, 1.33 % for 200, the default.",
        bind: { (call) throws(ExpressionError) in
            try bind(call, setting: ("k", KLLSketch.sizes, KLLSketch.defaultSize), .double)
        },
        make: { call, budget in
            let sketch = KLLSketch(size: call.integer(1))
            return StateAggregator(call, QuantileStates(sketch, percent: call.double(0), budget))
        })

    private typealias Setting = (name: String, range: ClosedRange<Int64>, defaultValue: Int64)

    private static func bind(
        _ call: AggregateBinding, setting: Setting?, _ type: ValueType?
    ) throws(ExpressionError) -> AggregateCall {
        let before = call.match.percent == nil ? 2 : 1
        try call.takes(before...(before + (setting == nil ? 0 : 1)))
        let argument = try call.number(0)
        let percent: Double
        if let implied = call.match.percent {
            percent = Double(implied)
        } else {
            percent = try call.double(1, "the percentile")
        }
        guard percent >= 0 && percent <= 100 else {
            throw call.mismatch("the percentile of \(call.name) is a number from 0 to 100")
        }
        var parameters: [Value] = [.double(percent)]
        if let setting {
            parameters.append(
                try call.integer(before, in: setting.range, default: setting.defaultValue, setting.name))
        }
        return call.result([argument], type ?? CoreAggregates.sumType(argument), parameters: parameters)
    }
}
