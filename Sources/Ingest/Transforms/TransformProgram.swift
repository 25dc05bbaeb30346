import Bytes
import Expressions
import Schema

/// The transforms and the filter of a table, in the order in which they are computed.
///
/// A name in an expression is, in this order: a column, or the result of a transform, or a member of the record. A
/// column is seen as a value of its type. A transform is applied where the record has no value for its column.
struct TransformProgram: Sendable {
    /// What stands at a place among the inputs.
    enum Source: Sendable {
        /// The timestamp of the record.
        case now
        /// A column, by its position.
        case column(Int)
        /// A name that is no column: the result of a transform, if there is one, or a member of the record.
        case member(RecordPath, transform: Int?)
    }

    struct Step: Sendable {
        let name: String
        let path: RecordPath
        /// The column that is computed; nil for a result that only other expressions read.
        let column: Int?
        var expression: RecordExpression
        /// A member that is no column and that the expression is nothing but: it is renamed, not computed.
        var renamed: RecordPath?
    }

    private(set) var sources: [Source] = [.now]
    /// In an order in which each comes after those that it reads.
    private(set) var steps: [Step] = []
    private(set) var filter: RecordExpression?
    /// The columns that no transform computes and that some expression reads.
    private(set) var readColumns: [Int] = []
    /// The columns that a transform computes.
    let computedColumns: Set<Int>
    private var slots: [String: Int] = [:]

    init(schema: Schema, ingestion: IngestionConfig) throws(ConfigError) {
        let positions = Dictionary(uniqueKeysWithValues: schema.fields.enumerated().map { ($1.name, $0) })
        computedColumns = Set(ingestion.transforms.compactMap { positions[$0.column] })
        let order = Dictionary(uniqueKeysWithValues: ingestion.transforms.enumerated().map { ($1.column, $0) })
        var types: [Int: ValueType] = [:]
        var compiled: [Step] = []
        for transform in ingestion.transforms {
            var expression = try RecordExpression(transform.expression, isCondition: false, at: transform.path)
            try resolve(&expression, at: transform.path, schema, positions, order, &types)
            compiled.append(
                Step(
                    name: transform.column, path: RecordPath(transform.column), column: positions[transform.column],
                    expression: expression, renamed: Self.renamed(expression, positions, order)))
        }
        if let config = ingestion.filter {
            var expression = try RecordExpression(config.expression, isCondition: true, at: config.path)
            try resolve(&expression, at: config.path, schema, positions, order, &types)
            filter = expression
        }
        try arrange(compiled, by: order, ingestion)
        readColumns = sources.compactMap { source in
            if case .column(let column) = source, !computedColumns.contains(column) { column } else { nil }
        }
    }

    var isEmpty: Bool { steps.isEmpty && filter == nil }

    /// The names that the expressions read of records.
    var memberNames: [ByteString] {
        sources.compactMap { if case .member(let path, _) = $0 { path.name } else { nil } } + steps.map(\.path.name)
    }

    private mutating func resolve(
        _ expression: inout RecordExpression, at path: String, _ schema: Schema, _ positions: [String: Int],
        _ order: [String: Int], _ types: inout [Int: ValueType]
    ) throws(ConfigError) {
        // Names get their places first, so that the types of columns are known when the expression is bound.
        for name in expression.syntax.columnNames where slots[name] == nil {
            let slot = sources.count
            slots[name] = slot
            if let column = positions[name] {
                sources.append(.column(column))
                types[slot] = schema.fields[column].valueType
            } else {
                sources.append(.member(RecordPath(name), transform: order[name]))
            }
        }
        try expression.resolve(at: path, slots: slots, types: types)
    }

    private static func renamed(
        _ expression: RecordExpression, _ positions: [String: Int], _ order: [String: Int]
    ) -> RecordPath? {
        guard let name = expression.bareName, positions[name] == nil, order[name] == nil else { return nil }
        return RecordPath(name)
    }

    /// Sorts the steps so that each comes after those whose results it reads, and otherwise as they are given.
    private mutating func arrange(
        _ compiled: [Step], by places: [String: Int], _ ingestion: IngestionConfig
    ) throws(ConfigError) {
        var placed: [Int: Int] = [:]
        var isRead = Set((filter?.inputs ?? []).compactMap { places[$0.name] })
        var waiting = Array(compiled.indices)
        for step in compiled { isRead.formUnion(step.expression.inputs.compactMap { places[$0.name] }) }
        while !waiting.isEmpty {
            let ready = waiting.filter { index in
                compiled[index].expression.inputs.allSatisfy { input in
                    places[input.name].map { placed[$0] != nil } ?? true
                }
            }
            guard !ready.isEmpty else {
                let names = waiting.prefix(8).map { compiled[$0].name }.joined(separator: ", ")
                throw ConfigError(
                    .invalidField, at: ingestion.transforms[waiting[0]].path,
                    "the transforms read each other's results in a circle: \(names)")
            }
            for index in ready {
                placed[index] = steps.count
                steps.append(compiled[index])
            }
            waiting.removeAll { ready.contains($0) }
        }
        for (index, step) in compiled.enumerated() where step.column == nil && !isRead.contains(index) {
            throw ConfigError(
                .invalidField, at: ingestion.transforms[index].path,
                "\(step.name.prefix(ConfigLimits.columnNameBytes)) is no column, and no expression reads it")
        }
        sources = sources.map { source in
            guard case .member(let path, let transform?) = source else { return source }
            return .member(path, transform: placed[transform])
        }
    }
}

extension TransformProgram {
    /// The value of a step for a record; `values` are those of its inputs.
    mutating func value(
        ofStep index: Int, now: Int64, _ values: [RawInput]
    ) throws(ExpressionError) -> (value: Value, type: ValueType) {
        try steps[index].expression.value(sources.count, now: now, values)
    }

    /// Whether the row is to be left out; `values` are those of the filter's inputs.
    mutating func leavesOut(now: Int64, _ values: [RawInput]) throws(ExpressionError) -> Bool {
        try filter?.value(sources.count, now: now, values).value == .integer(1)
    }
}
