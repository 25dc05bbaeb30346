import Bytes
import Expressions
import SQL
import Schema
import Segment

/// The names of one table's columns, and the inputs that a statement makes of them.
final class ColumnScope: ExpressionScope {
    /// Columns that exist without being declared, with what they hold.
    private static let virtualColumns: [(name: String, type: ValueType, kind: InputColumn.Kind)] = [
        ("$segmentName", .string, .segmentName), ("$docId", .int, .docID),
        ("$generation", .long, .stored(defaultValue: .null)), ("$partition", .long, .stored(defaultValue: .null)),
        ("$offset", .long, .stored(defaultValue: .null)), ("$subRow", .long, .stored(defaultValue: .null)),
    ]

    /// Aggregates are inputs from this number on, until groups are planned.
    static let firstAggregate = 1 << 20

    /// Calls of GROUPING are inputs from this number on.
    static let firstGrouping = 1 << 21

    let schema: Schema
    private(set) var columns: [InputColumn] = []
    private var slots: [String: Int] = [:]
    /// Where each column was last named.
    private(set) var locations: [Int: SourceLocation] = [:]
    private(set) var aggregates: [AggregateCall] = []
    /// What each call of GROUPING asks for, and where.
    private(set) var groupings: [(arguments: [BoundExpression], location: SourceLocation)] = []
    /// The clause that is bound if aggregates are not allowed in it.
    var clauseWithoutAggregates: String?
    /// The names of select items with what they stand for, once these are bound.
    var aliases: [(name: Identifier, expression: BoundExpression)] = []

    /// Constant keys of grouping sets by their text, which have a column each.
    private var constantKeys: [String: BoundExpression] = [:]

    /// What `now()` is, in milliseconds since 1970.
    private let now: Int64?

    /// Whether NULLs are read as such, and not as values.
    private let readsNulls: Bool

    init(schema: Schema, now: Int64? = nil, readsNulls: Bool = true) {
        self.schema = schema
        self.readsNulls = readsNulls
        self.now = now
    }

    var binder: Binder { Binder(scope: self, now: now) }

    func resolve(_ name: Identifier, at location: SourceLocation) throws(ExpressionError) -> BoundExpression {
        if let slot = try slot(named: name.text, at: location) {
            locations[slot] = location
            return .input(slot, columns[slot].type)
        }
        if let derived = try derivedTime(named: name.text, at: location) { return derived }
        if let aliased = alias(named: name.text) { return aliased }
        let known = schema.fields.map(\.name) + aliases.map(\.name.text)
        throw ExpressionError(
            .unknownColumn, at: location,
            "there is no column \(name.text)\(NameSuggestion.hint(for: name.text, among: known))")
    }

    func groupKey(_ expression: Expression) -> BoundExpression? {
        constantKeys.isEmpty ? nil : constantKeys[expression.sourceText]
    }

    /// Makes a column of a key that has one value. It is NULL in the groups of some sets all the same, so that nothing
    /// may be concluded from the value where the key is written again.
    func makeColumn(of key: Expression, _ value: Value, _ type: ValueType) {
        let column = InputColumn(name: "$key\(columns.count)", type: type, kind: .stored(defaultValue: value))
        constantKeys[key.sourceText] = .input(add(column), type)
    }

    /// For binding everything again that may hold aggregates, or calls of GROUPING.
    func forgetCalls() { (aggregates, groupings) = ([], []) }

    /// The select item with that alias: exactly, or without regard to case.
    func alias(named name: String) -> BoundExpression? {
        if let exact = exactAlias(named: name) { return exact }
        let lowered = name.lowercased()
        return aliases.first { $0.name.text.lowercased() == lowered }?.expression
    }

    func exactAlias(named name: String) -> BoundExpression? { aliases.first { $0.name.text == name }?.expression }

    /// `$clicked$DAY` is what `dateTrunc('DAY', clicked)` is.
    private func derivedTime(
        named name: String, at location: SourceLocation
    ) throws(ExpressionError) -> BoundExpression? {
        guard let derived = DerivedTime(name: name), let field = schema.field(named: derived.source),
            field.type == .timestamp, !field.isMultiValue
        else { return nil }
        let unit = BoundExpression.constant(.string(ByteString(derived.unit.rawValue)), .string)
        return try binder.call("dateTrunc", [unit, input(for: field)], at: location)
    }

