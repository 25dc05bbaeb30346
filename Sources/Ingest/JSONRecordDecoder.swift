import Bytes
import Schema

/// Turns one JSON object into a row of a schema.
///
/// Members are matched to columns by exact name; members that no column has are checked for syntax and passed over; of
/// several members of one name the last counts. Coercions: see `ValueCoercion`.
public struct JSONRecordDecoder: Sendable {
    private let fields: [FieldSpec]
    private let names: [ByteString]
    private let positions: [ByteString: Int]

    public init(schema: Schema) {
        fields = schema.fields
        names = schema.fields.map { ByteString($0.name) }
        positions = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    public var fieldCount: Int { fields.count }

    /// Decodes `bytes[range]` into `row`. After an error the row's contents are unspecified.
    public func decode(_ bytes: [UInt8], _ range: Range<Int>, into row: inout DecodedRow) throws(RecordError) {
        row.clear()
        if range.count > IngestLimits.recordBytes {
            throw RecordError(.tooLarge, "a record of \(range.count) bytes, over \(IngestLimits.recordBytes)")
        }
        var scanner = JSONScanner(bytes, range)
        try members(&scanner, into: &row)
        if scanner.peek() != 0 || !scanner.isAtEnd { throw scanner.error("the end of the record") }
        try applyDefaults(&row)
    }

    private func members(_ scanner: inout JSONScanner, into row: inout DecodedRow) throws(RecordError) {
        try scanner.expect(UInt8(ascii: "{"), "an object")
        if scanner.skip(UInt8(ascii: "}")) { return }
        var member = 0
        repeat {
            _ = scanner.peek()
            let name = try scanner.string()
            let field = position(of: scanner.bytes(of: name), member: member, &row.lastOrder)
            try scanner.expect(UInt8(ascii: ":"), "':'")
            if let field {
                try value(&scanner, field: field, into: &row)
            } else {
                try scanner.skipValue(depth: 1)
            }
            member += 1
        } while scanner.skip(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "}"), "',' or '}'")
    }

    /// Records mostly list their members in one order: try the column first that the last record had in this place.
    private func position(of name: ArraySlice<UInt8>, member: Int, _ lastOrder: inout [Int]) -> Int? {
        if member < lastOrder.count {
            let guess = lastOrder[member]
            if names[guess].bytes[...] == name { return guess }
        }
        guard let position = positions[ByteString(name)] else { return nil }
        if member < lastOrder.count { lastOrder[member] = position }
        if member == lastOrder.count { lastOrder.append(position) }
        return position
    }

    private func value(
        _ scanner: inout JSONScanner, field: Int, into row: inout DecodedRow
    ) throws(RecordError) {
        do throws(RecordError) {
            row.slots[field] =
                if fields[field].isMultiValue {
                    try list(&scanner, of: fields[field].type, into: &row)
                } else {
                    try value(&scanner, as: fields[field].type, depth: 1, into: &row)
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
            return try ValueCoercion.text(scanner.bytes(of: text), as: type, into: &row)
        case UInt8(ascii: "t"):
            try scanner.word("true")
            return try ValueCoercion.boolean(true, as: type, into: &row)
        case UInt8(ascii: "f"):
            try scanner.word("false")
            return try ValueCoercion.boolean(false, as: type, into: &row)
        case UInt8(ascii: "n"):
            try scanner.word("null")
            return .null
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if type == .json { return try JSONDocument.keep(&scanner, depth: depth, in: &row) }
            throw RecordError(.wrongType, "an object or array where \(type.rawValue) is declared")
        default:
            if type.representation != .string { return try ValueCoercion.number(try scanner.number(), as: type) }
            let start = scanner.position
            try scanner.skipNumber()
            return try ValueCoercion.number(text: scanner.input(start..<scanner.position), as: type, into: &row)
        }
    }

    private func applyDefaults(_ row: inout DecodedRow) throws(RecordError) {
        for field in fields.indices {
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

extension JSONScanner {
    func input(_ range: Range<Int>) -> ArraySlice<UInt8> {
        bytes(of: Text(range: range, isUnescaped: false))
    }
}
