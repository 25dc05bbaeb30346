import SQL
import Schema

/// Arithmetic by name, and whole-number functions. Integers are computed exactly; what 64 bits do not hold is an error.
enum ArithmeticFunctions {
    static let all: [ScalarFunction] = operators + division + divisors + signs

    private static let operators: [ScalarFunction] = [
        operation("plus", "add", .add, "The sum, as `+` has it."),
        operation("minus", "sub", .subtract, "The difference, as `-` has it."),
        operation("times", "mult", .multiply, "The product, as `*` has it."),
        ScalarFunction(
            "divide", synonyms: ["div"], canFail: true,
            "The quotient as DOUBLE, as `/` has it; a third argument is the result of a division by zero.",
            [
                FunctionSignature([.any, .any], rewrite: operatorCall(.divide)),
                FunctionSignature([.double, .double, .double], .double) {
                    (dividend: Double, divisor: Double, otherwise: Double) in
                    divisor == 0 ? otherwise : dividend / divisor
                },
            ]),
        operation("mod", nil, .remainder, "The remainder, as `%` has it, with the sign of the first argument."),
        ScalarFunction(
            "negate", canFail: true, "The argument with the other sign, as `-` has it.",
            [
                FunctionSignature([.any]) { (binder, arguments, place) throws(ExpressionError) in
                    try binder.negation(arguments[0], place)
                }
            ]),
    ]

    private static func operation(
        _ name: String, _ synonym: String?, _ operation: ArithmeticOperator, _ summary: String
    ) -> ScalarFunction {
        ScalarFunction(
            name, synonyms: synonym.map { [$0] } ?? [], canFail: true, summary,
            [FunctionSignature([.any, .any], rewrite: operatorCall(operation))])
    }

    private static func operatorCall(_ operation: ArithmeticOperator) -> FunctionSignature.Rewriting {
        { (binder, arguments, place) throws(ExpressionError) in
            try binder.arithmetic(operation, arguments[0], arguments[1], place)
        }
    }

    private static let division: [ScalarFunction] = [
        ScalarFunction(
            "intDiv", canFail: true, "The quotient rounded down to a whole number.",
            [
                FunctionSignature([.integer, .integer], .long) {
                    (dividend: Int64, divisor: Int64) throws(ExpressionError) in
                    guard divisor != 0 else { throw divisionByZero }
                    return try floorDivision(dividend, divisor)
                },
                FunctionSignature([.double, .double], .long) {
                    (dividend: Double, divisor: Double) throws(ExpressionError) in
                    guard divisor != 0 else { throw divisionByZero }
                    return try whole((dividend / divisor).rounded(.down))
                },
            ]),
        ScalarFunction(
            "intDivOrZero", canFail: true,
            "The quotient rounded down to a whole number; 0 for a division by zero and for what LONG does not hold.",
            [
                FunctionSignature([.integer, .integer], .long) { (dividend: Int64, divisor: Int64) in
                    divisor == 0 ? 0 : (try? floorDivision(dividend, divisor)) ?? 0
                },
                FunctionSignature([.double, .double], .long) { (dividend: Double, divisor: Double) in
                    divisor == 0 ? 0 : (try? whole((dividend / divisor).rounded(.down))) ?? 0
                },
            ]),
        remainder(
            "moduloOrZero", "The remainder; 0 for a division by zero.",
            { $1 == 0 ? 0 : exactRemainder($0, $1) }, { $1 == 0 ? 0 : $0.truncatingRemainder(dividingBy: $1) }),
        remainder(
            "positiveModulo", "The remainder that is not negative; DIVISION_BY_ZERO for a second argument of 0.",
            { (dividend, divisor) throws(ExpressionError) in
                guard divisor != 0 else { throw divisionByZero }
                let remainder = exactRemainder(dividend, divisor)
                // A negative remainder is above the negative of the divisor's magnitude, so the sum fits.
                return remainder < 0
                    ? Int64(truncatingIfNeeded: UInt64(bitPattern: remainder) &+ divisor.magnitude)
                    : remainder
            },
            { (dividend, divisor) throws(ExpressionError) in
                guard divisor != 0 else { throw divisionByZero }
                let remainder = dividend.truncatingRemainder(dividingBy: divisor)
                return remainder < 0 ? remainder + divisor.magnitude : remainder
            }),
    ]