    /// The input for a declared field.
    func input(for field: FieldSpec) -> BoundExpression {
        .input(slot(for: field), field.valueType)
    }

    private func slot(for field: FieldSpec) -> Int {
        let valueForNull = readsNulls ? nil : field.valueForNull
        let missing = valueForNull ?? field.defaultValue.map { field.isMultiValue ? .list([$0]) : $0 }
        return add(
            InputColumn(
                name: field.name, type: field.valueType, kind: .stored(defaultValue: missing ?? .null),
                valueForNull: valueForNull))
    }

    private func slot(named name: String, at location: SourceLocation) throws(ExpressionError) -> Int? {
        if let field = schema.field(named: name) { return slot(for: field) }
        // Pinot's name for what is stored as `$partition`.
        if name.lowercased() == "$partitionid" { return try slot(named: "$partition", at: location) }
        if let virtual = Self.virtualColumns.first(where: { $0.name == name }) {
            return add(InputColumn(name: virtual.name, type: virtual.type, kind: virtual.kind))
        }
        let lowered = name.lowercased()
        let matches = schema.fields.filter { $0.name.lowercased() == lowered }
        guard matches.count <= 1 else {
            throw ExpressionError(
                .unknownColumn, at: location,
                "\(name) may be any of \(matches.map(\.name).joined(separator: ", ")); write it as one of them")
        }
        if let field = matches.first { return slot(for: field) }
        guard let virtual = Self.virtualColumns.first(where: { $0.name.lowercased() == lowered }) else { return nil }
        return add(InputColumn(name: virtual.name, type: virtual.type, kind: virtual.kind))
    }

    private func add(_ column: InputColumn) -> Int {
        if let slot = slots[column.name] { return slot }
        columns.append(column)
        slots[column.name] = columns.count - 1
        return columns.count - 1
    }

    var aggregateNames: [String] { AggregateRegistry.names }

    func bindAggregate(_ call: FunctionCall, at location: SourceLocation) throws(ExpressionError) -> BoundExpression? {
        if ["grouping", "grouping_id"].contains(call.name.lowercased()) { return try bindGrouping(call, at: location) }
        guard let match = AggregateRegistry.match(call.name) else {
            guard let reason = AggregateRegistry.reasonForAbsence(of: call.name) else { return nil }
            throw ExpressionError(.unsupported, at: location, "Martlet does not support \(call.name): \(reason)")
        }
        if let clause = clauseWithoutAggregates {
            throw ExpressionError(.invalidQuery, at: location, "the aggregate \(call.name) cannot stand in \(clause)")
        }
        defer { clauseWithoutAggregates = nil }
        clauseWithoutAggregates = "the argument of an aggregate"
        let binding = AggregateBinding(match, call, with: binder, at: location)
        let aggregate = try binding.bind { (condition) throws(ExpressionError) in
            clauseWithoutAggregates = "the FILTER of an aggregate"
            return try binder.bindCondition(condition)
        }
        let index = aggregates.firstIndex(of: aggregate) ?? aggregates.count
        if index == aggregates.count { aggregates.append(aggregate) }
        return .input(Self.firstAggregate + index, aggregate.type)
    }
}

extension ColumnScope {
    /// GROUPING(x, …): a bit for each argument, the last one lowest, set where rows are not grouped by it.
    private func bindGrouping(_ call: FunctionCall, at location: SourceLocation) throws(ExpressionError)
        -> BoundExpression
    {
        if let clause = clauseWithoutAggregates {
            throw ExpressionError(.invalidQuery, at: location, "\(call.name) cannot stand in \(clause)")
        }
        guard !call.arguments.isEmpty && !call.isStar && !call.isDistinct && call.arguments.count < 63 else {
            throw ExpressionError(.typeMismatch, at: location, "\(call.name) takes 1 to 62 expressions of GROUP BY")
        }
        var arguments = [BoundExpression]()
        for argument in call.arguments { arguments.append(try binder.bind(argument)) }
        groupings.append((arguments, location))
        return .input(Self.firstGrouping + groupings.count - 1, .long)
    }
}
