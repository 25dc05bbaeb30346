/// The type of an expression: one value of a data type in each row, or a list of them.
///
/// Elements of lists are never NULL; a NULL row is a NULL list.
public struct ValueType: Hashable, Sendable {
    /// The type of the values, or of the elements of the lists.
    public let element: DataType
    public let isList: Bool

    public init(_ element: DataType, isList: Bool = false) {
        self.element = element
        self.isList = isList
    }

    /// How values, or elements, are represented while they are computed with.
    public var representation: DataType.Representation { element.representation }

    /// Pinot's name, such as `LONG` or `STRING_ARRAY`.
    public var name: String { isList ? element.rawValue + "_ARRAY" : element.rawValue }

    public static func list(_ element: DataType) -> ValueType { ValueType(element, isList: true) }

    public static let int = ValueType(.int)
    public static let long = ValueType(.long)
    public static let float = ValueType(.float)
    public static let double = ValueType(.double)
    public static let boolean = ValueType(.boolean)
    public static let timestamp = ValueType(.timestamp)
    public static let string = ValueType(.string)
    public static let json = ValueType(.json)
    public static let bytes = ValueType(.bytes)
    public static let bigDecimal = ValueType(.bigDecimal)

    /// Whether it is one number: INT, LONG, FLOAT, DOUBLE or BIG_DECIMAL.
    public var isNumber: Bool {
        guard !isList else { return false }
        return switch element {
        case .int, .long, .float, .double, .bigDecimal: true
        case .boolean, .timestamp, .string, .json, .bytes: false
        }
    }
}

extension FieldSpec {
    /// The type of the column in expressions.
    public var valueType: ValueType { ValueType(type, isList: isMultiValue) }
}