    private static func remainder(
        _ name: String, _ summary: String,
        _ integers: @escaping @Sendable (Int64, Int64) throws(ExpressionError) -> Int64,
        _ doubles: @escaping @Sendable (Double, Double) throws(ExpressionError) -> Double
    ) -> ScalarFunction {
        ScalarFunction(
            name, canFail: true, summary,
            [
                FunctionSignature([.integer, .integer], .long, row: integers),
                FunctionSignature([.double, .double], .double, row: doubles),
            ])
    }

    private static let divisors: [ScalarFunction] = [
        ScalarFunction("gcd", [.integer, .integer], .long, "The greatest common divisor; gcd(0, 0) is 0.") {
            (left: Int64, right: Int64) throws(ExpressionError) in
            try signed(greatestCommonDivisor(left.magnitude, right.magnitude))
        },
        ScalarFunction("lcm", [.integer, .integer], .long, "The least common multiple; 0 if an argument is 0.") {
            (left: Int64, right: Int64) throws(ExpressionError) in
            if left == 0 || right == 0 { return 0 as Int64 }
            let divisor = greatestCommonDivisor(left.magnitude, right.magnitude)
            let (product, overflow) = (left.magnitude / divisor).multipliedReportingOverflow(by: right.magnitude)
            guard !overflow else { throw outOfRange }
            return try signed(product)
        },
    ]

    private static let signs: [ScalarFunction] = [
        ScalarFunction(
            "abs", canFail: true, "The absolute value; NUMERIC_OVERFLOW for the smallest LONG.",
            [
                FunctionSignature([.integer], .long) { (value: Int64) throws(ExpressionError) in
                    try signed(value.magnitude)
                },
                FunctionSignature([.decimal], .decimal) { (value: BigDecimal) in
                    value.isNegative ? value.negated : value
                },
                FunctionSignature([.double], .double) { (value: Double) in value.magnitude },
            ]),
        ScalarFunction(
            "sign", canFail: false, "-1, 0 or 1 as the argument is below, at or above zero.",
            [
                FunctionSignature([.integer], .long) { (value: Int64) in value.signum() },
                FunctionSignature([.decimal], .long) { (value: BigDecimal) -> Int64 in
                    value == .zero ? 0 : value.isNegative ? -1 : 1
                },
                FunctionSignature([.double], .double) { (value: Double) in
                    value > 0 ? 1 : value < 0 ? -1 : value
                },
            ]),
        ScalarFunction("isNaN", [.double], .boolean, "Whether the number is NaN.") { (value: Double) in value.isNaN },
        ScalarFunction("isFinite", [.double], .boolean, "Whether the number is neither NaN nor infinite.") {
            (value: Double) in value.isFinite
        },
        ScalarFunction("isInfinite", [.double], .boolean, "Whether the number is infinite.") {
            (value: Double) in value.isInfinite
        },
        ScalarFunction(
            "ifNotFinite", [.double, .double], .double, "The first argument, or the second if the first is not finite."
        ) { (value: Double, otherwise: Double) in value.isFinite ? value : otherwise },
    ]

    static var divisionByZero: ExpressionError { ExpressionError(.divisionByZero, "a number is divided by zero") }
    static var outOfRange: ExpressionError { ExpressionError(.overflow, "a result is outside the range of LONG") }

    /// A whole double as an integer.
    static func whole(_ value: Double) throws(ExpressionError) -> Int64 {
        guard let integer = Int64(exactly: value) else { throw outOfRange }
        return integer
    }

    static func signed(_ magnitude: UInt64) throws(ExpressionError) -> Int64 {
        guard let integer = Int64(exactly: magnitude) else { throw outOfRange }
        return integer
    }

    private static func floorDivision(_ dividend: Int64, _ divisor: Int64) throws(ExpressionError) -> Int64 {
        let (quotient, overflow) = dividend.dividedReportingOverflow(by: divisor)
        guard !overflow else { throw outOfRange }
        let isInexact = exactRemainder(dividend, divisor) != 0
        return isInexact && (dividend < 0) != (divisor < 0) ? quotient - 1 : quotient
    }

    /// The remainder by -1 is 0 for every integer, the smallest one included.
    private static func exactRemainder(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        divisor == -1 ? 0 : dividend % divisor
    }

    private static func greatestCommonDivisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
        var (larger, smaller) = (left, right)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }
}
