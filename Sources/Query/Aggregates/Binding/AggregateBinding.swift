import Bytes
import Expressions
import SQL
import Schema

/// A call of an aggregate while its arguments are settled.
struct AggregateBinding {
    let match: AggregateRegistry.Match
    private let call: FunctionCall
    let location: SourceLocation
    private let binder: Binder

    var function: AggregateFunction { match.function }
    /// As the statement writes it.
    var name: String { call.name }
    /// How many arguments there are.
    var count: Int { call.arguments.count }
    var isDistinct: Bool { call.isDistinct }
    var isStar: Bool { call.isStar }
    /// Whether there is a WITHIN GROUP.
    var isOrdered: Bool { !call.withinGroup.isEmpty }

    private static let numbers: Set<DataType> = [.int, .long, .float, .double]

    init(_ match: AggregateRegistry.Match, _ call: FunctionCall, with binder: Binder, at location: SourceLocation) {
        self.match = match
        self.call = call
        self.binder = binder
        self.location = location
    }

    /// The call with filter and order.
    func bind(filter: (Expression) throws(ExpressionError) -> BoundExpression) throws(ExpressionError) -> AggregateCall
    {
        if call.isStar { try require(function.name == "count" && !call.isDistinct, "only COUNT takes *") }
        if call.isDistinct && function.distinct == .refused {
            throw ExpressionError(.unsupported, at: location, "\(call.name)(DISTINCT ...) is not supported")
        }
        guard call.withinGroup.isEmpty || function.takesOrder else {
            throw ExpressionError(
                .unsupported, at: location, "\(call.name) does not support WITHIN GROUP; its result has no order")
        }
        var bound = try function.bind(self)
        for item in call.withinGroup {
            let key = try binder.bind(item.expression)
            guard !key.type.isList else {
                throw mismatch("WITHIN GROUP takes single values, found \(key.type.name)", at: item.expression.location)
            }
            bound.arguments.append(key)
            bound.order.append(
                AggregateCall.Direction(
                    isAscending: item.isAscending, nullsFirst: item.nullsFirst ?? !item.isAscending))
        }
        if let condition = call.filter { bound.filter = try filter(condition) }
        return bound
    }

    /// The same call of another function.
    func of(_ function: AggregateFunction) -> AggregateBinding {
        AggregateBinding(AggregateRegistry.Match(function: function), call, with: binder, at: location)
    }

    func result(_ arguments: [BoundExpression], _ type: ValueType, parameters: [Value] = []) -> AggregateCall {
        AggregateCall(function: function, arguments: arguments, parameters: parameters, type: type)
    }

    /// Where an argument stands.
    func place(_ index: Int) -> SourceLocation { call.arguments[index].location }

    func mismatch(_ detail: String, at location: SourceLocation? = nil) -> ExpressionError {
        ExpressionError(.typeMismatch, at: location ?? self.location, detail)
    }

    private func require(_ condition: Bool, _ detail: String) throws(ExpressionError) {
        guard condition else { throw ExpressionError(.invalidQuery, at: location, detail) }
    }

    /// Checks how many arguments there are.
    func takes(_ counts: ClosedRange<Int>) throws(ExpressionError) {
        guard !counts.contains(call.arguments.count) else { return }
        let most = counts.upperBound
        let wanted =
            most == .max
            ? "\(counts.lowerBound) or more" : counts.lowerBound == most ? "\(most)" : "\(counts.lowerBound) to \(most)"
        throw mismatch(
            "\(call.name) takes \(wanted) argument\(wanted == "1" ? "" : "s"), found \(call.arguments.count)")
    }

    /// An argument with one value per row, or for the first one a list of them, whose elements then are the values.
    func value(_ index: Int) throws(ExpressionError) -> BoundExpression {
        let argument = try binder.bind(call.arguments[index])
        let place = call.arguments[index].location
        if argument.isNullConstant { return .constant(.null, Self.typeOfNull(argument, from: call.arguments[index])) }
        if index == 0 && function.takesOnlyLists && !argument.type.isList {
            throw mismatch("\(call.name) takes a column of lists, found \(argument.type.name)", at: place)
        }
        if index > 0 && argument.type.isList {
            throw mismatch(
                "argument \(index + 1) of \(call.name) is a single value, found \(argument.type.name)", at: place)
        }
        return argument
    }

    /// The same for an aggregate that does not look into lists.
    func singleValue(_ index: Int) throws(ExpressionError) -> BoundExpression {
        let argument = try value(index)
        guard !argument.type.isList else {
            throw mismatch(
                "\(call.name) takes single values, found \(argument.type.name)", at: call.arguments[index].location)
        }
        return argument
    }

