import Bytes
import SQL
import Schema

extension Binder {
    func like(
        _ operand: Expression, _ pattern: Expression, _ escape: Expression?, isCaseInsensitive: Bool, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        let operation = isCaseInsensitive ? "ILIKE" : "LIKE"
        let subject = try bind(operand, depth: depth)
        try checkText(subject, elements: true, operation, at: operand.location)
        let bound = try bind(pattern, depth: depth)
        try checkText(bound, elements: false, operation, at: pattern.location)
        var style = LikePattern.Style(isCaseInsensitive: isCaseInsensitive)
        if let escape {
            let bytes = try escapeCharacter(escape, depth: depth)
            style = LikePattern.Style(escape: bytes, isCaseInsensitive: isCaseInsensitive)
        }
        if bound.isNullConstant || subject.isNullConstant { return .constant(.null, .boolean) }
        guard case .constant(.string(let text), _) = bound else {
            return try forAnyElement(of: subject) { .likeComputed($0, pattern: bound, style) }
        }
        let compiled: LikePattern
        do { compiled = try LikePattern(text, style) } catch {
            throw ExpressionError(
                .invalidQuery, at: pattern.location, "the LIKE pattern ends with its escape character")
        }
        return try forAnyElement(of: subject) { .like($0, compiled) }
    }

    private func escapeCharacter(_ escape: Expression, depth: Int) throws(ExpressionError) -> [UInt8] {
        guard case .constant(.string(let text), .string) = try bind(escape, depth: depth),
            text.string.unicodeScalars.count == 1
        else { throw ExpressionError(.invalidQuery, at: escape.location, "ESCAPE takes a literal of one character") }
        return text.bytes
    }

    private func checkText(
        _ bound: BoundExpression, elements: Bool, _ operation: String, at location: SourceLocation
    ) throws(ExpressionError) {
        let isText = bound.type.element.isText && (elements || !bound.type.isList)
        guard bound.isNullConstant || isText else {
            throw ExpressionError(
                .typeMismatch, at: location, "\(operation) takes text, found \(bound.type.name)")
        }
    }

    /// Values of any type are written as CAST writes them.
    func concatenation(_ left: Expression, _ right: Expression, depth: Int) throws(ExpressionError) -> BoundExpression {
        let (first, second) = (try bind(left, depth: depth), try bind(right, depth: depth))
        try refuseList(first, "||", at: left.location)
        try refuseList(second, "||", at: right.location)
        if first.isNullConstant || second.isNullConstant { return .constant(.null, .string) }
        return folded(.concatenate(text(first, left), text(second, right)))
    }

    /// A literal with a point is written without zeros behind its last digit, as a BIG_DECIMAL is.
    private func text(_ bound: BoundExpression, _ syntax: Expression) -> BoundExpression {
        if bound.type.element.isText { return bound }
        return folded(.cast(exact(bound, syntax, besides: .bigDecimal), .string, isTry: false))
    }

    /// `REGEXP_LIKE(text, pattern [, flags])`: whether the pattern, a literal, matches somewhere in the text, or in one
    /// element of a list.
    func regexpLike(_ call: FunctionCall, at location: SourceLocation, depth: Int) throws(ExpressionError)
        -> BoundExpression
    {
        guard call.arguments.count == 2 || call.arguments.count == 3 else {
            throw ExpressionError(
                .typeMismatch, at: location, "\(call.name) takes 2 to 3 arguments, found \(call.arguments.count)")
        }
        let subject = try bind(call.arguments[0], depth: depth)
        try checkText(subject, elements: true, call.name, at: call.arguments[0].location)
        let pattern = try textLiteral(call.arguments[1], "the pattern of \(call.name)", depth: depth)
        var options: RegularExpression.Options = []
        if call.arguments.count == 3 {
            let flags = try textLiteral(call.arguments[2], "the flags of \(call.name)", depth: depth)
            guard let parsed = RegularExpression.Options(flags: flags?.string ?? "") else {
                throw ExpressionError(
                    .invalidQuery, at: call.arguments[2].location,
                    "the flags of \(call.name) are letters of i, c, m, s and x")
            }
            options = parsed
        }
        guard let pattern, !subject.isNullConstant else { return .constant(.null, .boolean) }
        let expression: RegularExpression
        do { expression = try RegularExpression(pattern, options: options) } catch {
            throw ExpressionError(error, at: call.arguments[1].location)
        }
        return try forAnyElement(of: subject) { .matches($0, expression) }
    }

    /// Nil for NULL.
    private func textLiteral(_ argument: Expression, _ role: String, depth: Int) throws(ExpressionError) -> ByteString? {
        let bound = try bind(argument, depth: depth)
        if bound.isNullConstant { return nil }
        guard case .constant(.string(let text), .string) = bound else {
            throw ExpressionError(.typeMismatch, at: argument.location, "\(role) is a literal text")
        }
        return text
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
