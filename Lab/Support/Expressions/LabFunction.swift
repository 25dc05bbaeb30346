/// A scalar function as both engines have it.
struct LabFunction: Sendable {
    /// What an operand must be.
    enum Parameter: Sendable {
        case integer, double, text, timestamp, boolean
        /// An integer that is not greater in magnitude.
        case bounded(Double)
        /// A double with few digits behind the point, in binary and in decimals.
        case short

        var type: LabType {
            switch self {
            case .integer, .bounded: .integer
            case .double, .short: .double
            case .text: .text
            case .timestamp: .timestamp
            case .boolean: .boolean
            }
        }

        func accepts(_ facts: Facts) -> Bool {
            switch self {
            case .bounded(let bound): facts.bound <= bound
            case .short: facts.bound <= 1e6 && (facts.fraction ?? 99) <= 6
            default: true
            }
        }
    }

    let type: LabType
    let martlet: String
    let duck: String
    let parameters: [Parameter]
    /// What bounds the result; nil takes the greatest bound of the operands.
    var bound: Double?
    var fraction: Int? = 0
    var isApproximate = false
    /// Whether it makes a value only of some of the operands, or ends early.
    var isConditional = false

    static let all: [LabFunction] = texts + integers + doubles + searches + choices + LabFunction.times

    private static func nullSafe(_ operands: Int, _ duck: String) -> String {
        let test = (0..<operands).map { "$\($0) IS NULL" }.joined(separator: " OR ")
        return "CASE WHEN \(test) THEN NULL ELSE \(duck) END"
    }

    private static func text(_ martlet: String, _ duck: String, _ count: Int = 1) -> LabFunction {
        LabFunction(type: .text, martlet: martlet, duck: duck, parameters: Array(repeating: .text, count: count))
    }

    private static let texts = [
        text("substring($0, 2)", "substring($0, 2)"), text("substring($0, 1, 2)", "substring($0, 1, 2)"),
        text("left($0, 2)", "left($0, 2)"), text("rightSubStr($0, 1)", "right($0, 1)"),
        text("ltrim($0)", "ltrim($0, ' ')"), text("RTRIM($0)", "rtrim($0, ' ')"),
        text("ltrim($0, 'ab')", "ltrim($0, 'ab')"), text("rtrim($0, 'b ')", "rtrim($0, 'b ')"),
        text("replace($0, 'a', 'xyz')", "replace($0, 'a', 'xyz')"),
        text("replace($0, 'ab', $1)", "replace($0, 'ab', $1)", 2),
        text("remove($0, 'b')", "replace($0, 'b', '')"), text("repeat($0, 3)", "repeat($0, 3)"),
        text("lpad($0, 4, 'xy')", "CASE WHEN length($0) >= 4 THEN $0 ELSE lpad($0, 4, 'xy') END"),
        text("rpad($0, 3, '🐦')", "CASE WHEN length($0) >= 3 THEN $0 ELSE rpad($0, 3, '🐦') END"),
        text("concatWS('-', $0, $1)", "$0 || '-' || $1", 2), text("concat($0, $1, '+')", "$0 || '+' || $1", 2),
        text("splitPart($0, 'b', 0)", "list_filter(string_split($0, 'b'), lambda p: p <> '')[1]"),
        text("splitPart($0, '_', 1)", "list_filter(string_split($0, '_'), lambda p: p <> '')[2]"),
        text("splitPart($0, 'a', -1)", "list_filter(string_split($0, 'a'), lambda p: p <> '')[-1]"),
    ]

    private static func integer(
        _ martlet: String, _ duck: String, _ parameters: [Parameter], bound: Double? = nil
    ) -> LabFunction {
        LabFunction(type: .integer, martlet: martlet, duck: duck, parameters: parameters, bound: bound)
    }

    private static let integers = [
        integer("sign($0)", "CAST(sign($0) AS BIGINT)", [.integer], bound: 1),
        integer("bitAnd($0, $1)", "$0 & $1", [.integer, .integer], bound: 0x1p63),
        integer("bitOr($0, $1)", "$0 | $1", [.integer, .integer], bound: 0x1p63),
        integer("bitXor($0, $1)", "xor($0, $1)", [.integer, .integer], bound: 0x1p63),
        integer("bitNot($0)", "~$0", [.integer], bound: 0x1p63),
        integer("bitCount($0)", "CAST(bit_count($0) AS BIGINT)", [.integer], bound: 64),
        integer("gcd($0, $1)", "gcd($0, $1)", [.bounded(1e9), .bounded(1e9)]),
        integer("lcm($0, $1)", "lcm($0, $1)", [.bounded(1e9), .bounded(1e9)], bound: 1e18),
        integer("positiveModulo($0, 7)", "(($0 % 7) + 7) % 7", [.integer], bound: 7),
        integer(
            "intDiv($0, 3)", "CASE WHEN $0 % 3 <> 0 AND $0 < 0 THEN $0 // 3 - 1 ELSE $0 // 3 END", [.integer]),
        integer(
            "intDiv($0, -2)", "CASE WHEN $0 % 2 <> 0 AND $0 > 0 THEN $0 // -2 - 1 ELSE $0 // -2 END", [.integer]),
        integer("round($0, 10)", "($0 // 10) * 10", [.integer]), integer("truncate($0)", "$0", [.integer]),
    ]

