public enum Literal: Sendable {
    case null
    case boolean(Bool)
    /// Digits without point or exponent that fit 64 bits signed (a minus in front is folded in).
    case integer(Int64)
    /// Digits with a point, or too many for 64 bits, without exponent: as written, with a digit at either side of the
    /// point and a minus in front folded in, such as `-0.50`. A DOUBLE or a BIG_DECIMAL, as the context has it; it
    /// may be beyond the range of a DOUBLE.
    case decimal(String)
    /// A number with an exponent.
    case double(Double)
    case string(String)
}

/// The word in front of a string that says what it stands for.
public enum TypedLiteralKind: String, Hashable, Sendable {
    case timestamp = "TIMESTAMP"
    case date = "DATE"
}

/// `INTERVAL '3' DAY`, also written `INTERVAL 3 DAY` and `INTERVAL '3 days'`.
public struct IntervalLiteral: Hashable, Sendable {
    public var amount: Int64
    /// One of `units`.
    public var unit: String

    /// The units that an interval can have.
    public static let units = [
        "YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND",
        "NANOSECOND",
    ]

    public init(amount: Int64, unit: String) {
        self.amount = amount
        self.unit = unit
    }
}
