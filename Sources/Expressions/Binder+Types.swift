import Bytes
import SQL
import Schema

extension Binder {
    /// The alternatives of CASE, COALESCE or ARRAY brought to one type; NULLs take that of the others.
    ///
    /// `syntax` is what an alternative was bound from, where that is known.
    func unified(
        _ alternatives: [BoundExpression], _ syntax: [Expression?], _ operation: String, at places: [SourceLocation]
    ) throws(ExpressionError) -> ([BoundExpression], ValueType) {
        let types = alternatives.filter { !$0.isNullConstant }.map(\.type)
        guard var type = types.first else { return (alternatives, .string) }
        let hasInstant = types.contains(.timestamp)
        let hasDecimal = types.contains { $0.element == .bigDecimal }
        if hasInstant && type == .string { type = .timestamp }
        var bound = [BoundExpression]()
        for (index, alternative) in alternatives.enumerated() {
            var next = alternative
            if hasDecimal, let syntax = syntax[index] { next = exact(next, syntax, besides: .bigDecimal) }
            if hasInstant, case .constant(.string(let text), .string) = next {
                next = .constant(.integer(try instant(text, at: places[index])), .timestamp)
            }
            bound.append(next)
            if next.isNullConstant { continue }
            guard let common = Self.commonType(type, next.type) else {
                throw ExpressionError(
                    .typeMismatch, at: places[index],
                    "\(operation) takes values of one type, found \(type.name) and \(next.type.name)")
            }
            type = common
        }
        return (bound.map { converted($0, to: type) }, type)
    }

    /// The type that values of both types can have; nil if there is none.
    static func commonType(_ left: ValueType, _ right: ValueType) -> ValueType? {
        if left == right { return left }
        guard left.isList == right.isList else { return nil }
        let (first, second) = (ValueType(left.element), ValueType(right.element))
        let element: DataType
        if first.isNumber && second.isNumber {
            let isDouble = first.representation == .double || second.representation == .double
            element = isDouble ? .double : first == .bigDecimal || second == .bigDecimal ? .bigDecimal : .long
        } else if first.element.isText && second.element.isText {
            element = .string
        } else {
            return nil
        }
        return ValueType(element, isList: left.isList)
    }

    /// A value as the type that `commonType` made of its own and others.
    func converted(_ expression: BoundExpression, to type: ValueType) -> BoundExpression {
        if expression.isNullConstant { return .constant(.null, type) }
        if expression.type.element == type.element { return expression }
        if type == .double { return double(expression) }
        // An INT is a LONG as it is, and a JSON a STRING.
        let isSame = expression.type.representation == type.representation && type.element != .bigDecimal
        return isSame ? expression : folded(.cast(expression, type, isTry: false))
    }

    func cast(
        _ operand: BoundExpression, _ syntax: Expression, to name: TypeName, isTry: Bool
    ) throws(ExpressionError) -> BoundExpression {
        guard let element = ValueCast.type(named: name.name) else {
            throw ExpressionError(
                .typeMismatch, at: name.location,
                "there is no type \(name.name); the types are "
                    + DataType.allCases.map(\.rawValue).joined(separator: ", ") + " and arrays of them")
        }
        let type = ValueType(element, isList: name.isArray)
        if operand.isNullConstant { return .constant(.null, type) }
        guard operand.type.isList == type.isList, ValueCast(from: operand.type.element, to: element).isPossible else {
            throw ExpressionError(
                .typeMismatch, at: name.location, "\(operand.type.name) cannot be cast to \(type.name)")
        }
        let operand = exact(operand, syntax, besides: type)
        return operand.type == type ? operand : folded(.cast(operand, type, isTry: isTry))
    }
}
