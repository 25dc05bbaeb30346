import Bytes
import Schema

/// Turns values of JSON documents into values of columns.
struct JSONConversion: Sendable {
    let type: ValueType

    /// The types that jsonExtractScalar takes, such as `LONG` and `STRING_ARRAY`.
    init?(_ name: String) {
        let upper = name.uppercased()
        let isList = upper.hasSuffix("_ARRAY")
        guard let element = DataType(rawValue: isList ? String(upper.dropLast(6)) : upper), element != .bytes else {
            return nil
        }
        type = ValueType(element, isList: isList)
    }

    static let names =
        "one of INT, LONG, FLOAT, DOUBLE, BIG_DECIMAL, BOOLEAN, TIMESTAMP, STRING, JSON, or these with _ARRAY"

    /// The value that a text stands for, whatever it was in the document; nil if it stands for none of the type.
    func scalar(_ text: [UInt8]) -> Value? {
        switch type.element {
        case .int: return Self.integer(text).flatMap { Int32(exactly: $0) }.map { .integer(Int64($0)) }
        case .long: return Self.integer(text).map { .integer($0) }
        case .float: return Self.double(text).map { .double(Double(Float($0))) }
        case .double: return Self.double(text).map { .double($0) }
        case .bigDecimal: return (try? BigDecimal(parsing: text)).map { .string($0.orderedBytes) }
        case .boolean:
            switch String(decoding: text, as: UTF8.self).lowercased() {
            case "true", "1": return .integer(1)
            case "false", "0": return .integer(0)
            default: return nil
            }
        case .timestamp: return (TimestampText.parse(text) ?? Self.integer(text)).map { .integer($0) }
        case .string, .json: return .string(ByteString(text))
        case .bytes: return nil
        }
    }

    /// A whole number; a fraction is cut off.
    private static func integer(_ text: [UInt8]) -> Int64? {
        let string = String(decoding: text, as: UTF8.self)
        return Int64(string) ?? double(text).flatMap { Int64(exactly: $0.rounded(.towardZero)) }
    }

    private static func double(_ text: [UInt8]) -> Double? {
        // `Double` reads hexadecimal and names of infinities too.
        guard text.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
        return Double(String(decoding: text, as: UTF8.self))
    }

    /// The value in the document as one of the type; nil for `null` and for what cannot be converted.
    func value(_ range: Range<Int>, _ scanner: JSONScanner) -> Value? {
        switch scanner.kind(of: range) {
        case .null: return nil
        case .string where type.element == .json: return .string(ByteString(scanner.compact(range)))
        case .string: return scalar(scanner.text(of: range))
        case .boolean, .number: return scalar(Array(scanner.bytes[range]))
        case .array, .object:
            guard type.element == .string || type.element == .json else { return nil }
            return .string(ByteString(scanner.compact(range)))
        }
    }

    /// What a path found as one value, or one list, of the type.
    func value(_ match: JSONMatch, _ scanner: JSONScanner) -> Value? {
        switch match {
        case .none: return nil
        case .one(let range):
            guard type.isList else { return value(range, scanner) }
            guard scanner.kind(of: range) != .null else { return nil }
            return .list(Self.elements(of: range, scanner).compactMap { value($0, scanner) })
        case .many(let ranges):
            if type.isList { return .list(ranges.compactMap { value($0, scanner) }) }
            guard type.element == .string || type.element == .json else { return nil }
            return .string(ByteString(Self.array(of: ranges, scanner)))
        }
    }

    /// The elements of an array; of another value, itself.
    static func elements(of range: Range<Int>, _ scanner: JSONScanner) -> [Range<Int>] {
        guard scanner.kind(of: range) == .array else { return [range] }
        var elements = [Range<Int>]()
        scanner.visitMembers(of: range) { _, value in
            elements.append(value)
            return true
        }
        return elements
    }

    /// Values as one JSON array.
    static func array(of ranges: [Range<Int>], _ scanner: JSONScanner) -> [UInt8] {
        var bytes = [UInt8(ascii: "[")]
        for (index, range) in ranges.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += scanner.compact(range)
        }
        return bytes + [UInt8(ascii: "]")]
    }
}
