import Bytes
import Schema

/// Turns one JSON object into a row of a schema.
///
/// Members are matched to columns by exact name; members that no column has are checked for syntax and passed over; of
/// several members of one name the last counts. Coercions: see `ValueCoercion`.
public struct JSONRecordDecoder: Sendable {
    /// What decoding has to know of a column.
    private struct Column: Sendable {
        let type: DataType
        let isMultiValue: Bool
    }

    private let fields: [FieldSpec]
    private let columns: [Column]
    /// The columns that do not simply stay NULL without a value.
    private let demanding: [Int]
    private let names: MemberNames

    public init(schema: Schema) {
        fields = schema.fields
        columns = fields.map { Column(type: $0.type, isMultiValue: $0.isMultiValue) }
        demanding = fields.indices.filter { [fields] in fields[$0].defaultValue != nil || fields[$0].isNotNull }
        names = MemberNames(fields)
    }

    public var fieldCount: Int { fields.count }

    /// Decodes `bytes[range]` into `row`. After an error the row's contents are unspecified.
    public func decode(_ bytes: [UInt8], _ range: Range<Int>, into row: inout DecodedRow) throws(RecordError) {
        if range.count > IngestLimits.recordBytes {
            throw RecordError(.tooLarge, "a record of \(range.count) bytes, over \(IngestLimits.recordBytes)")
        }
        let input = bytes.span
        row.begin(with: input, range)
        row.order.begin(names)
        var scanner = JSONScanner(input, range)
        try members(&scanner, into: &row)
        if scanner.peek() != 0 || !scanner.isAtEnd { throw scanner.error("the end of the record") }
        if !demanding.isEmpty { try applyDefaults(&row) }
    }

    private func members(_ scanner: inout JSONScanner, into row: inout DecodedRow) throws(RecordError) {
        var place = MemberOrder.Place.start
        var field: Int?
        while true {
            if !row.order.follow(&place, &scanner, field: &field) {
                guard try member(&scanner, &place, field: &field, &row.order) else { return }
            }
            if let field {
                try value(&scanner, field: field, into: &row)
            } else {
                try scanner.skipValue(depth: 1)
            }
        }
    }

    /// Passes everything between the last member's value, or the start, and the next one; false at the object's end.
    private func member(
        _ scanner: inout JSONScanner, _ place: inout MemberOrder.Place, field: inout Int?, _ order: inout MemberOrder
    ) throws(RecordError) -> Bool {
        let start = scanner.position
        if place.isStart {
            try scanner.expect(UInt8(ascii: "{"), "an object")
            if scanner.skip(UInt8(ascii: "}")) { return false }
        } else if !scanner.skip(UInt8(ascii: ",")) {
            try scanner.expect(UInt8(ascii: "}"), "',' or '}'")
            return false
        }
        let name = try scanner.string()
        field = position(of: name, scanner)
        try scanner.expect(UInt8(ascii: ":"), "':'")
        _ = scanner.peek()
        place = order.learn(
            scanner.input, start..<scanner.position, after: place, field: field, name: name.range.count)
        return true
    }

    private func position(of name: JSONScanner.Text, _ scanner: borrowing JSONScanner) -> Int? {
        if !name.isUnescaped { return names.position(of: scanner.input, name.range) }
        return names.position(of: scanner.scratch.span, name.range)
    }

    private func value(
        _ scanner: inout JSONScanner, field: Int, into row: inout DecodedRow
    ) throws(RecordError) {
        do throws(RecordError) {
            let column = columns[field]
            row.slots[field] =
                if column.isMultiValue {
                    try list(&scanner, of: column.type, into: &row)
                } else {
                    try value(&scanner, as: column.type, depth: 1, into: &row)
                }
        } catch {
            if error.column != nil || error.kind == .malformed { throw error }
            throw RecordError(error.kind, column: fields[field].name, error.detail)
        }
    }

