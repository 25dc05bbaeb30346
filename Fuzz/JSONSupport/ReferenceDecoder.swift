import Bytes
import Ingest
import Schema

/// What `JSONRecordDecoder` has to make of a record, member by member, without cleverness.
struct ReferenceDecoder {
    let fields: [FieldSpec]

    func decode(_ bytes: [UInt8]) throws(RecordError) -> [Value] {
        var scanner = ReferenceScanner(bytes)
        var row = [Value](repeating: .null, count: fields.count)
        try scanner.expect("{")
        if !scanner.take("}") {
            repeat { try member(&scanner, &row) } while scanner.take(",")
            try scanner.expect("}")
        }
        scanner.skipSpaces()
        if scanner.next != nil { throw scanner.malformed() }
        for (index, field) in fields.enumerated() where row[index] == .null {
            if let value = field.defaultValue {
                row[index] = field.isMultiValue ? .list([value]) : value
            } else if field.isNotNull {
                throw RecordError(.missing, column: field.name, "")
            }
        }
        return row
    }

    private func member(_ scanner: inout ReferenceScanner, _ row: inout [Value]) throws(RecordError) {
        scanner.skipSpaces()
        let name = try scanner.string()
        try scanner.expect(":")
        guard let index = fields.firstIndex(where: { Array($0.name.utf8) == name }) else {
            _ = try scanner.value(depth: 1)
            return
        }
        do throws(RecordError) {
            let field = fields[index]
            row[index] =
                field.isMultiValue ? try list(&scanner, field.type) : try value(&scanner, field.type, depth: 1)
        } catch {
            if error.kind == .malformed { throw error }
            throw RecordError(error.kind, column: fields[index].name, error.detail)
        }
    }

    private func list(_ scanner: inout ReferenceScanner, _ type: DataType) throws(RecordError) -> Value {
        guard scanner.take("[") else {
            let element = try value(&scanner, type, depth: 1)
            return element == .null ? .null : .list([element])
        }
        if scanner.take("]") { return .list([]) }
        var elements: [Value] = []
        repeat {
            let element = try value(&scanner, type, depth: 2)
            if element == .null { continue }
            if elements.count == IngestLimits.listValues { throw RecordError(.tooLarge, "values") }
            elements.append(element)
        } while scanner.take(",")
        try scanner.expect("]")
        return elements.isEmpty ? .null : .list(elements)
    }

    private func value(
        _ scanner: inout ReferenceScanner, _ type: DataType, depth: Int
    ) throws(RecordError) -> Value {
        scanner.skipSpaces()
        if type != .json, scanner.next == UInt8(ascii: "{") || scanner.next == UInt8(ascii: "[") { throw wrongType }
        if type.representation != .string, let byte = scanner.next, !Array("\"tfn".utf8).contains(byte) {
            return try number(try scanner.number(limit: IngestLimits.numberBytes), type)
        }
        let node = try scanner.value(depth: depth)
        switch (node, type) {
        case (.null, _): return .null
        case (.string(let text), _): return try self.text(text, type)
        case (.bool(let value), .boolean): return .integer(value ? 1 : 0)
        case (.bool(let value), .string): return .string(value ? "true" : "false")
        case (.number(let text), .string): return .string(ByteString(text))
        case (.number(let text), .bigDecimal): return try decimal(text)
        case (_, .json): return try document(node)
        default: throw wrongType
        }
    }

    private var wrongType: RecordError { RecordError(.wrongType, "") }

    /// A text that is a JSON number.
    private func number(_ text: [UInt8], _ type: DataType) throws(RecordError) -> Value {
        let string = String(decoding: text, as: UTF8.self)
        let isWhole = text.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
        let integer = isWhole ? Int64(string) : nil
        guard let double = Double(string), double.isFinite else { throw RecordError(.outOfRange, "") }
        switch type {
        case .double, .float:
            let nearest = integer.map { Double($0) } ?? double
            let value = type == .float ? Double(Float(nearest)) : nearest
            if !value.isFinite { throw RecordError(.outOfRange, "") }
            return .double(value == 0 ? 0 : value)
        case .int, .long, .timestamp, .boolean:
            guard let value = integer ?? Int64(exactly: double) else { throw wrongType }
            if type == .int, Int32(exactly: value) == nil { throw RecordError(.outOfRange, "") }
            if type == .boolean, value != 0 && value != 1 { throw RecordError(.outOfRange, "") }
            return .integer(value)
        case .string, .json, .bytes, .bigDecimal: throw wrongType
        }
    }

    /// The number that a whole text is.
    private func numberOnly(_ text: [UInt8], _ type: DataType) throws(RecordError) -> Value {
        var scanner = ReferenceScanner(text)
        guard let number = try? scanner.number(limit: IngestLimits.numberBytes), number == text,
            Double(String(decoding: text, as: UTF8.self))?.isFinite == true
        else { throw wrongType }
        return try self.number(text, type)
    }

    private func text(_ text: [UInt8], _ type: DataType) throws(RecordError) -> Value {
        let limit = type == .bytes ? 2 * IngestLimits.stringBytes : IngestLimits.stringBytes
        if text.count > limit { throw RecordError(.tooLarge, "") }
        switch type {
        case .string:
            if String(validating: text, as: UTF8.self) == nil { throw wrongType }
            return .string(ByteString(text))
        case .boolean:
            guard text == Array("true".utf8) || text == Array("false".utf8) else { throw wrongType }
            return .integer(text.count == 4 ? 1 : 0)
        case .timestamp:
            if let instant = TimestampText.parse(text) { return .integer(instant) }
            guard text.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }) else { throw wrongType }
            let number = try numberOnly(text, .timestamp)
            if Int64(String(decoding: text, as: UTF8.self)) == nil { throw wrongType }
            return number
        case .int, .long, .float, .double: return try numberOnly(text, type)
        case .bigDecimal: return try decimal(text)
        case .bytes:
            guard let bytes = HexText.parse(text[...]) else { throw wrongType }
            return .string(ByteString(bytes))
        case .json: return try document(inside: text)
        }
    }

    private func decimal(_ text: [UInt8]) throws(RecordError) -> Value {
        if text.count > IngestLimits.decimalBytes { throw RecordError(.tooLarge, "") }
        do throws(BigDecimalError) {
            return .string(try BigDecimal(parsing: text[...]).orderedBytes)
        } catch {
            throw RecordError(error == .malformed ? .wrongType : .outOfRange, "")
        }
    }
}
