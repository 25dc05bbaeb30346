import Bytes

extension ConfigObject {
    /// The column that this element of one of the schema's lists declares.
    func fieldSpec(_ role: FieldSpec.Role) throws(ConfigError) -> FieldSpec {
        let name = try columnName()
        try refuseUnsupportedFieldSettings()
        let type = try dataType()
        var field = FieldSpec(name: name, type: type, role: role)
        field.isNotNull = try flag("notNull") ?? false
        if let value = self["defaultNullValue"] { field.defaultValue = try defaultValue(value, of: type) }
        if role == .dateTime {
            field.format = try requiredString("format")
            field.granularity = try nonEmptyString("granularity")
        }
        return field
    }

    private func columnName() throws(ConfigError) -> String {
        let name = try requiredString("name")
        if name.utf8.count > ConfigLimits.columnNameBytes {
            throw invalid("name", "a column's name has at most \(ConfigLimits.columnNameBytes) bytes")
        }
        if name.utf8.first == UInt8(ascii: "$") {
            throw invalid("name", "names that start with '$' are kept for virtual columns")
        }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw invalid("name", "a column's name has no control characters")
        }
        return name
    }

    private func dataType() throws(ConfigError) -> DataType {
        let name = try requiredString("dataType")
        if let type = DataType(rawValue: name), !pinotTypesToCome.contains(name) { return type }
        if pinotTypesToCome.contains(name) { throw unsupported("dataType", "the type \(name) is not available") }
        let known = DataType.allCases.map(\.rawValue).filter { !pinotTypesToCome.contains($0) }.joined(separator: ", ")
        throw invalid("dataType", "unknown type \(name.prefix(64)); expected one of \(known)")
    }

    private func refuseUnsupportedFieldSettings() throws(ConfigError) {
        if try flag("singleValueField") == false {
            throw unsupported("singleValueField", "columns with several values per row are not available")
        }
        for key in ["virtualColumnProvider", "transformFunction", "maxLength"] where self[key] != nil {
            throw unsupported(key, "the setting is not available")
        }
        if let strategy = try nonEmptyString("maxLengthExceedStrategy"), strategy != "NO_ACTION" {
            throw unsupported("maxLengthExceedStrategy", "\(strategy.prefix(64)) is not available, only NO_ACTION")
        }
    }
}

/// Types of Pinot that Martlet refuses by name.
private let pinotTypesToCome: Set<String> = [
    "BIG_DECIMAL", "JSON", "BYTES", "MAP", "LIST", "STRUCT", "UUID", "OPEN_STRUCT",
]

extension ConfigObject {
    /// The stored form of `defaultNullValue`: a value of the type, or its text as Pinot also accepts it.
    private func defaultValue(_ given: JSONValue, of type: DataType) throws(ConfigError) -> Value {
        let value: Value? =
            switch type {
            case .int: given.exactInteger.flatMap { Int32(exactly: $0) }.map { .integer(Int64($0)) }
            case .long, .timestamp: given.exactInteger.map { .integer($0) }
            case .boolean: given.booleanInteger.map { .integer($0) }
            case .float: given.number.flatMap(nearestFloat).map { .double($0) }
            case .double: given.number.map { .double($0) }
            case .string, .json, .bytes, .bigDecimal: given.scalarText.map { .string(ByteString($0)) }
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
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
