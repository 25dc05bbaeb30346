import Bytes
import SQL
import Schema

extension Binder {
    func bindCall(_ call: FunctionCall, at location: SourceLocation, depth: Int) throws(ExpressionError)
        -> BoundExpression
    {
        guard call.filter == nil && call.withinGroup.isEmpty else {
            throw ExpressionError(
                .unsupported, at: location,
                "Martlet does not support \(call.filter == nil ? "WITHIN GROUP" : "FILTER (WHERE ...)") here")
        }
        if let aggregate = try scope.bindAggregate(call, at: location) { return aggregate }
        guard !call.isStar && !call.isDistinct else {
            throw ExpressionError(.invalidQuery, at: location, "\(call.name) is no aggregate")
        }
        if call.name.lowercased() == "mod" { return try bindRemainder(call, at: location, depth: depth) }
        guard let function = FunctionRegistry.function(named: call.name) else {
            let known = FunctionRegistry.functions.map(\.name) + ["mod", "count", "sum", "min", "max", "avg"]
            throw ExpressionError(
                .unknownFunction, at: location,
                "there is no function \(call.name)\(NameSuggestion.hint(for: call.name, among: known))")
        }
        let most = function.isVariadic ? Int.max : function.parameters.count + function.optionalParameters.count
        guard call.arguments.count >= function.parameters.count && call.arguments.count <= most else {
            throw ExpressionError(
                .typeMismatch, at: location,
                "\(function.name) takes \(function.arity), found \(call.arguments.count)")
        }
        return try apply(function, call.arguments, depth: depth)
    }

    private func bindRemainder(_ call: FunctionCall, at location: SourceLocation, depth: Int) throws(ExpressionError)
        -> BoundExpression
    {
        guard call.arguments.count == 2 else {
            throw ExpressionError(
                .typeMismatch, at: location, "mod takes 2 arguments, found \(call.arguments.count)")
        }
        return try arithmetic(.remainder, call.arguments[0], call.arguments[1], depth: depth)
    }

    private func apply(_ function: ScalarFunction, _ arguments: [Expression], depth: Int) throws(ExpressionError)
        -> BoundExpression
    {
        var bound = [BoundExpression]()
        for argument in arguments { bound.append(try bind(argument, depth: depth + 1)) }
        if case .common = function.result { return try applyToCommonType(function, bound, arguments) }
        for index in bound.indices {
            bound[index] = try converted(bound[index], for: function, index, at: arguments[index].location)
        }
        let type = resultType(function.result, bound)
        if function.propagatesNulls && bound.contains(where: \.isNullConstant) { return .constant(.null, type) }
        return folded(.call(function, bound, type))
    }

    /// Brings the alternatives of COALESCE to one type.
    private func applyToCommonType(
        _ function: ScalarFunction, _ bound: [BoundExpression], _ arguments: [Expression]
    ) throws(ExpressionError) -> BoundExpression {
        for (index, next) in bound.enumerated() { try refuseList(next, function.name, at: arguments[index].location) }
        let given = bound.filter { !$0.isNullConstant }
        guard let first = given.first else { return bound[0] }
        var type = first.type
        for (index, next) in bound.enumerated() where !next.isNullConstant && next.type != type {
            guard let common = Self.commonType(type, next.type) else {
                throw ExpressionError(
                    .typeMismatch, at: arguments[index].location,
                    "\(function.name) takes arguments of one type, found \(type.name) and \(next.type.name)")
            }
            type = common
        }
        let converted = given.map { type.representation == .double ? double($0) : $0 }
        return converted.count == 1 ? converted[0] : folded(.call(function, converted, type))
    }

    private static func commonType(_ left: ValueType, _ right: ValueType) -> ValueType? {
        if left == right { return left }
        let numbers: Set<ValueType> = [.int, .long, .float, .double]
        guard numbers.contains(left) && numbers.contains(right) else { return nil }
        return left.representation == .double || right.representation == .double ? .double : .long
    }

    private func converted(
        _ argument: BoundExpression, for function: ScalarFunction, _ index: Int, at location: SourceLocation
    ) throws(ExpressionError) -> BoundExpression {
        let all = function.parameters + function.optionalParameters
        let parameter = all[min(index, all.count - 1)]
        if argument.isNullConstant && parameter.accepts != nil { return argument }
        if case .timeUnit = parameter { return try timeUnit(argument, function, at: location) }
        if case .timestamp = parameter, case .constant(.string(let text), _) = argument,
            let instant = TimestampText.parse(text.bytes)
        {
            return .constant(.integer(instant), .timestamp)
        }
        guard parameter.accepts?.contains(argument.type) == true else {
            throw ExpressionError(
                .typeMismatch, at: location,
                "argument \(index + 1) of \(function.name) is \(parameter.description), found \(argument.type.name)"
            )
        }
        if case .double = parameter { return double(argument) }
        return argument
    }

    private func timeUnit(_ argument: BoundExpression, _ function: ScalarFunction, at location: SourceLocation)
        throws(ExpressionError) -> BoundExpression
    {
        guard case .constant(.string(let name), _) = argument, CalendarUnit(rawValue: name.string.lowercased()) != nil
        else {
            let units = CalendarUnit.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw ExpressionError(.typeMismatch, at: location, "the unit of \(function.name) is one of \(units)")
        }
        return argument
    }

    private func resultType(_ result: ScalarFunction.Result, _ arguments: [BoundExpression]) -> ValueType {
        switch result {
        case .always(let type): type
        case .numberLike(let index): arguments[index].type.representation == .double ? .double : .long
        case .timestampLike(let index): arguments[index].type == .timestamp ? .timestamp : .long
        case .common: preconditionFailure("a common type is computed from all arguments")
        }
    }
}

extension ScalarFunction.Parameter {
    /// The types that it takes; nil for what must be a literal.
    var accepts: Set<ValueType>? {
        switch self {
        case .number, .double: [.int, .long, .float, .double]
        case .integer: [.int, .long]
        case .timestamp: [.timestamp, .long]
        case .string: [.string]
        case .timeUnit: nil
        }
    }

    var description: String {
        switch self {
        case .number, .double: "a number"
        case .integer: "an integer"
        case .timestamp: "a TIMESTAMP or LONG"
        case .string: "a text"
        case .timeUnit: "a unit"
        }
    }
}