    private func list(
        _ scanner: inout JSONScanner, of type: DataType, into row: inout DecodedRow
    ) throws(RecordError) -> DecodedRow.Slot {
        let start = row.elements.count
        guard scanner.skip(UInt8(ascii: "[")) else {
            let element = try value(&scanner, as: type, depth: 1, into: &row)
            if case .null = element { return .null }
            row.elements.append(element)
            return .list(start..<row.elements.count)
        }
        if scanner.skip(UInt8(ascii: "]")) { return .list(start..<start) }
        repeat {
            let element = try value(&scanner, as: type, depth: 2, into: &row)
            if case .null = element { continue }
            if row.elements.count - start == IngestLimits.listValues {
                throw RecordError(.tooLarge, "more than \(IngestLimits.listValues) values in a row")
            }
            row.elements.append(element)
        } while scanner.skip(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"), "',' or ']'")
        return row.elements.count > start ? .list(start..<row.elements.count) : .null
    }

    /// One value; `depth` is that of the arrays and objects around it.
    private func value(
        _ scanner: inout JSONScanner, as type: DataType, depth: Int, into row: inout DecodedRow
    ) throws(RecordError) -> DecodedRow.Slot {
        switch scanner.peek() {
        case UInt8(ascii: "\""):
            let text = try scanner.string()
            if type == .string { return try row.keep(text, scanner) }
            return try ValueCoercion.text(scanner.bytes(of: text)[...], as: type, into: &row)
        case UInt8(ascii: "t"):
            try scanner.word(.true)
            return try ValueCoercion.boolean(true, as: type, into: &row)
        case UInt8(ascii: "f"):
            try scanner.word(.false)
            return try ValueCoercion.boolean(false, as: type, into: &row)
        case UInt8(ascii: "n"):
            try scanner.word(.null)
            return .null
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if type == .json { return try JSONDocument.keep(&scanner, depth: depth, in: &row) }
            throw RecordError(.wrongType, "an object or array where \(type.rawValue) is declared")
        default:
            switch type {
            case .int, .long, .timestamp:
                guard let integer = scanner.shortInteger() else { break }
                if type != .int || Int32(exactly: integer) != nil { return .integer(integer) }
                return try ValueCoercion.number(.integer(integer), as: type)
            case .boolean, .float, .double, .string, .json, .bytes, .bigDecimal: break
            }
            if type.representation != .string { return try ValueCoercion.number(try scanner.number(), as: type) }
            let start = scanner.position
            try scanner.skipNumber()
            return try ValueCoercion.number(text: scanner.input(start..<scanner.position)[...], as: type, into: &row)
        }
    }

    private func applyDefaults(_ row: inout DecodedRow) throws(RecordError) {
        for field in demanding {
            guard case .null = row.slots[field] else { continue }
            if let value = fields[field].defaultValue {
                let slot = row.keep(value)
                row.slots[field] = fields[field].isMultiValue ? row.keep(list: [slot]) : slot
            } else if fields[field].isNotNull {
                throw RecordError(.missing, column: fields[field].name, "no value, and the column is notNull")
            }
        }
    }
}

extension DecodedRow {
    /// Empties the row, and keeps the record's bytes, of which its strings are parts.
    fileprivate mutating func begin(with input: Span<UInt8>, _ range: Range<Int>) {
        clear()
        text.append(contentsOf: input, range)
        recordStart = range.lowerBound
    }

    /// The value that a string is: where it is plain, a part of the record's bytes, which are kept already.
    @inline(__always)
    fileprivate mutating func keep(
        _ string: JSONScanner.Text, _ scanner: borrowing JSONScanner
    ) throws(RecordError) -> Slot {
        if string.range.count > IngestLimits.stringBytes {
            throw ValueCoercion.tooLong(string.range.count, IngestLimits.stringBytes)
        }
        if !string.isKnownUTF8 { try check(string, scanner) }
        if string.isUnescaped {
            let start = text.count
            text.append(contentsOf: scanner.scratch[string.range])
            return .string(start..<text.count)
        }
        return .string(string.range.lowerBound &- recordStart..<string.range.upperBound &- recordStart)
    }

    private func check(_ string: JSONScanner.Text, _ scanner: borrowing JSONScanner) throws(RecordError) {
        let isValid =
            string.isUnescaped
            ? ValueCoercion.isValidUTF8(scanner.scratch.span.extracting(string.range))
            : ValueCoercion.isValidUTF8(scanner.input.extracting(string.range))
        if !isValid { throw RecordError(.wrongType, "text that is not UTF-8") }
    }
}
