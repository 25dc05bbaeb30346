import Schema

/// Functions that round numbers.
enum RoundingFunctions {
    static let all: [ScalarFunction] = [
        rounding("ceil", ["ceiling"], "The least whole number that is not below the argument.", .up),
        rounding("floor", [], "The greatest whole number that is not above the argument.", .down),
        ScalarFunction(
            "round", canFail: true,
            "The nearest whole number, halves away from zero; of two integers, the first cut to a multiple of the "
                + "second; of another number and an integer, the number with that many decimals.",
            [
                FunctionSignature([.integer], .long) { (value: Int64) in value },
                decimal(.toNearestOrAwayFromZero),
                FunctionSignature([.double], .double) { (value: Double) in value.rounded() },
                FunctionSignature([.integer, .integer], .long) {
                    (value: Int64, multiple: Int64) throws(ExpressionError) in
                    guard multiple != 0 else { throw ArithmeticFunctions.divisionByZero }
                    return multiple == -1 ? value : value / multiple * multiple
                },
            ] + places(.toNearestOrAwayFromZero)),
        ScalarFunction(
            "roundDecimal", canFail: true, "The nearest number with so many decimals (0), halves away from zero.",
            [
                decimal(.toNearestOrAwayFromZero),
                FunctionSignature([.double], .double) { (value: Double) in value.rounded() },
            ] + places(.toNearestOrAwayFromZero)),
        ScalarFunction(
            "truncate", synonyms: ["trunc"], canFail: true,
            "The number without what follows so many decimals (0); negative counts cut before the point.",
            [
                FunctionSignature([.integer], .long) { (value: Int64) in value },
                decimal(.towardZero),
                FunctionSignature([.double], .double) { (value: Double) in value.rounded(.towardZero) },
            ] + places(.towardZero)),
    ]

    private static func rounding(
        _ name: String, _ synonyms: [String], _ summary: String, _ rule: FloatingPointRoundingRule
    ) -> ScalarFunction {
        ScalarFunction(
            name, synonyms: synonyms, canFail: true, summary,
            [
                FunctionSignature([.integer], .long) { (value: Int64) in value },
                decimal(rule),
                FunctionSignature([.double], .double) { (value: Double) in value.rounded(rule) },
            ])
    }

    private static func decimal(_ rule: FloatingPointRoundingRule) -> FunctionSignature {
        FunctionSignature([.decimal], .decimal) { (value: BigDecimal) throws(ExpressionError) in
            try value.rounded(to: 0, rule)
        }
    }

    private static func places(_ rule: FloatingPointRoundingRule) -> [FunctionSignature] {
        [
            FunctionSignature([.decimal, .integer], .decimal) {
                (value: BigDecimal, decimals: Int64) throws(ExpressionError) in
                try value.rounded(to: decimals, rule)
            },
            FunctionSignature([.double, .integer], .double) { (value: Double, decimals: Int64) in
                rounded(value, to: decimals, rule)
            },
        ]
    }

    /// Rounds the shortest decimal text of the double, as Pinot does, so that 1.005 with 2 decimals is 1.01.
    private static func rounded(_ value: Double, to decimals: Int64, _ rule: FloatingPointRoundingRule) -> Double {
        guard value.isFinite, value != 0, let number = try? BigDecimal("\(value.magnitude)").rounded(to: decimals, rule)
        else { return value }
        return value < 0 ? -number.double : number.double
    }
}

extension BigDecimal {
    /// The number with so many digits behind the point, or with zeros before it for negative counts.
    fileprivate func rounded(
        to decimals: Int64, _ rule: FloatingPointRoundingRule
    ) throws(ExpressionError) -> BigDecimal {
        let limit = Int64(2 * Self.maximumExponent)
        let decimals = Int(max(-limit, min(decimals, limit)))
        let kept = exponent + 1 + decimals
        // The last digit is not 0, so a number that loses one is not what it was.
        if kept >= digits.count { return self }
        var digits = [UInt8(0)] + self.digits[..<max(kept, 0)]
        let isUp =
            switch rule {
            case .up: !isNegative
            case .down: isNegative
            case .toNearestOrAwayFromZero: kept >= 0 && self.digits[kept] >= 5
            default: false
            }
        if isUp {
            var position = digits.count - 1
            while digits[position] == 9 {
                digits[position] = 0
                position -= 1
            }
            digits[position] += 1
        }
        let text = (isNegative ? "-" : "") + digits.map { String($0) }.joined() + "E\(-decimals)"
        do { return try BigDecimal(text) } catch {
            throw ExpressionError(.overflow, "a number rounded to \(decimals) decimals is \(error.message)")
        }
    }
}
