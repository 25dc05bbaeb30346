import Expressions
import Schema

/// Variances, covariances, higher moments and histograms.
enum StatisticsAggregates {
    static let all =
        [
            variance("varPop", [], "variance of the population", isSample: false, isDeviation: false),
            variance("varSamp", ["variance"], "variance of a sample", isSample: true, isDeviation: false),
            variance("stdDevPop", [], "standard deviation of the population", isSample: false, isDeviation: true),
            variance("stdDevSamp", ["stdDev"], "standard deviation of a sample", isSample: true, isDeviation: true),
            covariance("covarPop", "covariance of the population", .populationCovariance),
            covariance("covarSamp", "covariance of a sample, NULL of one row", .sampleCovariance),
            covariance("corr", "coefficient of correlation by Pearson, NULL if x or y does not vary", .correlation),
            moment("skewness", "skewness of a sample, NULL of fewer than 3 values", .skewness),
            moment("kurtosis", "excess kurtosis of a sample, NULL of fewer than 4 values", .kurtosis),
        ] + [histogram]

    private static func variance(
        _ name: String, _ synonyms: [String], _ what: String, isSample: Bool, isDeviation: Bool
    ) -> AggregateFunction {
        AggregateFunction(
            name, synonyms: synonyms, "x", "The \(what), a DOUBLE\(isSample ? ", NULL of one value" : "").",
            bind: { (call) throws(ExpressionError) in
                try call.takes(1...1)
                return call.result([try call.number(0)], .double)
            },
            make: { call, _ in StateAggregator(call, Variances(isSample: isSample, isDeviation: isDeviation)) })
    }

    private static func covariance(_ name: String, _ what: String, _ figure: CoMoments.Figure) -> AggregateFunction {
        AggregateFunction(
            name, "x, y", "The \(what), a DOUBLE; rows with a NULL in x or y do not count.",
            bind: { (call) throws(ExpressionError) in
                try call.takes(2...2)
                let (left, right) = (try call.number(0), try call.number(1))
                guard !left.type.isList else { throw call.mismatch("\(name) takes single values") }
                return call.result([left, right], .double)
            },
            make: { call, _ in StateAggregator(call, CoMoments(figure)) })
    }

    private static func moment(_ name: String, _ what: String, _ figure: HigherMoments.Figure) -> AggregateFunction {
        AggregateFunction(
            name, "x", "The \(what), a DOUBLE; 0 if x does not vary.",
            bind: { (call) throws(ExpressionError) in
                try call.takes(1...1)
                return call.result([try call.number(0)], .double)
            },
            make: { call, _ in StateAggregator(call, HigherMoments(figure)) })
    }

    private static let histogram = AggregateFunction(
        "histogram", "x, lower, upper, bins | x, ARRAY[edges]", nulls: .skipsForZero,
        "How many values lie in each bin, a list of DOUBLEs; a bin holds its lower edge, the last one its upper edge too.",
        bind: { (call) throws(ExpressionError) in
            try call.takes(2...4)
            let argument = try call.number(0)
            let isEven = call.count > 2
            let edges = isEven ? try evenEdges(call) : try call.doubles(1, "the edges")
            guard edges.count > 1, edges.count <= Histograms.maximumBins + 1,
                zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 })
            else {
                throw call.mismatch(
                    "the edges of \(call.name) are 2 to \(Histograms.maximumBins + 1) ascending numbers")
            }
            return call.result(
                [argument], .list(.double), parameters: edges.map { .double($0) } + [.integer(isEven ? 1 : 0)])
        },
        make: { call, _ in
            let edges = call.parameters.indices.dropLast().map { call.double($0) }
            return StateAggregator(
                call, Histograms(edges: edges, areEven: call.integer(call.parameters.count - 1) == 1))
        })

    private static func evenEdges(_ call: AggregateBinding) throws(ExpressionError) -> [Double] {
        try call.takes(4...4)
        let (lower, upper) = (try call.double(1, "the lower edge"), try call.double(2, "the upper edge"))
        let bins = try call.integer(3, in: 1...Int64(Histograms.maximumBins), default: nil, "the number of bins")
        guard case .integer(let count) = bins, lower < upper, (upper - lower).isFinite else {
            throw call.mismatch("the lower edge of \(call.name) is less than the upper one")
        }
        let width = (upper - lower) / Double(count)
        return (0..<count).map { lower + width * Double($0) } + [upper]
    }
}
