import Expressions
import SQL
import Schema

/// The aggregates by name.
enum AggregateName: String {
    case count, sum, min, max, avg, distinctcount

    /// Nil if the call is no aggregate.
    init?(_ call: FunctionCall) { self.init(rawValue: call.name.lowercased()) }

    func bind(_ call: FunctionCall, with binder: Binder, at location: SourceLocation) throws(ExpressionError)
        -> AggregateCall
    {
        if call.isStar {
            guard self == .count && !call.isDistinct else {
                throw ExpressionError(.invalidQuery, at: location, "only COUNT takes *")
            }
            return AggregateCall(function: .countRows, argument: nil)
        }
        guard call.arguments.count == 1 else {
            throw ExpressionError(
                .typeMismatch, at: location, "\(call.name) takes 1 argument, found \(call.arguments.count)")
        }
        var argument = try binder.bind(call.arguments[0])
        if argument.isNullConstant { argument = .constant(.null, .long) }
        guard !argument.type.isList else {
            throw ExpressionError(
                .typeMismatch, at: location, "\(call.name) takes single values, found \(argument.type.name)")
        }
        return AggregateCall(function: try function(call, argument, at: location), argument: argument)
    }

    private func function(_ call: FunctionCall, _ argument: BoundExpression, at location: SourceLocation)
        throws(ExpressionError) -> AggregateCall.Function
    {
        switch self {
        case .count: return call.isDistinct ? .countDistinct : .count
        case .distinctcount: return .countDistinct
        // The smallest of the distinct values is the smallest of all.
        case .min: return .minimum
        case .max: return .maximum
        case .sum, .avg:
            guard !call.isDistinct else {
                throw ExpressionError(.unsupported, at: location, "\(call.name)(DISTINCT ...) is not supported")
            }
            guard [.int, .long, .float, .double].contains(argument.type) else {
                throw ExpressionError(
                    .typeMismatch, at: location, "\(call.name) takes numbers, found \(argument.type.name)")
            }
            return self == .sum ? .sum : .average
        }
    }
}
