import Bytes
import Expressions
import Schema

/// A member of a record as an expression sees it: with the type that its value suggests.
///
/// | value | type |
/// |---|---|
/// | absent, null | NULL |
/// | true, false | BOOLEAN |
/// | a whole number of 64 bits | LONG |
/// | any other number | DOUBLE |
/// | text | STRING |
/// | an array or object | JSON |
/// | Avro's bytes and fixed | BYTES |
/// | Avro's decimal | BIG_DECIMAL |
/// | Avro's timestamps and dates | TIMESTAMP |
/// | Avro's times of day | LONG, milliseconds |
/// | Avro's float | FLOAT |
struct RawInput {
    var value: Value
    /// Nil where there is no value that would suggest one.
    var type: ValueType?

    static let null = RawInput(value: .null, type: nil)

    init(value: Value, type: ValueType?) {
        self.value = value
        self.type = type
    }

    /// What a record holds; throws where it is text that is not UTF-8, or a number beyond the range of a double.
    init(_ value: RecordValue) throws(RecordError) {
        switch value {
        case .null: self = .null
        case .boolean(let flag): self.init(value: .integer(flag ? 1 : 0), type: .boolean)
        case .integer(let number): self.init(value: .integer(number), type: .long)
        case .double(let number): self.init(value: .double(number), type: .double)
        case .float(let number): self.init(value: .double(Double(number)), type: .float)
        case .number(let text): self = try Self.number(text)
        case .decimal(let text): self = try Self.decimal(text)
        case .timestamp(let milliseconds): self.init(value: .integer(milliseconds), type: .timestamp)
        case .date(let days):
            let (milliseconds, overflow) = days.multipliedReportingOverflow(by: CivilTime.millisecondsPerDay)
            if overflow { throw RecordError(.outOfRange, "the date of day \(days) is no TIMESTAMP") }
            self.init(value: .integer(milliseconds), type: .timestamp)
        case .timeOfDay(let milliseconds): self.init(value: .integer(milliseconds), type: .long)
        case .bytes(let bytes): self.init(value: .string(bytes), type: .bytes)
        case .string(let text): self.init(value: .string(try Self.checked(text)), type: .string)
        case .array, .object: self.init(value: .string(try Self.checked(value.json)), type: .json)
        }
    }

    private static func checked(_ text: ByteString) throws(RecordError) -> ByteString {
        if !ValueCoercion.isValidUTF8(text.bytes[...]) { throw RecordError(.wrongType, "text that is not UTF-8") }
        return text
    }

    private static func number(_ text: ByteString) throws(RecordError) -> RawInput {
        var scanner = JSONScanner(text.bytes.span, 0..<text.count)
        switch try scanner.number() {
        case .integer(let number): return RawInput(value: .integer(number), type: .long)
        case .double(let number): return RawInput(value: .double(number), type: .double)
        }
    }

    private static func decimal(_ text: ByteString) throws(RecordError) -> RawInput {
        do throws(BigDecimalError) {
            return RawInput(value: .string(try BigDecimal(parsing: text.bytes).orderedBytes), type: .bigDecimal)
        } catch {
            throw RecordError(.outOfRange, error.message)
        }
    }
}

extension RecordValue {
    /// The result of an expression, to become a value of a column.
    init(_ value: Value, _ type: ValueType, for target: DataType) {
        switch value {
        case .null: self = .null
        case .list(let elements):
            self = .array(elements.map { RecordValue($0, ValueType(type.element), for: target) })
        case .integer(let number):
            switch type.element {
            case .boolean where target != .boolean && target.representation != .string: self = .integer(number)
            case .boolean: self = .boolean(number != 0)
            case .timestamp: self = .timestamp(number)
            default: self = .integer(number)
            }
        case .double(let number): self = type.element == .float ? .float(Float(number)) : .double(number)
        case .string(let text):
            switch type.element {
            case .bytes: self = .bytes(text)
            case .bigDecimal:
                self = BigDecimal(orderedBytes: text).map { .decimal(ByteString($0.description)) } ?? .null
            default: self = .string(text)
            }
        }
    }
}
