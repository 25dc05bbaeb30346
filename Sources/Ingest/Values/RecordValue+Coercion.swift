import Bytes
import Schema

/// How a value becomes one of a column's type: by the rules of `ValueCoercion`, with what JSON does not have.
///
/// | value | column | result |
/// |---|---|---|
/// | timestamp | TIMESTAMP, LONG | milliseconds since 1970 |
/// | timestamp | STRING, JSON | its text in UTC |
/// | date | INT, LONG | days since 1970 |
/// | date | TIMESTAMP | its midnight in UTC |
/// | date | STRING, JSON | `yyyy-MM-dd` |
/// | time of day | INT, LONG | milliseconds since midnight |
/// | time of day | STRING, JSON | `HH:mm:ss.SSS`, with one to three digits of fraction |
/// | bytes | BYTES | themselves |
/// | bytes | STRING, JSON | hexadecimal text |
/// | NaN and infinities | FLOAT, DOUBLE | refused, like numbers beyond the range |
extension RecordValue {
    /// The value of a column.
    func slot(for field: FieldSpec, in row: inout DecodedRow) throws(RecordError) -> DecodedRow.Slot {
        do throws(RecordError) {
            return field.isMultiValue ? try list(of: field.type, in: &row) : try slot(as: field.type, in: &row)
        } catch {
            if error.column != nil { throw error }
            throw RecordError(error.kind, column: field.name, error.detail)
        }
    }

    private func list(of type: DataType, in row: inout DecodedRow) throws(RecordError) -> DecodedRow.Slot {
        guard case .array(let values) = self else {
            let element = try slot(as: type, in: &row)
            if case .null = element { return .null }
            return row.keep(list: [element])
        }
        if values.isEmpty { return row.keep(list: []) }
        var elements: [DecodedRow.Slot] = []
        for value in values {
            let element = try value.slot(as: type, in: &row)
            if case .null = element { continue }
            if elements.count == IngestLimits.listValues {
                throw RecordError(.tooLarge, "more than \(IngestLimits.listValues) values in a row")
            }
            elements.append(element)
        }
        return elements.isEmpty ? .null : row.keep(list: elements)
    }

    private func slot(as type: DataType, in row: inout DecodedRow) throws(RecordError) -> DecodedRow.Slot {
        switch self {
        case .null: return .null
        case .boolean(let value): return try ValueCoercion.boolean(value, as: type, into: &row)
        case .number(let text), .decimal(let text): return try Self.number(text.bytes[...], as: type, in: &row)
        case .integer(let value):
            if type.representation == .string {
                return try Self.number(ByteString(String(value)).bytes[...], as: type, in: &row)
            }
            return try ValueCoercion.number(.integer(value), as: type)
        case .double(let value): return try Self.real(value, text, as: type, in: &row)
        case .float(let value): return try Self.real(Double(value), text, as: type, in: &row)
        case .string(let text): return try ValueCoercion.text(text.bytes[...], as: type, into: &row)
        case .timestamp, .date, .timeOfDay: return try temporal(as: type, in: &row)
        case .bytes(let bytes): return try self.bytes(bytes, as: type, in: &row)
        case .array, .object:
            if type == .json { return try document(in: &row) }
            throw RecordError(.wrongType, "an object or array where \(type.rawValue) is declared")
        }
    }

    private static func number(
        _ text: ArraySlice<UInt8>, as type: DataType, in row: inout DecodedRow
    ) throws(RecordError) -> DecodedRow.Slot {
        if type.representation == .string { return try ValueCoercion.number(text: text, as: type, into: &row) }
        var scanner = JSONScanner(text.span, 0..<text.count)
        return try ValueCoercion.number(try scanner.number(), as: type)
    }

    private static func real(
        _ value: Double, _ text: ByteString?, as type: DataType, in row: inout DecodedRow
    ) throws(RecordError) -> DecodedRow.Slot {
        guard type.representation == .string else { return try ValueCoercion.number(.double(value), as: type) }
        guard value.isFinite, let text else {
            throw RecordError(.outOfRange, "the number \(value) where \(type.rawValue) is declared")
        }
        return try number(text.bytes[...], as: type, in: &row)
    }

    private func temporal(as type: DataType, in row: inout DecodedRow) throws(RecordError) -> DecodedRow.Slot {
        switch (self, type) {
        case (.timestamp(let value), .timestamp), (.timestamp(let value), .long): return .integer(value)
        case (.date(let days), .timestamp):
            let (milliseconds, overflow) = days.multipliedReportingOverflow(by: CivilTime.millisecondsPerDay)
            if overflow { throw RecordError(.outOfRange, "the date of day \(days) is no TIMESTAMP") }
            return .integer(milliseconds)
        case (.date(let value), .int), (.date(let value), .long), (.timeOfDay(let value), .int),
            (.timeOfDay(let value), .long):
            return try ValueCoercion.number(.integer(value), as: type)
        case (_, .string): return row.keep(text?.bytes[...] ?? [])
        case (_, .json): return try document(in: &row)
        default: throw RecordError(.wrongType, "a date or time where \(type.rawValue) is declared")
        }
    }

    private func bytes(
        _ bytes: ByteString, as type: DataType, in row: inout DecodedRow
    ) throws(RecordError) -> DecodedRow.Slot {
        if bytes.count > IngestLimits.stringBytes {
            throw RecordError(.tooLarge, "\(bytes.count) bytes, over \(IngestLimits.stringBytes)")
        }
        switch type {
        case .bytes: return row.keep(bytes.bytes[...])
        case .string: return try ValueCoercion.text(text?.bytes[...] ?? [], as: .string, into: &row)
        case .json: return try document(in: &row)
        default: throw RecordError(.wrongType, "bytes where \(type.rawValue) is declared")
        }
    }

    private func document(in row: inout DecodedRow) throws(RecordError) -> DecodedRow.Slot {
        let document = json
        if document.count > IngestLimits.stringBytes {
            throw RecordError(.tooLarge, "a document of \(document.count) bytes, over \(IngestLimits.stringBytes)")
        }
        if !ValueCoercion.isValidUTF8(document.bytes[...]) {
            throw RecordError(.wrongType, "a document that is not UTF-8")
        }
        return row.keep(document.bytes[...])
    }
}
