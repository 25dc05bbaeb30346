import Bytes
import SQL
import Schema

extension Binder {
    func bindCall(_ call: FunctionCall, at location: SourceLocation, depth: Int) throws(ExpressionError)
        -> BoundExpression
    {
        if let aggregate = try scope.bindAggregate(call, at: location) { return aggregate }
        let isPlain = !call.isStar && !call.isDistinct && call.filter == nil && call.withinGroup.isEmpty
        guard isPlain || FunctionRegistry.function(named: call.name) == nil else {
            throw ExpressionError(.invalidQuery, at: location, "\(call.name) is no aggregate")
        }
        var arguments = [BoundExpression]()
        for argument in call.arguments { arguments.append(try bind(argument, depth: depth + 1)) }
        let place = CallPlace(name: call.name, location: location, arguments: call.arguments.map(\.location))
        return try bindCall(of: call.name, arguments, place)
    }

    /// A call of the function of that name, with errors at one place.
    public func call(
        _ name: String, _ arguments: [BoundExpression], at location: SourceLocation
    ) throws(ExpressionError) -> BoundExpression {
        try bindCall(of: name, arguments, CallPlace(name: name, location: location, arguments: []))
    }

    private func bindCall(
        of name: String, _ arguments: [BoundExpression], _ place: CallPlace
    ) throws(ExpressionError) -> BoundExpression {
        guard let function = FunctionRegistry.function(named: name) else {
            let known = FunctionRegistry.names + scope.aggregateNames
            throw ExpressionError(
                .unknownFunction, at: place.location,
                "there is no function \(name)\(NameSuggestion.hint(for: name, among: known))")
        }
        let place = CallPlace(name: function.name, location: place.location, arguments: place.arguments)
        let forms = function.signatures.indices.filter { function.signatures[$0].takes(count: arguments.count) }
        guard !forms.isEmpty else {
            throw ExpressionError(
                .typeMismatch, at: place.location,
                "\(function.name) takes \(function.arity), found \(arguments.count)")
        }
        for form in forms {
            if let converted = convert(arguments, for: function.signatures[form]) {
                return try apply(function, form, converted, place)
            }
        }
        throw mismatch(function, forms, arguments, place)
    }

    /// The arguments as the signature takes them; nil if it does not.
    private func convert(_ arguments: [BoundExpression], for signature: FunctionSignature) -> [BoundExpression]? {
        var converted = [BoundExpression]()
        for (index, argument) in arguments.enumerated() {
            guard let next = convert(argument, for: signature.parameter(index)) else { return nil }
            converted.append(next)
        }
        return converted
    }

    private func convert(_ argument: BoundExpression, for parameter: FunctionParameter) -> BoundExpression? {
        if argument.isNullConstant {
            return parameter.accepts(argument.type) ? argument : .constant(.null, parameter.nullType)
        }
        if case .timestamp = parameter, case .constant(.string(let text), .string) = argument {
            return TimestampText.parse(text.bytes).map { .constant(.integer($0), .timestamp) }
        }
        guard parameter.accepts(argument.type), !parameter.isLiteral || argument.isConstant else { return nil }
        if case .double = parameter { return double(argument) }
        return argument
    }

    private func apply(
        _ function: ScalarFunction, _ form: Int, _ arguments: [BoundExpression], _ place: CallPlace
    ) throws(ExpressionError) -> BoundExpression {
        let signature = function.signatures[form]
        let prepare: FunctionSignature.Preparation
        switch signature.implementation {
        case .rewritten(let rewrite): return try rewrite(self, arguments, place)
        case .prepared(let preparation): prepare = preparation
        }
        let literals = Set(arguments.indices.filter { signature.parameter($0).isLiteral })
        let values = arguments.indices.map { index -> Value? in
            guard literals.contains(index), case .constant(let value, _) = arguments[index] else { return nil }
            return value
        }
        let known = FunctionLiterals(values: values, place: place, now: now)
        let type = try signature.result.type(for: arguments.map(\.type), known)
        let propagatesNulls = function.nullBehavior == .propagates
        let hasNull = arguments.indices.contains { index in
            if case .literalValue = signature.parameter(index) { return false }
            return arguments[index].isNullConstant
        }
        if propagatesNulls && hasNull { return .constant(.null, type) }
        let bound = BoundFunction(
            name: function.name, propagatesNulls: propagatesNulls, canFail: function.canFail, form: form,
            literals: literals, body: try prepare(known))
        return folded(.call(bound, arguments, type))
    }

    /// Says which argument is wrong if only one form takes that many, else what the forms are.
    private func mismatch(
        _ function: ScalarFunction, _ forms: [Int], _ arguments: [BoundExpression], _ place: CallPlace
    ) -> ExpressionError {
        let signature = function.signatures[forms[0]]
        let wrong = arguments.indices.first { convert(arguments[$0], for: signature.parameter($0)) == nil }
        if forms.count == 1, let wrong {
            let (parameter, argument) = (signature.parameter(wrong), arguments[wrong])
            let expected = parameter.isLiteral ? "the literal \(parameter.text)" : parameter.text
            let found = parameter.accepts(argument.type) ? "a computed value" : argument.type.name
            return ExpressionError(
                .typeMismatch, at: place.argument(wrong),
                "argument \(wrong + 1) of \(function.name) is \(expected), found \(described(argument, found))")
        }
        let found = arguments.map { $0.isNullConstant ? "NULL" : $0.type.name }.joined(separator: ", ")
        return ExpressionError(
            .typeMismatch, at: place.location,
            "\(function.name) does not take (\(found)); its forms are \(function.signatureText)")
    }

    private func described(_ argument: BoundExpression, _ found: String) -> String {
        if case .constant(.string(let text), .string) = argument { return "'\(text.string)'" }
        return found
    }
}
