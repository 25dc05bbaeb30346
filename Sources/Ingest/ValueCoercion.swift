import Bytes
import Schema

/// How a JSON value becomes a value of a column's type. What is not listed is refused.
///
/// | JSON | column | result |
/// |---|---|---|
/// | number | INT, LONG | the number, if it is whole and fits |
/// | number | TIMESTAMP | milliseconds since the epoch, if whole |
/// | number | FLOAT, DOUBLE | the nearest value; -0 becomes 0 |
/// | 0, 1 | BOOLEAN | false, true |
/// | number | STRING | its text as written |
/// | true, false | BOOLEAN | itself |
/// | true, false | STRING | `true`, `false` |
/// | string | STRING | itself, if it is well-formed UTF-8 |
/// | string | INT, LONG, FLOAT, DOUBLE | the number that the whole string is |
/// | string | BOOLEAN | `true` or `false`, in lower case |
/// | string | TIMESTAMP | see `TimestampText.parse`, or a whole number of milliseconds |
/// | null | any | NULL |
enum ValueCoercion {
    static func number(
        _ number: JSONScanner.Number, text: ArraySlice<UInt8>, as type: DataType, at field: Int,
        into row: inout DecodedRow
    ) throws(RecordError) {
        switch type {
        case .string: row.setString(text, at: field)
        case .float, .double: row.slots[field] = .double(try double(number, as: type))
        case .int, .long, .timestamp, .boolean: row.slots[field] = .integer(try integer(number, as: type))
        case .json, .bytes, .bigDecimal: throw unavailable(type)
        }
    }

    static func boolean(
        _ value: Bool, as type: DataType, at field: Int, into row: inout DecodedRow
    ) throws(RecordError) {
        switch type {
        case .boolean: row.slots[field] = .integer(value ? 1 : 0)
        case .string: row.set(.string(value ? "true" : "false"), at: field)
        default: throw RecordError(.wrongType, "a boolean where \(type.rawValue) is declared")
        }
    }

    static func text(
        _ text: ArraySlice<UInt8>, as type: DataType, at field: Int, into row: inout DecodedRow
    ) throws(RecordError) {
        if text.count > IngestLimits.stringBytes {
            throw RecordError(.tooLarge, "text of \(text.count) bytes, over \(IngestLimits.stringBytes)")
        }
        switch type {
        case .string:
            if !isValidUTF8(text) { throw RecordError(.wrongType, "text that is not UTF-8") }
            row.setString(text, at: field)
        case .boolean where text.elementsEqual("true".utf8): row.slots[field] = .integer(1)
        case .boolean where text.elementsEqual("false".utf8): row.slots[field] = .integer(0)
        case .timestamp:
            guard let instant = TimestampText.parse(text) ?? wholeNumber(text) else { throw wrongText(text, type) }
            row.slots[field] = .integer(instant)
        case .int, .long, .float, .double:
            guard let number = anyNumber(text) else { throw wrongText(text, type) }
            try self.number(number, text: text, as: type, at: field, into: &row)
        case .boolean: throw wrongText(text, type)
        case .json, .bytes, .bigDecimal: throw unavailable(type)
        }
    }

    private static func unavailable(_ type: DataType) -> RecordError {
        RecordError(.wrongType, "values of type \(type.rawValue) are not read from records")
    }

    private static func wrongText(_ text: ArraySlice<UInt8>, _ type: DataType) -> RecordError {
        let shown = String(decoding: text.prefix(40), as: UTF8.self)
        return RecordError(.wrongType, "the text '\(shown)' where \(type.rawValue) is declared")
    }

    private static func double(_ number: JSONScanner.Number, as type: DataType) throws(RecordError) -> Double {
        var value =
            switch number {
            case .integer(let integer): Double(integer)
            case .double(let double): double
            }
        if type == .float { value = Double(Float(value)) }
        if !value.isFinite { throw RecordError(.outOfRange, "a number beyond the range of \(type.rawValue)") }
        return value == 0 ? 0 : value
    }

    private static func integer(_ number: JSONScanner.Number, as type: DataType) throws(RecordError) -> Int64 {
        let value: Int64
        switch number {
        case .integer(let integer): value = integer
        case .double(let double):
            guard let exact = Int64(exactly: double) else {
                throw RecordError(.wrongType, "the number \(double) where \(type.rawValue) is declared")
            }
            value = exact
        }
        let fits =
            switch type {
            case .int: Int32(exactly: value) != nil
            case .boolean: value == 0 || value == 1
            default: true
            }
        if !fits { throw RecordError(.outOfRange, "the number \(value) is no \(type.rawValue)") }
        return value
    }

    private static func anyNumber(_ text: ArraySlice<UInt8>) -> JSONScanner.Number? {
        var scanner = JSONScanner(Array(text), 0..<text.count)
        guard let number = try? scanner.number(), scanner.isAtEnd else { return nil }
        return number
    }

    private static func wholeNumber(_ text: ArraySlice<UInt8>) -> Int64? {
        guard case .integer(let number)? = anyNumber(text) else { return nil }
        return number
    }

    /// Most text is ASCII, which needs no second look.
    private static func isValidUTF8(_ text: ArraySlice<UInt8>) -> Bool {
        if text.allSatisfy({ $0 < 0x80 }) { return true }
        return String(validating: text, as: UTF8.self) != nil
    }
}
