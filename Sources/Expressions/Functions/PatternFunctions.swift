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
            ]),
        ScalarFunction(
            "regexpExtract", canFail: true,
            "The first match of a regular expression, or of one of its groups (0); the fourth argument ('') if there is none.",
            [
                FunctionSignature(
                    [.string, .literal("pattern"), .literalInteger("group"), .literal("default")], optional: 2, .string,
                    prepare: extraction)
            ]),
        ScalarFunction(
            "regexpReplace", canFail: true,
            "The text with matches of a regular expression replaced: all, or from a position (0) on, or only the one with a "
                + "number counted from 0 (-1). In the replacement $1 is a group. Flags are those of regexpLike.",
            [
                FunctionSignature(
                    [
                        .string, .literal("pattern"), .literal("replacement"), .literalInteger("position"),
                        .literalInteger("number"), .literal("flags"),
                    ], optional: 3, .string, prepare: replacement)
            ]),
    ]

    private static func expression(
        _ literals: FunctionLiterals, flags index: Int? = nil
    ) throws(ExpressionError) -> RegularExpression {
        let options = try index.map { (index) throws(ExpressionError) in
            try literals.parsed(
                index, or: [], { RegularExpression.Options(flags: $0) }, expected: "letters of i, c, m, s and x")
        }
        do throws(RegularExpressionError) {
            return try RegularExpression(ByteString(literals.text(1) ?? ""), options: options ?? [])
        } catch {
            throw ExpressionError(error, at: literals.place.argument(1))
        }
    }

    private static func extraction(_ literals: FunctionLiterals) throws(ExpressionError) -> FunctionBody {
        let expression = try expression(literals)
        let group = literals.integer(2) ?? 0
        let missing = ByteString(literals.text(3) ?? "")
        guard group >= 0 && group <= Int64(expression.groupCount) else {
            throw literals.invalid(2, "the expression has no group \(group), only 0 to \(expression.groupCount)")
        }
        return { arguments throws(ExpressionError) in
            let (texts, matcher) = (ByteString.rows(of: arguments.vectors[0]), expression.matcher())
            return try arguments.perRow { (row) throws(ExpressionError) in
                do throws(RegularExpressionError) {
                    guard let range = try matcher.firstMatch(in: texts[row])?[Int(group)] else { return missing }
                    return ByteString(texts[row].bytes[range])
                } catch {
                    throw ExpressionError(error)
                }
            }
        }
    }

    private static func replacement(_ literals: FunctionLiterals) throws(ExpressionError) -> FunctionBody {
        let expression = try expression(literals, flags: 5)
        let text = ByteString(literals.text(2) ?? "")
        guard let replacement = RegularExpressionReplacement(text, for: expression) else {
            throw literals.invalid(
                2, "'\(text.string)' has a $ without the number of a group, or ends with a backslash")
        }
        let start = literals.integer(3) ?? 0
        guard start >= 0 else { throw literals.invalid(3, "the position \(start) is negative") }
        let number = literals.integer(4).flatMap { $0 < 0 ? nil : Int(clamping: $0) }
        return { arguments throws(ExpressionError) in
            let (texts, matcher) = (ByteString.rows(of: arguments.vectors[0]), expression.matcher())
            return try arguments.perRow { (row) throws(ExpressionError) in
                let offsets = start == 0 ? [0] : TextBytes.offsets(texts[row].bytes)
                let offset = offsets[min(Int(clamping: start), offsets.count - 1)]
                let replaced: ByteString?
                do throws(RegularExpressionError) {
                    replaced = try matcher.replacing(
                        texts[row], with: replacement, from: offset, onlyMatch: number,
                        maximumBytes: TextBytes.maximumResultBytes)
                } catch {
                    throw ExpressionError(error)
                }
                if let replaced { return replaced }
                throw ExpressionError(
                    .resultTooLarge,
                    "regexpReplace makes more than \(TextBytes.maximumResultBytes) bytes, the limit for one value")
            }
        }
    }
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
