import Bytes
import Expressions
import SQL
import Schema

/// An expression over a record's values. It is bound once for each combination of types that its inputs have.
struct RecordExpression: Sendable {
    /// The place of the record's timestamp among the inputs: what `now()` is.
    static let nowInput = 0

    let syntax: SQL.Expression
    let isCondition: Bool
    /// The names that it reads, and their places among the inputs.
    private(set) var inputs: [(name: String, slot: Int)] = []
    private var bound: [[ValueType?]: Result<BoundExpression, ExpressionError>] = [:]

    /// Bound forms that are kept; beyond that many the expression is bound for each record.
    private static let keptForms = 64

    init(_ text: String, isCondition: Bool, at path: String) throws(ConfigError) {
        do throws(SQLError) { syntax = try Parser.parseExpression(text) } catch {
            throw ConfigError(error.kind == .unsupported ? .unsupported : .invalidField, at: path, error.message)
        }
        self.isCondition = isCondition
    }

    /// The name, if the expression is nothing but one.
    var bareName: String? {
        if case .column(let name) = syntax.kind { name.text } else { nil }
    }

    /// Takes the places of the names. Binding with NULL in all that have no type yet settles that functions exist and
    /// take so many arguments.
    mutating func resolve(
        at path: String, slots: [String: Int], types: [Int: ValueType]
    ) throws(ConfigError) {
        let scope = RecordScope(slots: slots, types: types)
        do throws(ExpressionError) { _ = try bind(in: scope) } catch {
            throw ConfigError(error.kind == .unsupported ? .unsupported : .invalidField, at: path, error.message)
        }
        inputs = Set(syntax.columnNames).compactMap { name in slots[name].map { (name, $0) } }
        inputs.sort { $0.slot < $1.slot }
    }

    /// The value for one record; `values` are what stands at the places of `inputs`, in their order.
    mutating func value(
        _ slotCount: Int, now: Int64, _ values: [RawInput]
    ) throws(ExpressionError) -> (value: Value, type: ValueType) {
        let expression = try form(values.map(\.type))
        var batch = Batch(count: 1, inputs: Array(repeating: nil, count: slotCount))
        batch.inputs[Self.nowInput] = Vector(.integers([now]))
        for (input, raw) in zip(inputs, values) {
            if let type = raw.type { batch.inputs[input.slot] = Vector(repeating: raw.value, type: type, count: 1) }
        }
        return (try Evaluator.evaluate(expression, on: batch)[0], expression.type)
    }

    private mutating func form(_ types: [ValueType?]) throws(ExpressionError) -> BoundExpression {
        if let known = bound[types] { return try known.get() }
        var known: [Int: ValueType] = [:]
        for (input, type) in zip(inputs, types) { known[input.slot] = type }
        let scope = RecordScope(
            slots: Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0.slot) }), types: known)
        let result: Result<BoundExpression, ExpressionError>
        do throws(ExpressionError) { result = .success(try bind(in: scope)) } catch { result = .failure(error) }
        if bound.count < Self.keptForms { bound[types] = result }
        return try result.get()
    }

    private func bind(in scope: RecordScope) throws(ExpressionError) -> BoundExpression {
        let binder = Binder(scope: scope)
        return isCondition ? try binder.bindCondition(syntax) : try binder.bind(syntax)
    }
}

/// The names of an expression over records: any name may be a member.
private final class RecordScope: ExpressionScope {
    private let slots: [String: Int]
    private let types: [Int: ValueType]

    init(slots: [String: Int], types: [Int: ValueType]) {
        self.slots = slots
        self.types = types
    }

    func resolve(_ name: Identifier, at location: SourceLocation) throws(ExpressionError) -> BoundExpression {
        guard let slot = slots[name.text], let type = types[slot] else { return .constant(.null, .string) }
        return .input(slot, type)
    }

    /// `now()` and `ago(…)` count from the record's timestamp, which is an input like others: a form that is kept must
    /// not know it.
    func bindAggregate(_ call: FunctionCall, at location: SourceLocation) throws(ExpressionError) -> BoundExpression? {
        guard let name = FunctionRegistry.function(named: call.name)?.name else { return nil }
        let now = BoundExpression.input(RecordExpression.nowInput, .long)
        switch name {
        case "now" where call.arguments.isEmpty: return now
        case "ago":
            let distance = try Binder(scope: NoScope(), now: 0).bind(SQL.Expression(.call(call), at: location))
            return .arithmetic(.add, now, distance)
        default: return nil
        }
    }
}

/// Where there are no names.
private final class NoScope: ExpressionScope {
    func resolve(_ name: Identifier, at location: SourceLocation) throws(ExpressionError) -> BoundExpression {
        throw ExpressionError(.invalidQuery, at: location, "expected a constant, found \(name.text)")
    }

    func bindAggregate(_ call: FunctionCall, at location: SourceLocation) throws(ExpressionError) -> BoundExpression? {
        nil
    }
}