    /// An argument of type INT, LONG, FLOAT or DOUBLE.
    func number(_ index: Int) throws(ExpressionError) -> BoundExpression {
        try argument(index, of: Self.numbers, "numbers")
    }

    /// The same or BIG_DECIMAL.
    func summand(_ index: Int) throws(ExpressionError) -> BoundExpression {
        try argument(index, of: Self.numbers.union([.bigDecimal]), "numbers")
    }

    /// An argument whose values, or elements, are of one of some types.
    func argument(_ index: Int, of types: Set<DataType>, _ description: String) throws(ExpressionError)
        -> BoundExpression
    {
        let argument = try value(index)
        if types.contains(argument.type.element) { return argument }
        guard argument.isNullConstant else {
            throw mismatch(
                "\(call.name) takes \(description), found \(argument.type.name)", at: call.arguments[index].location)
        }
        return .constant(.null, .long)
    }

    /// A bare NULL is a number, since every aggregate takes numbers; what is NULL as a whole keeps its type.
    private static func typeOfNull(_ argument: BoundExpression, from expression: Expression) -> ValueType {
        if case .literal(.null) = expression.kind { return .long }
        return argument.type.isList ? .long : argument.type
    }

    /// An argument that must be a literal.
    private func constant(_ index: Int) throws(ExpressionError) -> Value? {
        guard case .constant(let value, _) = try binder.bind(call.arguments[index]) else { return nil }
        return value
    }

    /// A literal integer in a range; the default if the argument is left out.
    func integer(_ index: Int, in range: ClosedRange<Int64>, default defaultValue: Int64?, _ name: String)
        throws(ExpressionError) -> Value
    {
        if index >= call.arguments.count, let defaultValue { return .integer(defaultValue) }
        guard case .integer(let value) = try constant(index), range.contains(value) else {
            throw mismatch(
                "\(name) of \(call.name) is an integer from \(range.lowerBound) to \(range.upperBound)",
                at: call.arguments[index].location)
        }
        return .integer(value)
    }

    /// A literal number.
    func double(_ index: Int, _ name: String) throws(ExpressionError) -> Double {
        switch try constant(index) {
        case .integer(let value): return Double(value)
        case .double(let value): return value
        default: throw mismatch("\(name) of \(call.name) is a number", at: call.arguments[index].location)
        }
    }

    /// A literal text.
    func text(_ index: Int, _ name: String) throws(ExpressionError) -> String {
        guard case .string(let value) = try constant(index) else {
            throw mismatch("\(name) of \(call.name) is a text in quotes", at: call.arguments[index].location)
        }
        return value.string
    }

    /// A literal TRUE or FALSE.
    func truth(_ index: Int, _ name: String) throws(ExpressionError) -> Bool {
        guard case .constant(.integer(let value), .boolean) = try binder.bind(call.arguments[index]) else {
            throw mismatch("\(name) of \(call.name) is true or false", at: call.arguments[index].location)
        }
        return value == 1
    }

    /// The type that the statement names in quotes; nil if the argument is left out.
    func namedType(_ index: Int) throws(ExpressionError) -> ValueType? {
        guard index < call.arguments.count else { return nil }
        let name = try text(index, "the type")
        guard let type = DataType(rawValue: name.uppercased()) else {
            throw mismatch("there is no type \(name)", at: call.arguments[index].location)
        }
        return ValueType(type, isList: false)
    }

    /// The list of literal numbers that an argument is.
    func doubles(_ index: Int, _ name: String) throws(ExpressionError) -> [Double] {
        var edges = [Double]()
        if case .list(let elements) = try constant(index) {
            for element in elements {
                switch element {
                case .integer(let value): edges.append(Double(value))
                case .double(let value): edges.append(value)
                default: break
                }
            }
            if edges.count == elements.count { return edges }
        }
        throw mismatch("\(name) of \(call.name) is an array of numbers", at: call.arguments[index].location)
    }

    /// The argument as a value of the type that the statement names in quotes, which must hold it.
    func converted(_ argument: BoundExpression, toTypeAt index: Int) throws(ExpressionError) -> BoundExpression {
        guard let type = try namedType(index) else { return argument }
        let element = argument.type.element
        if argument.isNullConstant { return .constant(.null, type) }
        if type.element == element { return argument }
        switch (element, type.element) {
        case (.int, .long), (.float, .double), (.json, .string): return argument
        case (.int, .double), (.long, .double):
            if !argument.type.isList { return .toDouble(argument) }
        default: break
        }
        throw mismatch(
            "\(call.name) of \(argument.type.name) values cannot be \(type.name)", at: call.arguments[index].location)
    }
}
