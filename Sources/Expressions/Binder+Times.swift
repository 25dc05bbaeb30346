import Bytes
import SQL
import Schema

extension Binder {
    func typedLiteral(
        _ kind: TypedLiteralKind, _ text: String, at location: SourceLocation
    ) throws(ExpressionError) -> BoundExpression {
        let instant = try instant(ByteString(text), at: location)
        switch kind {
        case .timestamp: break
        case .date:
            guard text.utf8.count == "yyyy-MM-dd".utf8.count else {
                throw ExpressionError(.typeMismatch, at: location, "'\(text)' is no DATE; expected 'yyyy-MM-dd'")
            }
        }
        return .constant(.integer(instant), .timestamp)
    }

    func instant(_ text: ByteString, at location: SourceLocation) throws(ExpressionError) -> Int64 {
        if let instant = TimestampText.parse(text.bytes) { return instant }
        throw ExpressionError(
            .typeMismatch, at: location,
            "'\(text.string)' is no TIMESTAMP; expected 'yyyy-MM-dd', 'yyyy-MM-dd HH:mm:ss[.SSS]' "
                + "or 'yyyy-MM-ddTHH:mm:ss[.SSS]Z'")
    }

    /// An instant and an interval; nil if neither side is an interval.
    func intervalSum(
        _ operation: ArithmeticOperator, _ left: Expression, _ right: Expression, depth: Int
    ) throws(ExpressionError) -> BoundExpression? {
        let (other, syntax, literal): (Expression, Expression, IntervalLiteral)
        switch (operation, left.kind, right.kind) {
        case (.add, _, .interval(let interval)), (.subtract, _, .interval(let interval)):
            (other, syntax, literal) = (left, right, interval)
        case (.add, .interval(let interval), _): (other, syntax, literal) = (right, left, interval)
        // As an operand of its own, the interval is refused.
        default: return nil
        }
        let bound = try bind(other, depth: depth + 1)
        if bound.isNullConstant { return .constant(.null, .timestamp) }
        guard bound.type == .timestamp || bound.type == .long else {
            throw ExpressionError(
                .typeMismatch, at: other.location,
                "an INTERVAL is added to a TIMESTAMP, or to a LONG of milliseconds, found \(bound.type.name)")
        }
        guard let interval = CalendarInterval(literal, isNegated: operation == .subtract) else {
            throw ExpressionError(
                .invalidQuery, at: syntax.location,
                "the INTERVAL is no whole number of milliseconds, or beyond 64 bits of them")
        }
        return folded(.addInterval(bound, interval))
    }
}
