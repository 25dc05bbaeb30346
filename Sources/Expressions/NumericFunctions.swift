import Schema

#if canImport(Glibc)
    import func Glibc.exp
    import func Glibc.log
    import func Glibc.log10
    import func Glibc.pow
#elseif canImport(Musl)
    import func Musl.exp
    import func Musl.log
    import func Musl.log10
    import func Musl.pow
#endif

/// Functions of numbers. Results outside the range of doubles are infinities or NaN, as IEEE 754 has them.
enum NumericFunctions {
    static let all: [ScalarFunction] = [
        ScalarFunction(
            "abs", [.number], returns: .numberLike(argument: 0), canFail: true,
            "The absolute value; NUMERIC_OVERFLOW for the smallest LONG."
        ) { (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in try absolute(arguments[0]) },
        rounding("ceil", "The least whole number that is not below the argument.", .up),
        rounding("floor", "The greatest whole number that is not above the argument.", .down),
        rounding("round", "The nearest whole number; halves go away from zero.", .toNearestOrAwayFromZero),
        real("sqrt", "The square root.") { $0.squareRoot() },
        real("ln", "The natural logarithm.") { log($0) },
        real("log10", "The logarithm to base 10.") { log10($0) },
        real("exp", "Euler's number raised to the argument.") { exp($0) },
        ScalarFunction(
            "power", [.double, .double], returns: .always(.double), "The first argument raised to the second."
        ) { (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in
            guard case .doubles(let bases) = arguments[0].values, case .doubles(let exponents) = arguments[1].values
            else { preconditionFailure("power is bound to doubles") }
            return Vector(.doubles(bases.indices.map { pow(bases[$0], exponents[$0]) }))
        },
    ]

    private static func real(
        _ name: String, _ summary: String, _ function: @escaping @Sendable (Double) -> Double
    ) -> ScalarFunction {
        ScalarFunction(name, [.double], returns: .always(.double), summary) {
            (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in
            guard case .doubles(let values) = arguments[0].values else {
                preconditionFailure("the function is bound to doubles")
            }
            return Vector(.doubles(values.map(function)))
        }
    }

    private static func rounding(_ name: String, _ summary: String, _ rule: FloatingPointRoundingRule) -> ScalarFunction
    {
        ScalarFunction(name, [.number], returns: .numberLike(argument: 0), summary) {
            (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in
            guard case .doubles(let values) = arguments[0].values else { return Vector(arguments[0].values) }
            return Vector(.doubles(values.map { $0.rounded(rule) }))
        }
    }

    private static func absolute(_ argument: Vector) throws(ExpressionError) -> Vector {
        switch argument.values {
        case .doubles(let values): return Vector(.doubles(values.map { abs($0) }))
        case .strings, .lists: preconditionFailure("abs is bound to numbers")
        case .integers(var values):
            for row in values.indices where values[row] < 0 {
                if values[row] == .min {
                    if argument.isNull(row) { continue }
                    throw ExpressionError(.overflow, "abs(\(values[row])) is outside the range of LONG")
                }
                values[row] = -values[row]
            }
            return Vector(.integers(values))
        }
    }
}
