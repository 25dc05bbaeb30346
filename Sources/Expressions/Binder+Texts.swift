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
}
