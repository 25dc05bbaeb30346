import Schema

/// Refuses rows whose time cannot be meant: before 1971, or from 2071 on, as in Pinot. NULL passes.
struct RowTimeCheck: Sendable {
    /// 1971-01-01T00:00:00Z up to and without 2071-01-01T00:00:00Z, in milliseconds.
    static let validMilliseconds: Range<Int64> = 31_536_000_000..<3_187_296_000_000

    private let column: Int
    private let name: String
    /// The values of the column that are within these years.
    private let valid: Range<Int64>

    init(column name: String, _ schema: Schema) throws(ConfigError) {
        guard let column = schema.fields.firstIndex(where: { $0.name == name }),
            let unit = schema.fields[column].timeUnit
        else {
            throw ConfigError(
                .invalidField, at: "$.ingestionConfig.rowTimeValueCheck",
                "the check needs a time column that counts from 1970, which \(name) is not")
        }
        self.column = column
        self.name = name
        valid =
            Self.steps(Self.validMilliseconds.lowerBound, unit)..<Self.steps(Self.validMilliseconds.upperBound, unit)
    }

    /// The first count of units that is not before an instant of these years.
    private static func steps(_ milliseconds: Int64, _ unit: Duration) -> Int64 {
        let (seconds, attoseconds) = unit.components
        // A unit of so many seconds is one of whole seconds.
        if seconds >= 1_000_000 { return (milliseconds / 1_000 + seconds - 1) / seconds }
        let nanoseconds = max(1, seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        return (milliseconds * 1_000_000 + nanoseconds - 1) / nanoseconds
    }

    func check(_ row: DecodedRow) throws(RecordError) {
        guard case .integer(let value) = row.slots[column], !valid.contains(value) else { return }
        throw RecordError(.outOfTimeRange, column: name, "the time \(value) is not within the years 1971 to 2070")
    }
}
