import Bytes
import SQL
import Schema

extension Binder {
    /// A list is compared by its elements: whether any of them is that, and for `<>` whether none of them is equal.
    func comparison(
        _ operation: ComparisonOperator, _ left: BoundExpression, _ right: BoundExpression, at location: SourceLocation
    ) throws(ExpressionError) -> BoundExpression {
        if right.type.isList && !left.type.isList {
            return try comparison(operation.mirrored, right, left, at: location)
        }
        if left.type.isList && operation == .notEqual {
            return folded(.not(try comparison(.equal, left, right, at: location)))
        }
        return try forAnyElement(of: left) { (left) throws(ExpressionError) -> BoundExpression in
            try single(operation, left, right, at: location)
        }
    }

    private func single(
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

    func distinction(
        _ left: BoundExpression, _ right: BoundExpression, at location: SourceLocation
    ) throws(ExpressionError) -> BoundExpression {
        let (left, right) = try comparable(left, right, at: location)
        if left.isNullConstant { return folded(.not(folded(.isNull(right)))) }
        if right.isNullConstant { return folded(.not(folded(.isNull(left)))) }
        return folded(.isDistinct(left, right))
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
        let subject = try bind(operand, depth: depth)
        let low = exact(try bind(lower, depth: depth), lower, besides: subject.type)
        let high = exact(try bind(upper, depth: depth), upper, besides: subject.type)
        return try forAnyElement(of: subject) { (subject) throws(ExpressionError) -> BoundExpression in
            let (_, low) = try comparable(subject, low, at: location)
            let (_, high) = try comparable(subject, high, at: location)
            // A literal between bounds that are columns takes its type from them.
            let (converted, _) = try comparable(subject, low, at: location)
            let (between, _) = try comparable(converted, high, at: location)
            if between.isNullConstant { return .constant(.null, .boolean) }
            let bounds = [low, high].map { $0.isNullConstant ? .constant(.null, between.type) : $0 }
            return .between(between, lower: bounds[0], upper: bounds[1])
        }
    }

    func inList(
        _ operand: Expression, _ items: [Expression], at location: SourceLocation, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        let subject = try bind(operand, depth: depth)
        var candidates = [BoundExpression]()
        for item in items { candidates.append(exact(try bind(item, depth: depth), item, besides: subject.type)) }
        return try forAnyElement(of: subject) { (subject) throws(ExpressionError) -> BoundExpression in
            try membership(subject, candidates, items)
        }
    }

    private func membership(
        _ subject: BoundExpression, _ candidates: [BoundExpression], _ items: [Expression]
    ) throws(ExpressionError) -> BoundExpression {
        var bound = [BoundExpression]()
        for (candidate, item) in zip(candidates, items) {
            bound.append(try comparable(subject, candidate, at: item.location).1)
        }
        if subject.isNullConstant { return .constant(.null, .boolean) }
        let constants = bound.compactMap { item -> Value? in
            if case .constant(let value, _) = item { value } else { nil }
        }
        guard constants.count == bound.count && !subject.isConstant else { return .inExpressions(subject, bound) }
        return .inConstants(subject, ConstantSet(constants, for: subject.type.representation))
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

    /// Both sides of a comparison, with a literal converted to what the other side is.
    func comparable(
        _ left: BoundExpression, _ right: BoundExpression, at location: SourceLocation
    ) throws(ExpressionError) -> (BoundExpression, BoundExpression) {
        try refuseList(left, "a comparison", at: location)
        try refuseList(right, "a comparison", at: location)
        let (converted, other) = (
            try literal(left, as: right, at: location), try literal(right, as: left, at: location)
        )
        guard converted.isNullConstant || other.isNullConstant || areComparable(converted.type, other.type) else {
            throw ExpressionError(
                .typeMismatch, at: location,
                "\(converted.type.name) and \(other.type.name) cannot be compared")
        }
        return (converted, other)
    }

    private enum Family { case number, boolean, text, bytes }

    private func areComparable(_ left: ValueType, _ right: ValueType) -> Bool {
        family(left.element) == family(right.element)
    }

    private func family(_ type: DataType) -> Family {
        switch type {
        case .int, .long, .float, .double, .timestamp, .bigDecimal: .number
        case .boolean: .boolean
        case .string, .json: .text
        case .bytes: .bytes
        }
    }

    /// A number that meets a BIG_DECIMAL as one, unless it is a double that is not known yet; a literal as what it
    /// meets: text as an instant or as bytes, and a number that meets a FLOAT column in single precision, so that
    /// `x = 0.1` finds what was stored as 0.1. Everything else as it is.
    private func literal(
        _ expression: BoundExpression, as other: BoundExpression, at location: SourceLocation
    ) throws(ExpressionError) -> BoundExpression {
        if other.isNullConstant || expression.isNullConstant { return expression }
        if other.type == .bigDecimal, [.int, .long, .timestamp].contains(expression.type) {
            return folded(.cast(expression, .bigDecimal, isTry: false))
        }
        guard case .constant(let value, _) = expression else { return expression }
        switch (value, other) {
        case (.string(let text), _) where other.type == .timestamp && expression.type == .string:
            return .constant(.integer(try instant(text, at: location)), .timestamp)
        case (.string(let text), _) where other.type == .bytes && expression.type == .string:
            guard let bytes = HexText.parse(text.bytes) else {
                throw ExpressionError(
                    .typeMismatch, at: location, "'\(text.string)' is no BYTES; expected hexadecimal digits in pairs")
            }
            return .constant(.string(ByteString(bytes)), .bytes)
        case (.double(let number), _) where other.type == .bigDecimal:
            guard let exact = BigDecimal(exactly: number) else { return expression }
            return .constant(.string(exact.orderedBytes), .bigDecimal)
        case (.double(let number), .input(_, .float)), (.double(let number), .element(.float)):
            return .constant(.double(Double(Float(number))), .double)
        case (.integer(let number), .input(_, .float)), (.integer(let number), .element(.float)):
            return .constant(.double(Double(Float(number))), .double)
        default: return expression
        }
    }
}
