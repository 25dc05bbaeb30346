import Bytes
import Schema

/// Calls of functions of lists whose other arguments must be of the elements' type.
extension Binder {
    func search(
        _ function: ListSearch, _ arguments: [BoundExpression], _ type: ValueType?, _ place: CallPlace
    ) throws(ExpressionError) -> BoundExpression {
        let list = arguments[0].type
        let result = type ?? list
        if arguments.contains(where: \.isNullConstant) { return .constant(.null, result) }
        var converted = [arguments[0]]
        for index in arguments.indices.dropFirst() {
            converted.append(try element(arguments[index], of: list, index, place))
        }
        let bound = BoundFunction(
            name: place.name, propagatesNulls: true, canFail: false, form: 0, literals: [], body: function.body)
        return folded(.call(bound, converted, result))
    }

    /// A value as one that elements of the list can equal.
    private func element(
        _ value: BoundExpression, of list: ValueType, _ index: Int, _ place: CallPlace
    ) throws(ExpressionError) -> BoundExpression {
        let integers: Set<DataType> = [.int, .long]
        if value.type.element == list.element { return value }
        if list.representation == .double && value.type.isNumber && value.type != .bigDecimal { return double(value) }
        if integers.contains(list.element) && integers.contains(value.type.element) { return value }
        if case .constant(.string(let text), .string) = value, list.element == .timestamp,
            let instant = TimestampText.parse(text.bytes)
        {
            return .constant(.integer(instant), .timestamp)
        }
        throw ExpressionError(
            .typeMismatch, at: place.argument(index),
            "argument \(index + 1) of \(place.name) is \(ValueType(list.element).name), found \(value.type.name)")
    }

    func pair(
        _ function: ListPair, _ arguments: [BoundExpression], _ type: ValueType?, _ place: CallPlace
    ) throws(ExpressionError) -> BoundExpression {
        guard let common = Self.commonElement(arguments[0], arguments[1]) else {
            throw ExpressionError(
                .typeMismatch, at: place.argument(1),
                "\(place.name) takes lists of one type, found \(arguments[0].type.name) and \(arguments[1].type.name)")
        }
        let result = type ?? .list(common)
        if arguments.contains(where: \.isNullConstant) { return .constant(.null, result) }
        let bound = BoundFunction(
            name: place.name, propagatesNulls: true, canFail: false, form: 0, literals: [], body: function.body)
        return folded(.call(bound, arguments, result))
    }

    private static func commonElement(_ left: BoundExpression, _ right: BoundExpression) -> DataType? {
        let (mine, theirs) = (left.type.element, right.type.element)
        if mine == theirs || right.isNullConstant { return mine }
        if left.isNullConstant { return theirs }
        if Set([mine, theirs]) == [.int, .long] { return .long }
        return Set([mine, theirs]) == [.float, .double] ? .double : nil
    }
}
