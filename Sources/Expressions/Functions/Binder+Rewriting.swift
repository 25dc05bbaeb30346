import Bytes
import SQL
import Schema

/// What functions that stand for other operations are made of.
extension Binder {
    func arithmetic(
        _ operation: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression, _ place: CallPlace
    ) throws(ExpressionError) -> BoundExpression {
        arithmetic(operation, try number(left, 0, place), try number(right, 1, place))
    }

    func negation(_ operand: BoundExpression, _ place: CallPlace) throws(ExpressionError) -> BoundExpression {
        let operand = try number(operand, 0, place)
        return operand.isNullConstant ? operand : folded(.negate(operand))
    }

    private func number(
        _ operand: BoundExpression, _ index: Int, _ place: CallPlace
    ) throws(ExpressionError) -> BoundExpression {
        if operand.isNullConstant { return .constant(.null, .long) }
        guard operand.type.isNumber || operand.type == .timestamp else {
            throw ExpressionError(
                .typeMismatch, at: place.argument(index),
                "argument \(index + 1) of \(place.name) is a number, found \(operand.type.name)")
        }
        return operand
    }

    /// A call of a function that gives one of its arguments, all brought to one type.
    func choice(
        among arguments: [BoundExpression], _ place: CallPlace, propagatesNulls: Bool = false,
        body: @escaping FunctionBody
    ) throws(ExpressionError) -> BoundExpression {
        let (converted, type) = try commonTyped(arguments, place)
        if propagatesNulls && converted.contains(where: \.isNullConstant) { return .constant(.null, type) }
        guard converted.count > 1 else { return converted.first ?? .constant(.null, type) }
        let function = BoundFunction(
            name: place.name, propagatesNulls: propagatesNulls, canFail: false, form: 0, literals: [], body: body)
        return folded(.call(function, converted, type))
    }

    /// The arguments as values of one type, as the alternatives of CASE are.
    func commonTyped(
        _ arguments: [BoundExpression], _ place: CallPlace
    ) throws(ExpressionError) -> (arguments: [BoundExpression], type: ValueType) {
        let places = arguments.indices.map(place.argument)
        for index in arguments.indices { try refuseList(arguments[index], place.name, at: places[index]) }
        return try unified(arguments, arguments.map { _ in nil }, place.name, at: places)
    }
}
