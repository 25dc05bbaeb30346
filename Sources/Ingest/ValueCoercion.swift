import Bytes
import Schema

/// How a JSON value becomes a value of a column's type. What is not listed is refused.
///
/// | JSON | column | result |
/// |---|---|---|
/// | number | INT, LONG | the number, if it is whole and fits |
/// | number | TIMESTAMP | milliseconds since the epoch, if whole |
/// | number | FLOAT, DOUBLE | the nearest value; -0 becomes 0 |
/// | number | BIG_DECIMAL | the number, exactly |
/// | 0, 1 | BOOLEAN | false, true |
/// | number | STRING | its text as written |
/// | true, false | BOOLEAN | itself |
/// | true, false | STRING | `true`, `false` |
/// | string | STRING | itself, if it is well-formed UTF-8 |
/// | string | INT, LONG, FLOAT, DOUBLE, BIG_DECIMAL | the number that the whole string is |
/// | string | BOOLEAN | `true` or `false`, in lower case |
/// | string | TIMESTAMP | see `TimestampText.parse`, or a whole number of milliseconds |
/// | string | BYTES | the bytes of which it has two hexadecimal digits each, in either case |
/// | string | JSON | the document that it holds; if it holds none, the document that is this string |
/// | any other but null | JSON | itself |
/// | null | any | NULL |
///
/// JSON is kept as text without white space: numbers as written, strings with as few escapes as possible, members in
/// their order, also those of one name.
///
/// In a column with several values per row each element of an array is such a value, and anything but an array is a
/// list of one. As in Pinot, elements that are null are left out, and an array of nulls alone is NULL. An empty array
/// is an empty list, where Pinot makes it NULL. Only the elements of a JSON column may be arrays themselves.
enum ValueCoercion {
    /// A number of a type that computes with it.
    static func number(
        _ number: JSONScanner.Number, as type: DataType
    ) throws(RecordError) -> DecodedRow.Slot {
        switch type {
        case .float, .double: .double(try double(number, as: type))
        case .int, .long, .timestamp, .boolean: .integer(try integer(number, as: type))
        case .string, .json, .bytes, .bigDecimal:
            throw RecordError(.wrongType, "a number where \(type.rawValue) is declared")
        }
    }

    /// A number of which the text counts.
    static func number(
        text: ArraySlice<UInt8>, as type: DataType, into row: inout DecodedRow
    ) throws(RecordError) -> DecodedRow.Slot {
        switch type {
        case .string, .json: row.keep(text)
        case .bigDecimal: row.keep(try decimal(text).bytes[...])
        case .int, .long, .float, .double, .boolean, .timestamp, .bytes:
            throw RecordError(.wrongType, "a number where \(type.rawValue) is declared")
        }
    }

    static func boolean(
        _ value: Bool, as type: DataType, into row: inout DecodedRow
    ) throws(RecordError) -> DecodedRow.Slot {
        switch type {
        case .boolean: .integer(value ? 1 : 0)
        case .string, .json: row.keep(.string(value ? "true" : "false"))
        default: throw RecordError(.wrongType, "a boolean where \(type.rawValue) is declared")
        }
    }

    static func text(
        _ text: ArraySlice<UInt8>, as type: DataType, into row: inout DecodedRow
    ) throws(RecordError) -> DecodedRow.Slot {
        let limit = type == .bytes ? 2 * IngestLimits.stringBytes : IngestLimits.stringBytes
        if text.count > limit { throw tooLong(text.count, limit) }
        switch type {
        case .string:
            if !isValidUTF8(text.span) { throw RecordError(.wrongType, "text that is not UTF-8") }
            return row.keep(text)
        case .boolean where text.elementsEqual("true".utf8): return .integer(1)
        case .boolean where text.elementsEqual("false".utf8): return .integer(0)
        case .timestamp:
            guard let instant = TimestampText.parse(text) ?? wholeNumber(text) else { throw wrongText(text, type) }
            return .integer(instant)
        case .int, .long, .float, .double:
            guard let number = anyNumber(text) else { throw wrongText(text, type) }
            return try self.number(number, as: type)
        case .boolean: throw wrongText(text, type)
        case .bigDecimal: return row.keep(try decimal(text).bytes[...])
        case .bytes:
            guard let bytes = HexText.parse(text) else { throw wrongText(text, type) }
            return row.keep(bytes[...])
        case .json: return try JSONDocument.keep(text: text, in: &row)
        }
    }

    /// The number that a whole text is, in the form that sorts like it.
    private static func decimal(_ text: ArraySlice<UInt8>) throws(RecordError) -> ByteString {
        if text.count > IngestLimits.decimalBytes {
            throw RecordError(.tooLarge, "a number of more than \(IngestLimits.decimalBytes) characters")
        }
        do throws(BigDecimalError) {
            return try BigDecimal(parsing: text).orderedBytes
        } catch {
            switch error {
            case .malformed: throw wrongText(text, .bigDecimal)
            case .tooManyDigits, .exponentOutOfRange: throw RecordError(.outOfRange, error.message)
            }
        }
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
        var scanner = JSONScanner(text.span, 0..<text.count)
        guard let first = text.first, first > 0x20, let number = try? scanner.number(), scanner.isAtEnd else {
            return nil
        }
        return number
    }

    private static func wholeNumber(_ text: ArraySlice<UInt8>) -> Int64? {
        guard case .integer(let number)? = anyNumber(text) else { return nil }
        return number
    }

    static func tooLong(_ count: Int, _ limit: Int) -> RecordError {
        RecordError(.tooLarge, "text of \(count) bytes, over \(limit)")
    }

    static func isValidUTF8(_ text: ArraySlice<UInt8>) -> Bool { isValidUTF8(text.span) }

    static func isValidUTF8(_ text: Span<UInt8>) -> Bool {
        do {
            _ = try UTF8Span(validating: text)
            return true
        } catch { return false }
    }
}
