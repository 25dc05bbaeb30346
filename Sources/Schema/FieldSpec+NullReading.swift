import Bytes

extension FieldSpec {
    /// What Pinot reads where the value is NULL, if a query asks for that: the field's own default, or else that of its
    /// type and role. Of a column with several values per row it is the one value of the list.
    public var valueForNull: Value {
        let value = defaultValue ?? (role == .metric ? Self.metricValue(type) : Self.dimensionValue(type))
        return isMultiValue ? .list([value]) : value
    }

    private static func dimensionValue(_ type: DataType) -> Value {
        switch type {
        case .int: .integer(Int64(Int32.min))
        case .long: .integer(.min)
        case .float, .double: .double(-.infinity)
        case .boolean, .timestamp: .integer(0)
        case .string, .json: .string("null")
        case .bytes: .string(ByteString([]))
        case .bigDecimal: .string(BigDecimal.zero.orderedBytes)
        }
    }

    private static func metricValue(_ type: DataType) -> Value {
        switch type {
        case .int, .long, .boolean, .timestamp: .integer(0)
        case .float, .double: .double(0)
        case .string, .json: .string("null")
        case .bytes: .string(ByteString([]))
        case .bigDecimal: .string(BigDecimal.zero.orderedBytes)
        }
    }
}
