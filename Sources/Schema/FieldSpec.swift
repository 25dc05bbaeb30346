/// One column as the schema declares it.
public struct FieldSpec: Hashable, Sendable {
    /// The role that Pinot's schema gives a column, by the list in which it stands.
    public enum Role: String, Sendable {
        case dimension
        case metric
        case dateTime
    }

    public var name: String
    public var type: DataType
    public var role: Role
    /// Whether a row has any number of values, in an order.
    public var isMultiValue: Bool
    /// The value that stands for an absent or null one, in new rows and in segments older than the column. Without
    /// it the value is NULL.
    public var defaultValue: Value?
    /// Whether a record without the value is refused.
    public var isNotNull: Bool
    /// Pinot's `format` of a date-time column, such as `1:MILLISECONDS:EPOCH`; nil for other roles.
    public var format: String?
    /// Pinot's `granularity` of a date-time column, such as `1:MILLISECONDS`; nil for other roles.
    public var granularity: String?

    public init(
        name: String, type: DataType, role: Role = .dimension, isMultiValue: Bool = false, defaultValue: Value? = nil,
        isNotNull: Bool = false, format: String? = nil, granularity: String? = nil
    ) {
        self.name = name
        self.type = type
        self.role = role
        self.isMultiValue = isMultiValue
        self.defaultValue = defaultValue
        self.isNotNull = isNotNull
        self.format = format
        self.granularity = granularity
    }
}
