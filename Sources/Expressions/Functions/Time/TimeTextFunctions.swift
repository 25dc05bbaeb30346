import Bytes
import Schema

/// Functions between instants and text.
enum TimeTextFunctions {
    static let all: [ScalarFunction] = [
        ScalarFunction(
            "toDateTime", canFail: false,
            "The text of an instant by a pattern such as 'yyyy-MM-dd HH:mm:ss', in a time zone (UTC).",
            [
                FunctionSignature([.timestamp, .literal("pattern"), .literal("zone")], optional: 1, .string) {
                    (literals) throws(ExpressionError) in
                    let pattern = try pattern(literals, 1)
                    let rules = try TimeFunctions.zone(literals, 2)
                    return { arguments in
                        var clock = ZoneClock(rules)
                        let instants = Int64.rows(of: arguments.vectors[0])
                        return Vector(.strings(instants.map { ByteString(pattern.text(of: $0, &clock)) }))
                    }
                }
            ]),
        ScalarFunction(
            "fromDateTime", canFail: true,
            "The milliseconds since 1970 of a text that follows a pattern, in a time zone (UTC); a fourth argument is the "
                + "result for texts that do not.",
            [
                FunctionSignature([.string, .literal("pattern"), .literal("zone")], optional: 1, .long) {
                    (literals) throws(ExpressionError) in try reading(literals)
                },
                FunctionSignature([.string, .literal("pattern"), .literal("zone"), .integer], .long) {
                    (literals) throws(ExpressionError) in try reading(literals)
                },
            ]),
    ]

    static func pattern(_ literals: FunctionLiterals, _ index: Int) throws(ExpressionError) -> TimePattern {
        do throws(TimePattern.Problem) {
            return try TimePattern(literals.text(index) ?? "")
        } catch {
            throw literals.invalid(index, "the pattern '\(literals.text(index) ?? "")': \(error.detail)")
        }
    }

    private static func reading(_ literals: FunctionLiterals) throws(ExpressionError) -> FunctionBody {
        let (pattern, rules) = (try pattern(literals, 1), try TimeFunctions.zone(literals, 2))
        if let problem = TimePatternReader.problem(of: pattern) { throw literals.invalid(1, problem) }
        return { arguments throws(ExpressionError) in
            var clock = ZoneClock(rules)
            let texts = ByteString.rows(of: arguments.vectors[0])
            let fallback = arguments.vectors.count > 1 ? Int64.rows(of: arguments.vectors[1]) : nil
            var instants = [Int64](repeating: 0, count: arguments.count)
            for row in texts.indices where !arguments.isSkipped(row) {
                if let instant = TimePatternReader.instant(texts[row].bytes, pattern, &clock) {
                    instants[row] = instant
                } else if let fallback {
                    instants[row] = fallback[row]
                } else {
                    throw mismatch(texts[row])
                }
            }
            return Vector(.integers(instants))
        }
    }

    static func mismatch(_ text: ByteString) -> ExpressionError {
        ExpressionError(.invalidArgument, "the text '\(text.string.prefix(100))' does not follow the pattern of a time")
    }
}
