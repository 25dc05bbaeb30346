import Bytes
import Schema

/// Functions of regular expressions, which are literals.
enum PatternFunctions {
    static let all: [ScalarFunction] = [
        ScalarFunction(
            "regexpLike", canFail: true,
            "Whether a regular expression of Perl's syntax matches somewhere in a text, or in an element of a list.",
            [
                FunctionSignature([.text, .literal("pattern"), .literal("flags")], optional: 1, .boolean) {
                    (binder, arguments, place) throws(ExpressionError) in try binder.regexpLike(arguments, place)
                },
                FunctionSignature([.stringList, .literal("pattern"), .literal("flags")], optional: 1, .boolean) {
                    (binder, arguments, place) throws(ExpressionError) in try binder.regexpLike(arguments, place)
                },
            ])
    ]
}

extension Binder {
    func regexpLike(_ arguments: [BoundExpression], _ place: CallPlace) throws(ExpressionError) -> BoundExpression {
        guard case .constant(.string(let pattern), _) = arguments[1], !arguments.contains(where: \.isNullConstant)
        else {
            return .constant(.null, .boolean)
        }
        var flags = ""
        if arguments.count == 3, case .constant(.string(let text), _) = arguments[2] { flags = text.string }
        guard let options = RegularExpression.Options(flags: flags) else {
            throw ExpressionError(
                .invalidArgument, at: place.argument(2),
                "argument 3 of \(place.name) is letters of i, c, m, s and x, found '\(flags)'")
        }
        let expression: RegularExpression
        do { expression = try RegularExpression(pattern, options: options) } catch {
            throw ExpressionError(error, at: place.argument(1))
        }
        return try forAnyElement(of: arguments[0]) { .matches($0, expression) }
    }
}

extension RegularExpression.Options {
    /// `i`: the case of letters does not count, `c`: it does (the last one wins), `m`: `^` and `$` match at lines,
    /// `s`: `.` matches the end of a line, `x`: white space does not count. Nil for another letter.
    init?(flags: String) {
        self = []
        for flag in flags {
            switch flag {
            case "i": insert(.caseInsensitive)
            case "c": remove(.caseInsensitive)
            case "m": insert(.multiline)
            case "s": insert(.dotMatchesAll)
            case "x": insert(.extended)
            default: return nil
            }
        }
    }
}
