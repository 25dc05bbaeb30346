import Bytes
import SQL
import Schema

/// One form of a function: what it takes and gives, and how it is computed.
public struct FunctionSignature: Sendable {
    /// Makes what computes a call, once its literals are known.
    typealias Preparation = @Sendable (FunctionLiterals) throws(ExpressionError) -> FunctionBody
    /// Makes a call into an expression of other operations.
    typealias Rewriting = @Sendable (Binder, [BoundExpression], CallPlace) throws(ExpressionError) -> BoundExpression

    enum Implementation: Sendable {
        case prepared(Preparation)
        case rewritten(Rewriting)
    }

    public let parameters: [FunctionParameter]
    /// How many of the last parameters may be left out.
    public let optionalCount: Int
    /// Whether the last parameter may be given again and again.
    public let isVariadic: Bool
    let result: FunctionResult
    let implementation: Implementation

    /// A form that is computed for whole batches, by what `prepare` makes of its literals.
    init(
        _ parameters: [FunctionParameter], optional: Int = 0, isVariadic: Bool = false, _ result: FunctionResult,
        prepare: @escaping Preparation
    ) {
        self.parameters = parameters
        optionalCount = optional
        self.isVariadic = isVariadic
        self.result = result
        implementation = .prepared(prepare)
    }

    /// A form without literals that is computed for whole batches.
    init(
        _ parameters: [FunctionParameter], isVariadic: Bool = false, _ result: FunctionResult,
        batch: @escaping FunctionBody
    ) {
        self.init(parameters, isVariadic: isVariadic, result) { (_: FunctionLiterals) -> FunctionBody in batch }
    }

    /// A form that stands for an expression of other operations.
    init(
        _ parameters: [FunctionParameter], optional: Int = 0, isVariadic: Bool = false,
        _ result: FunctionResult = .bound, rewrite: @escaping Rewriting
    ) {
        self.parameters = parameters
        optionalCount = optional
        self.isVariadic = isVariadic
        self.result = result
        implementation = .rewritten(rewrite)
    }

    var leastArguments: Int { parameters.count - optionalCount }

    func takes(count: Int) -> Bool { count >= leastArguments && (isVariadic || count <= parameters.count) }

    /// The parameter that an argument is for.
    func parameter(_ index: Int) -> FunctionParameter { parameters[min(index, parameters.count - 1)] }

    func text(_ name: String) -> String {
        let required = parameters.prefix(leastArguments).map(\.text).joined(separator: ", ")
        var list = required
        for (index, parameter) in parameters.enumerated().dropFirst(leastArguments) {
            list += "[\(index > 0 ? ", " : "")\(parameter.text)]"
        }
        return "\(name)(\(list)\(isVariadic ? ", ..." : "")) -> \(result.text)"
    }
}

/// Where a call and its arguments stand in the statement.
struct CallPlace: Sendable {
    let name: String
    let location: SourceLocation
    let arguments: [SourceLocation]

    /// The place of an argument; of the call, if the argument has none of its own.
    func argument(_ index: Int) -> SourceLocation { index < arguments.count ? arguments[index] : location }
}

/// The literal arguments of a call, by their position among all arguments, and the instant of the query.
struct FunctionLiterals: Sendable {
    let values: [Value?]
    let place: CallPlace
    /// Milliseconds since 1970; nil where no query runs.
    let now: Int64?

    /// The text at a position; nil if that argument was left out.
    func text(_ index: Int) -> String? {
        guard index < values.count, case .string(let text)? = values[index] else { return nil }
        return text.string
    }

    /// The literal at a position; nil if that argument was left out.
    func value(_ index: Int) -> Value? { index < values.count ? values[index] : nil }

    func integer(_ index: Int) -> Int64? {
        guard index < values.count, case .integer(let integer)? = values[index] else { return nil }
        return integer
    }

    /// What a text stands for, or an error at its place that says what it should have been.
    func parsed<Parsed>(
        _ index: Int, or missing: Parsed, _ parse: (String) -> Parsed?, expected: @autoclosure () -> String
    ) throws(ExpressionError) -> Parsed {
        guard let text = text(index) else { return missing }
        if let parsed = parse(text) { return parsed }
        throw invalid(index, "'\(text)' is not \(expected())")
    }

    /// An error of an argument.
    func invalid(_ index: Int, _ detail: String) -> ExpressionError {
        ExpressionError(
            .invalidArgument, at: place.argument(index), "argument \(index + 1) of \(place.name): \(detail)")
    }
}
