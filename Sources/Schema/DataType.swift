/// The type of a column, by Pinot's names.
public enum DataType: String, Sendable, CaseIterable {
    /// 32-bit signed integer.
    case int = "INT"
    /// 64-bit signed integer.
    case long = "LONG"
    /// IEEE 754 single precision.
    case float = "FLOAT"
    /// IEEE 754 double precision.
    case double = "DOUBLE"
    case boolean = "BOOLEAN"
    /// Milliseconds since 1970-01-01T00:00:00Z.
    case timestamp = "TIMESTAMP"
    /// UTF-8 text.
    case string = "STRING"
    /// UTF-8 text that is a JSON document.
    case json = "JSON"
    /// Any bytes.
    case bytes = "BYTES"
    /// A decimal number of any size and precision, in the form whose bytes sort like the numbers.
    case bigDecimal = "BIG_DECIMAL"

    /// How values of the type are represented while they are computed with.
    public var representation: Representation {
        switch self {
        case .int, .long, .boolean, .timestamp: .integer
        case .float, .double: .double
        case .string, .json, .bytes, .bigDecimal: .string
        }
    }

    /// Whether values are UTF-8.
    public var isText: Bool { self == .string || self == .json }

    /// The three forms that values take in vectors.
    public enum Representation: Sendable {
        /// `Int64`; a BOOLEAN is 0 or 1, a TIMESTAMP its milliseconds.
        case integer
        /// `Double`; a FLOAT is a double that a `Float` holds exactly.
        case double
        /// `ByteString`; of STRING and JSON well-formed UTF-8.
        case string
    }
}
