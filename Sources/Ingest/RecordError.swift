import Bytes

/// Why a record did not become a row.
public struct RecordError: CodedError, Hashable, Sendable {
    public enum Kind: String, Sendable {
        /// The record is not one well-formed JSON object.
        case malformed = "MALFORMED_RECORD"
        /// The batch that the record came in cannot be decompressed, or does not hold what it says.
        case undecodable = "UNDECODABLE_BATCH"
        /// A value cannot be read as its column's type.
        case wrongType = "WRONG_TYPE"
        /// A number does not fit its column's type.
        case outOfRange = "VALUE_OUT_OF_RANGE"
        /// Text or record over a limit.
        case tooLarge = "VALUE_TOO_LARGE"
        /// A column that is declared `notNull` has no value.
        case missing = "MISSING_VALUE"
        /// A column cannot be computed.
        case transformFailed = "TRANSFORM_FAILED"
        /// The condition that leaves rows out cannot be computed.
        case filterFailed = "FILTER_FAILED"
        /// The record becomes more rows, or larger ones, than a record may.
        case tooManyRows = "TOO_MANY_ROWS"
        /// The time column is outside of the years 1971 to 2070.
        case outOfTimeRange = "OUT_OF_TIME_RANGE"
        /// The registry has no schema of the number that the record names.
        case unknownSchema = "UNKNOWN_AVRO_SCHEMA"
        /// What the record needs cannot be had at the moment: it is to be tried again.
        case unavailable = "SCHEMA_REGISTRY_UNAVAILABLE"
    }

    public let kind: Kind
    /// The column, where one is to blame.
    public let column: String?
    public let detail: String

    public init(_ kind: Kind, column: String? = nil, _ detail: String) {
        self.kind = kind
        self.column = column
        self.detail = detail
    }

    public var code: String { kind.rawValue }
    public var message: String { column.map { "column '\($0)': \(detail)" } ?? detail }
}
