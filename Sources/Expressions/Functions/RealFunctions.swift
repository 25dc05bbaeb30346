#if canImport(Glibc)
    import func Glibc.acos
    import func Glibc.asin
    import func Glibc.atan
    import func Glibc.atan2
    import func Glibc.cos
    import func Glibc.cosh
    import func Glibc.exp
    import func Glibc.log
    import func Glibc.log10
    import func Glibc.log2
    import func Glibc.pow
    import func Glibc.sin
    import func Glibc.sinh
    import func Glibc.tan
    import func Glibc.tanh
#elseif canImport(Musl)
    import func Musl.acos
    import func Musl.asin
    import func Musl.atan
    import func Musl.atan2
    import func Musl.cos
    import func Musl.cosh
    import func Musl.exp
    import func Musl.log
    import func Musl.log10
    import func Musl.log2
    import func Musl.pow
    import func Musl.sin
    import func Musl.sinh
    import func Musl.tan
    import func Musl.tanh
#endif

/// Functions of real numbers. Results outside the range of doubles are infinities or NaN, as IEEE 754 has them.
enum RealFunctions {
    static let all: [ScalarFunction] = powers + trigonometry

    private static let powers: [ScalarFunction] = [
        real("sqrt", "The square root.") { $0.squareRoot() },
        real("exp", "Euler's number raised to the argument.") { exp($0) },
        ScalarFunction(
            "ln", canFail: false, "The natural logarithm.",
            [FunctionSignature([.double], .double) { (value: Double) in log(value) }]),
        ScalarFunction(
            "log", canFail: false, "The natural logarithm; of two arguments, the logarithm of the second to the first.",
            [
                FunctionSignature([.double], .double) { (value: Double) in log(value) },
                FunctionSignature([.double, .double], .double) { (base: Double, value: Double) in
                    log(value) / log(base)
                },
            ]),
        real("log2", "The logarithm to base 2.") { log2($0) },
        real("log10", "The logarithm to base 10.") { log10($0) },
        ScalarFunction(
            "power", synonyms: ["pow"], [.double, .double], .double, "The first argument raised to the second."
        ) { (base: Double, exponent: Double) in pow(base, exponent) },
        ScalarFunction(
            "hypot", [.double, .double], .double, "The length of the hypotenuse over two sides."
        ) { (left: Double, right: Double) in hypotenuse(left, right) },
    ]

    private static let trigonometry: [ScalarFunction] = [
        real("sin", "The sine of an angle in radians.") { sin($0) },
        real("cos", "The cosine of an angle in radians.") { cos($0) },
        real("tan", "The tangent of an angle in radians.") { tan($0) },
        real("cot", "The cotangent of an angle in radians.") { 1 / tan($0) },
        real("asin", "The angle in radians whose sine is the argument; NaN outside -1 to 1.") { asin($0) },
        real("acos", "The angle in radians whose cosine is the argument; NaN outside -1 to 1.") { acos($0) },
        real("atan", "The angle in radians whose tangent is the argument.") { atan($0) },
        ScalarFunction("atan2", [.double, .double], .double, "The angle in radians of the point (second, first).") {
            (ordinate: Double, abscissa: Double) in atan2(ordinate, abscissa)
        },
        real("sinh", "The hyperbolic sine.") { sinh($0) },
        real("cosh", "The hyperbolic cosine.") { cosh($0) },
        real("tanh", "The hyperbolic tangent.") { tanh($0) },
        real("degrees", "An angle in radians as degrees.") { $0 * 180 / .pi },
        real("radians", "An angle in degrees as radians.") { $0 / 180 * .pi },
    ]

    private static func real(
        _ name: String, _ summary: String, _ function: @escaping @Sendable (Double) -> Double
    ) -> ScalarFunction {
        ScalarFunction(name, [.double], .double, summary, row: function)
    }

    /// Scaled by the longer side, so that no square leaves the range of doubles.
    private static func hypotenuse(_ left: Double, _ right: Double) -> Double {
        let (longer, shorter) = (
            Double.maximum(left.magnitude, right.magnitude), Double.minimum(left.magnitude, right.magnitude)
        )
        if left.isInfinite || right.isInfinite { return .infinity }
        if longer == 0 || longer.isNaN || shorter.isNaN { return longer + shorter }
        if left.isNaN || right.isNaN { return .nan }
        let ratio = shorter / longer
        return longer * (1 + ratio * ratio).squareRoot()
    }
}
