import Schema

/// Functions that round numbers.
enum RoundingFunctions {
    static let all: [ScalarFunction] = [
        rounding("ceil", ["ceiling"], "The least whole number that is not below the argument.", .up),
        rounding("floor", [], "The greatest whole number that is not above the argument.", .down),
        ScalarFunction(
            "round", canFail: true,
            "The nearest whole number, halves away from zero; of two integers, the first cut to a multiple of the "
                + "second; of a DOUBLE and an integer, the number with that many decimals.",
            [
                FunctionSignature([.integer], .long) { (value: Int64) in value },
                FunctionSignature([.double], .double) { (value: Double) in value.rounded() },
                FunctionSignature([.integer, .integer], .long) {
                    (value: Int64, multiple: Int64) throws(ExpressionError) in
                    guard multiple != 0 else { throw ArithmeticFunctions.divisionByZero }
                    return multiple == -1 ? value : value / multiple * multiple
                },
                decimals(.toNearestOrAwayFromZero),
            ]),
        ScalarFunction(
            "roundDecimal", canFail: false, "The nearest number with so many decimals (0), halves away from zero.",
            [
                FunctionSignature([.double], .double) { (value: Double) in value.rounded() },
                decimals(.toNearestOrAwayFromZero),
            ]),
        ScalarFunction(
            "truncate", synonyms: ["trunc"], canFail: false,
            "The number without what follows so many decimals (0); negative counts cut before the point.",
            [
                FunctionSignature([.integer], .long) { (value: Int64) in value },
                FunctionSignature([.double], .double) { (value: Double) in value.rounded(.towardZero) },
                decimals(.towardZero),
            ]),
    ]

    private static func rounding(
        _ name: String, _ synonyms: [String], _ summary: String, _ rule: FloatingPointRoundingRule
    ) -> ScalarFunction {
        ScalarFunction(
            name, synonyms: synonyms, canFail: false, summary,
            [
                FunctionSignature([.integer], .long) { (value: Int64) in value },
                FunctionSignature([.double], .double) { (value: Double) in value.rounded(rule) },
            ])
    }

    private static func decimals(_ rule: FloatingPointRoundingRule) -> FunctionSignature {
        FunctionSignature([.double, .integer], .double) { (value: Double, decimals: Int64) in
            rounded(value, to: decimals, rule)
        }
    }

    /// Rounds the shortest decimal text of the double, as Pinot does, so that 1.005 with 2 decimals is 1.01.
    static func rounded(_ value: Double, to decimals: Int64, _ rule: FloatingPointRoundingRule) -> Double {
        guard value.isFinite, value != 0, let number = try? BigDecimal("\(value.magnitude)") else { return value }
        // Doubles have digits between these powers of ten only.
        let decimals = Int(max(-400, min(decimals, 400)))
        let kept = number.exponent + 1 + decimals
        if kept >= number.digits.count { return value }
        var digits = kept < 0 ? [] : Array(number.digits[..<kept])
        let isUp = rule == .toNearestOrAwayFromZero && kept >= 0 && number.digits[kept] >= 5
        if isUp {
            digits.insert(0, at: 0)
            var position = digits.count - 1
            while digits[position] == 9 {
                digits[position] = 0
                position -= 1
            }
            digits[position] += 1
        }
        let text = digits.isEmpty ? "0" : digits.map(String.init).joined() + "E\(-decimals)"
        let magnitude = Double(text) ?? .nan
        return value < 0 ? -magnitude : magnitude
    }
}