    private static func double(
        _ martlet: String, _ duck: String, _ parameters: [Parameter], bound: Double? = nil, fraction: Int? = nil,
        isApproximate: Bool = false
    ) -> LabFunction {
        LabFunction(
            type: .double, martlet: martlet, duck: duck, parameters: parameters, bound: bound, fraction: fraction,
            isApproximate: isApproximate)
    }

    private static let doubles = [
        double("sign($0)", "CAST(sign($0) AS DOUBLE)", [.short], bound: 1, fraction: 0),
        double("truncate($0)", "trunc($0)", [.short], fraction: 0),
        double("round($0, 1)", "round($0, 1)", [.short], bound: 2e6),
        double("roundDecimal($0, 2)", "round($0, 2)", [.short], bound: 2e6),
        double("truncate($0, 1)", "trunc($0 * 10) / 10", [.short]),
        double("sin($0)", "sin($0)", [.short], bound: 1, isApproximate: true),
        double("cos($0)", "cos($0)", [.short], bound: 1, isApproximate: true),
        double("atan($0)", "atan($0)", [.short], bound: 2, isApproximate: true),
        double("tanh($0)", "tanh($0)", [.short], bound: 1, isApproximate: true),
        double("atan2($0, $1)", "atan2($0, $1)", [.short, .short], bound: 4, isApproximate: true),
        double("log2(abs($0) + 1)", "log2(abs($0) + 1)", [.short], bound: 30, isApproximate: true),
        double("degrees($0)", "degrees($0)", [.short], bound: 6e7, isApproximate: true),
        double("radians($0)", "radians($0)", [.short], bound: 1e6, isApproximate: true),
        double("hypot($0, $1)", "sqrt($0 * $0 + $1 * $1)", [.short, .short], bound: 2e6, isApproximate: true),
    ]

    private static func condition(_ martlet: String, _ duck: String, _ count: Int = 2) -> LabFunction {
        LabFunction(type: .boolean, martlet: martlet, duck: duck, parameters: Array(repeating: .text, count: count))
    }

    private static let searches = [
        condition("startsWith($0, $1)", "starts_with($0, $1)"), condition("endsWith($0, $1)", "suffix($0, $1)"),
        condition("contains($0, $1)", "contains($0, $1)"),
        integer("strpos($0, $1)", "strpos($0, $1) - 1", [.text, .text], bound: 65_536),
        integer("strpos($0, 'a')", "strpos($0, 'a') - 1", [.text], bound: 65_536),
        integer(
            "strcmp($0, $1)", nullSafe(2, "CASE WHEN $0 < $1 THEN -1 WHEN $0 = $1 THEN 0 ELSE 1 END"), [.text, .text],
            bound: 1),
        integer("codepoint($0)", "CASE WHEN $0 = '' THEN NULL ELSE unicode($0) END", [.text], bound: 1_200_000),
    ]

    private static func choice(_ type: LabType, _ parameter: Parameter, _ name: String) -> LabFunction {
        var function = LabFunction(
            type: type, martlet: "\(name)($0, $1)", duck: nullSafe(2, "\(name)($0, $1)"),
            parameters: [parameter, parameter])
        function.fraction = nil
        return function
    }

    private static let choices =
        [LabType.integer, .text, .timestamp, .double].flatMap { type -> [LabFunction] in
            let parameter: Parameter =
                switch type {
                case .integer: .integer
                case .text: .text
                case .timestamp: .timestamp
                default: .double
                }
            var nullIf = LabFunction(
                type: type, martlet: "nullIf($0, $1)", duck: "nullif($0, $1)", parameters: [parameter, parameter])
            nullIf.fraction = nil
            return [choice(type, parameter, "least"), choice(type, parameter, "greatest"), nullIf]
        } + [
            LabFunction(type: .boolean, martlet: "isNull($0)", duck: "$0 IS NULL", parameters: [.integer]),
            LabFunction(type: .boolean, martlet: "isNotNull($0)", duck: "$0 IS NOT NULL", parameters: [.text]),
        ]
}
