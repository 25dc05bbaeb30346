import Bytes
import Expressions
import Schema

/// Makes rows of a table from flat records: coerces members to columns, computes transforms, applies the filter,
/// checks the time and fills in defaults.
struct RowBuilder: Sendable {
    private let fields: [FieldSpec]
    private let paths: [RecordPath]
    private var program: TransformProgram
    private let timeCheck: RowTimeCheck?

    /// The names of a record that become something.
    let wantedNames: Set<ByteString>
    /// Those of them under which an object may stand.
    let documentNames: Set<ByteString>

    init(schema: Schema, ingestion: IngestionConfig) throws(ConfigError) {
        fields = schema.fields
        paths = schema.fields.map { RecordPath($0.name) }
        program = try TransformProgram(schema: schema, ingestion: ingestion)
        timeCheck = try ingestion.checkedTimeColumn.map { name throws(ConfigError) in
            try RowTimeCheck(column: name, schema)
        }
        wantedNames = Set(paths.map(\.name)).union(program.memberNames)
        let singleValues = fields.filter { $0.type != .json }.map { ByteString($0.name) }
        documentNames = wantedNames.subtracting(singleValues)
    }

    /// Fills `row` with what the record becomes; false if the filter leaves it out. After an error the row's contents
    /// are unspecified.
    mutating func build(_ record: RecordObject, now: Int64, into row: inout DecodedRow) throws(RecordError) -> Bool {
        row.clear()
        if program.isEmpty {
            for column in fields.indices { try coerce(column, of: record, into: &row) }
        } else {
            let read = Set(program.readColumns)
            for column in program.readColumns { try coerce(column, of: record, into: &row) }
            if try !compute(record, now: now, into: &row) { return false }
            for column in fields.indices where !read.contains(column) && !program.computedColumns.contains(column) {
                try coerce(column, of: record, into: &row)
            }
        }
        try timeCheck?.check(row)
        try row.applyDefaults(fields)
        return true
    }

    private func coerce(_ column: Int, of record: RecordObject, into row: inout DecodedRow) throws(RecordError) {
        guard let value = paths[column].value(in: record) else { return }
        row.slots[column] = try value.slot(for: fields[column], in: &row)
    }

    /// Runs the transforms and the filter: false if the row is left out.
    private mutating func compute(
        _ record: RecordObject, now: Int64, into row: inout DecodedRow
    ) throws(RecordError) -> Bool {
        var results: [RawInput?] = Array(repeating: nil, count: program.steps.count)
        for index in program.steps.indices {
            let step = program.steps[index]
            let given = step.path.value(in: record) ?? .null
            if let column = step.column {
                row.slots[column] = try given.slot(for: fields[column], in: &row)
                if case .null = row.slots[column] {} else { continue }
            } else if !given.isNull {
                results[index] = try raw(given, step.name)
                continue
            }
            if let renamed = step.renamed, let column = step.column {
                row.slots[column] = try (renamed.value(in: record) ?? .null).slot(for: fields[column], in: &row)
                continue
            }
            try compute(step, index, record, now: now, &results, &row)
        }
        return try !isLeftOut(record, now: now, results, row)
    }

    private mutating func compute(
        _ step: TransformProgram.Step, _ index: Int, _ record: RecordObject, now: Int64, _ results: inout [RawInput?],
        _ row: inout DecodedRow
    ) throws(RecordError) {
        do throws(RecordError) {
            let values = try inputs(of: step.expression, record, results, row)
            let (value, type) = try Self.computed(.transformFailed) { () throws(ExpressionError) in
                try program.value(ofStep: index, now: now, values)
            }
            results[index] = RawInput(value: value, type: type)
            guard let column = step.column else { return }
            row.slots[column] = try RecordValue(value, type, for: fields[column].type).slot(
                for: fields[column], in: &row)
        } catch {
            throw RecordError(.transformFailed, column: step.name, error.detail)
        }
    }

    private mutating func isLeftOut(
        _ record: RecordObject, now: Int64, _ results: [RawInput?], _ row: DecodedRow
    ) throws(RecordError) -> Bool {
        guard let filter = program.filter else { return false }
        do throws(RecordError) {
            let values = try inputs(of: filter, record, results, row)
            return try Self.computed(.filterFailed) { () throws(ExpressionError) in
                try program.leavesOut(now: now, values)
            }
        } catch {
            throw RecordError(.filterFailed, error.message)
        }
    }

    private static func computed<Result>(
        _ kind: RecordError.Kind, _ body: () throws(ExpressionError) -> Result
    ) throws(RecordError) -> Result {
        do throws(ExpressionError) { return try body() } catch { throw RecordError(kind, error.message) }
    }

    private func raw(_ value: RecordValue, _ name: String) throws(RecordError) -> RawInput {
        do throws(RecordError) { return try RawInput(value) } catch {
            throw RecordError(.transformFailed, column: name, error.message)
        }
    }

    /// What the names of an expression stand for, in the order of its inputs.
    private func inputs(
        of expression: RecordExpression, _ record: RecordObject, _ results: [RawInput?], _ row: DecodedRow
    ) throws(RecordError) -> [RawInput] {
        var values: [RawInput] = []
        for (_, slot) in expression.inputs {
            switch program.sources[slot] {
            case .now: values.append(.null)
            case .column(let column):
                values.append(RawInput(value: row.value(column), type: fields[column].valueType))
            case .member(_, let transform?): values.append(results[transform] ?? .null)
            case .member(let path, nil): values.append(try RawInput(path.value(in: record) ?? .null))
            }
        }
        return values
    }
}

extension DecodedRow {
    /// The value of a column, apart from the row.
    func value(_ column: Int) -> Value { value(slots[column]) }

    private func value(_ slot: Slot) -> Value {
        switch slot {
        case .null: .null
        case .integer(let number): .integer(number)
        case .double(let number): .double(number)
        case .string(let range): .string(ByteString(text[range]))
        case .list(let range): .list(elements[range].map { value($0) })
        }
    }

    /// Puts the defaults of the schema in the place of NULL; throws where a column must not be NULL.
    mutating func applyDefaults(_ fields: [FieldSpec]) throws(RecordError) {
        for (column, field) in fields.enumerated() {
            guard case .null = slots[column] else { continue }
            if let value = field.defaultValue {
                let slot = keep(value)
                slots[column] = field.isMultiValue ? keep(list: [slot]) : slot
            } else if field.isNotNull {
                throw RecordError(.missing, column: field.name, "no value, and the column is notNull")
            }
        }
    }
}
