import Bytes
import SQL
import Schema

extension Binder {
    func comparison(
        _ operation: ComparisonOperator, _ left: BoundExpression, _ right: BoundExpression, at location: SourceLocation
    ) throws(ExpressionError) -> BoundExpression {
        let (left, right) = try comparable(left, right, at: location)
        if left.isNullConstant || right.isNullConstant { return .constant(.null, .boolean) }
        // A constant stands on the right, where the fast paths look for it.
        let (operation, subject, other) =
            left.isConstant && !right.isConstant ? (operation.mirrored, right, left) : (operation, left, right)
        if case .constant(.double(let bound), _) = other, subject.type.representation == .integer,
            let exact = integerBound(operation, bound)
        {
            return .comparison(exact.operation, subject, .constant(.integer(exact.bound), .long))
        }
        return .comparison(operation, subject, other)
    }

    /// The comparison with an integer that holds for the same integers as one with a double; nil if there is none.
    private func integerBound(
        _ operation: ComparisonOperator, _ bound: Double
    ) -> (operation: ComparisonOperator, bound: Int64)? {
        if let exact = Int64(exactly: bound) { return (operation, exact) }
        switch operation {
        case .equal, .notEqual: return nil
        case .less, .lessOrEqual:
            return Int64(exactly: bound.rounded(.down)).map { (.lessOrEqual, $0) }
        case .greater, .greaterOrEqual:
            return Int64(exactly: bound.rounded(.up)).map { (.greaterOrEqual, $0) }
        }
    }

    func between(
        _ operand: Expression, _ lower: Expression, _ upper: Expression, at location: SourceLocation, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        let operand = try bind(operand, depth: depth)
        let (_, low) = try comparable(operand, try bind(lower, depth: depth), at: location)
        let (_, high) = try comparable(operand, try bind(upper, depth: depth), at: location)
        // A literal between bounds that are columns takes its type from them.
        let (converted, _) = try comparable(operand, low, at: location)
        let (subject, _) = try comparable(converted, high, at: location)
        if subject.isNullConstant { return .constant(.null, .boolean) }
        let bounds = [low, high].map { $0.isNullConstant ? .constant(.null, subject.type) : $0 }
        return folded(.between(subject, lower: bounds[0], upper: bounds[1]))
    }

    func inList(
        _ operand: Expression, _ items: [Expression], at location: SourceLocation, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        let operand = try bind(operand, depth: depth)
        var bound = [BoundExpression]()
        for item in items { bound.append(try comparable(operand, try bind(item, depth: depth), at: item.location).1) }
        if operand.isNullConstant { return .constant(.null, .boolean) }
        let constants = bound.compactMap { item -> Value? in
            if case .constant(let value, _) = item { value } else { nil }
        }
        guard constants.count == bound.count && !operand.isConstant else {
            return folded(.inExpressions(operand, bound))
        }
        return .inConstants(operand, ConstantSet(constants, for: operand.type.representation))
    }

    /// An OR, with comparisons of one expression with constants joined into a list: `x = 1 OR x = 2` is `x IN (1, 2)`.
    func alternatives(_ operands: [BoundExpression]) -> BoundExpression {
        var constants = [BoundExpression: [Value]]()
        for case .comparison(.equal, let subject, .constant(let value, _)) in operands where !subject.isConstant {
            constants[subject, default: []].append(value)
        }
        var joined = [BoundExpression]()
        for operand in operands {
            guard case .comparison(.equal, let subject, .constant) = operand, !subject.isConstant,
                constants[subject]?.count != 1
            else {
                joined.append(operand)
                continue
            }
            guard let values = constants.removeValue(forKey: subject) else { continue }
            joined.append(.inConstants(subject, ConstantSet(values, for: subject.type.representation)))
        }
        return joined.count == 1 ? joined[0] : folded(.or(joined))
    }

    func like(
        _ operand: Expression, _ pattern: Expression, _ escape: Expression?, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        let subject = try text(operand, "LIKE", depth: depth)
        let bound = try text(pattern, "LIKE", depth: depth)
        guard case .constant(let value, _) = bound else {
            throw ExpressionError(.unsupported, at: pattern.location, "LIKE takes a pattern that is a literal")
        }
        var escapeBytes = [UInt8(ascii: "\\")]
        if let escape {
            guard case .constant(.string(let text), _) = try bind(escape, depth: depth),
                text.string.unicodeScalars.count == 1
            else {
                throw ExpressionError(.invalidQuery, at: escape.location, "ESCAPE takes a literal of one character")
            }
            escapeBytes = text.bytes
        }
        guard case .string(let text) = value, !subject.isNullConstant else { return .constant(.null, .boolean) }
        do {
            return folded(.like(subject, try LikePattern(text, escape: escapeBytes)))
        } catch {
            throw ExpressionError(
                .invalidQuery, at: pattern.location, "the LIKE pattern ends with its escape character")
        }
    }

    private func text(_ expression: Expression, _ operation: String, depth: Int) throws(ExpressionError)
        -> BoundExpression
    {
        let bound = try bind(expression, depth: depth)
        guard bound.isNullConstant || bound.type == .string else {
            throw ExpressionError(
                .typeMismatch, at: expression.location, "\(operation) takes text, found \(bound.type.name)")
        }
        return bound
    }

    /// Both sides of a comparison, with a literal converted to what the other side is.
    func comparable(
        _ left: BoundExpression, _ right: BoundExpression, at location: SourceLocation
    ) throws(ExpressionError) -> (BoundExpression, BoundExpression) {
        try refuseList(left, "a comparison", at: location)
        try refuseList(right, "a comparison", at: location)
        let (converted, other) = (
            try literal(left, as: right, at: location), try literal(right, as: left, at: location)
        )
        guard
            converted.isNullConstant || other.isNullConstant
                || family(converted.type.element) == family(other.type.element)
        else {
            throw ExpressionError(
                .typeMismatch, at: location,
                "\(converted.type.name) and \(other.type.name) cannot be compared")
        }
        return (converted, other)
    }

    private enum Family { case number, decimal, boolean, text, bytes }

    private func family(_ type: DataType) -> Family {
        switch type {
        case .int, .long, .float, .double, .timestamp: .number
        case .boolean: .boolean
        case .string, .json: .text
        case .bytes: .bytes
        case .bigDecimal: .decimal
        }
    }

    /// A text that meets a TIMESTAMP as an instant, and a number that meets a FLOAT column in single precision, so
    /// that `x = 0.1` finds what was stored as 0.1; everything else as it is.
    private func literal(
        _ expression: BoundExpression, as other: BoundExpression, at location: SourceLocation
    ) throws(ExpressionError) -> BoundExpression {
        guard case .constant(let value, _) = expression else { return expression }
        switch (value, other) {
        case (.string(let text), _) where other.type == .timestamp && !other.isNullConstant:
            guard let instant = TimestampText.parse(text.bytes) else {
                throw ExpressionError(
                    .typeMismatch, at: location,
                    "'\(text.string)' is no TIMESTAMP; expected 'yyyy-MM-dd', 'yyyy-MM-dd HH:mm:ss[.SSS]' "
                        + "or 'yyyy-MM-ddTHH:mm:ss[.SSS]Z'")
            }
            return .constant(.integer(instant), .timestamp)
        case (.double(let number), .input(_, .float)): return .constant(.double(Double(Float(number))), .double)
        case (.integer(let number), .input(_, .float)): return .constant(.double(Double(Float(number))), .double)
        default: return expression
        }
    }
}
