import Bytes

extension ConfigObject {
    /// The stored form of `defaultNullValue`: a value of the type, or its text as Pinot also accepts it. Of a column
    /// with several values per row it is the one value of the list.
    func defaultValue(_ given: JSONValue, of type: DataType) throws(ConfigError) -> Value {
        let value: Value? =
            switch type {
            case .int: given.exactInteger.flatMap { Int32(exactly: $0) }.map { .integer(Int64($0)) }
            case .long, .timestamp: given.exactInteger.map { .integer($0) }
            case .boolean: given.booleanInteger.map { .integer($0) }
            case .float: given.number.flatMap(nearestFloat).map { .double($0) }
            case .double: given.number.map { .double($0) }
            case .string: given.scalarText.map { .string(ByteString($0)) }
            case .json: given.document.map { .string(ByteString($0.serialized)) }
            case .bytes: given.hexBytes.map { .string($0) }
            case .bigDecimal: given.exactNumber.map { .string($0.orderedBytes) }
            }
        guard let value else {
            throw invalid("defaultNullValue", "\(given.kindName) that is no value of type \(type.rawValue)")
        }
        return value
    }
}

/// The double that equals the nearest `Float`; nil if the number is beyond the range of floats.
private func nearestFloat(_ number: Double) -> Double? {
    let float = Float(number)
    return float.isInfinite && number.isFinite ? nil : Double(float)
}

extension JSONValue {
    fileprivate var exactInteger: Int64? {
        switch self {
        case .integer(let number): number
        case .double(let number): Int64(exactly: number)
        case .string(let text): Int64(text)
        default: nil
        }
    }

    fileprivate var booleanInteger: Int64? {
        switch self {
        case .bool(let flag): flag ? 1 : 0
        case .integer(let number) where number == 0 || number == 1: number
        case .string(let text) where text.lowercased() == "true" || text == "1": 1
        case .string(let text) where text.lowercased() == "false" || text == "0": 0
        default: nil
        }
    }

    /// Never NaN, which segments do not store: there is NULL for what is no number.
    fileprivate var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        case .decimal(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        default: nil
        }
    }

    /// The text of anything but an array or object.
    fileprivate var scalarText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .double(let number): number.description
        case .decimal(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// The document that a text holds, as Pinot has it, or this value itself.
    fileprivate var document: JSONValue? {
        switch self {
        case .null: nil
        case .string(let text): try? JSONValue(parsing: Array(text.utf8))
        default: self
        }
    }

    fileprivate var hexBytes: ByteString? {
        if case .string(let text) = self { HexText.parse(text.utf8).map { ByteString($0) } } else { nil }
    }

    fileprivate var exactNumber: BigDecimal? {
        switch self {
        case .integer(let number): BigDecimal(number)
        case .double(let number): try? BigDecimal(number.description)
        case .decimal(let text), .string(let text): try? BigDecimal(text)
        case .null, .bool, .array, .object: nil
        }
    }
}
