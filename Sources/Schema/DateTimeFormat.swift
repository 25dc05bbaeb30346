/// What Pinot's `format` of a date-time column says about its values.
///
/// Both of Pinot's notations are read: `1:MILLISECONDS:EPOCH` and `EPOCH|MILLISECONDS|1`. A format is a description:
/// one that is not understood is kept as it is and refused only where its meaning is needed.
public enum DateTimeFormat: Hashable, Sendable {
    /// The value counts units of that length since 1970-01-01T00:00:00Z.
    case epoch(unit: Duration)
    /// Milliseconds since 1970-01-01T00:00:00Z.
    case timestamp
    /// Text (or a number whose digits are text) by a pattern of Java's `SimpleDateFormat`.
    case simpleDateFormat(pattern: String)

    /// Nil if the text follows neither notation.
    public init?(_ text: String) {
        let format = text.contains("|") || !text.contains(":") ? Self.bars(text) : Self.colons(text)
        guard let format else { return nil }
        self = format
    }

    /// `TIMESTAMP`, `EPOCH`, `EPOCH|unit`, `EPOCH|unit|size`, `SIMPLE_DATE_FORMAT|pattern`, `…|pattern|time zone`.
    private static func bars(_ text: String) -> DateTimeFormat? {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("TIMESTAMP", 1): return .timestamp
        case ("EPOCH", 1): return .epoch(unit: .milliseconds(1))
        case ("EPOCH", 2): return epoch(size: "1", unit: parts[1])
        case ("EPOCH", 3): return epoch(size: parts[2], unit: parts[1])
        case ("SIMPLE_DATE_FORMAT", 1): return .simpleDateFormat(pattern: "")
        case ("SIMPLE_DATE_FORMAT", 2), ("SIMPLE_DATE_FORMAT", 3): return .simpleDateFormat(pattern: parts[1])
        default: return nil
        }
    }

    /// `size:unit:EPOCH`, `1:MILLISECONDS:TIMESTAMP`, `size:unit:SIMPLE_DATE_FORMAT:pattern`.
    private static func colons(_ text: String) -> DateTimeFormat? {
        let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, let epoch = epoch(size: parts[0], unit: parts[1]) else { return nil }
        switch (parts[2], parts.count) {
        case ("EPOCH", 3): return epoch
        case ("TIMESTAMP", 3): return epoch == .epoch(unit: .milliseconds(1)) ? .timestamp : nil
        case ("SIMPLE_DATE_FORMAT", 4): return .simpleDateFormat(pattern: parts[3])
        default: return nil
        }
    }

    private static func epoch(size: String, unit: String) -> DateTimeFormat? {
        guard let size = Int64(size), sizes.contains(size), let unit = TimeUnit(rawValue: unit) else { return nil }
        return .epoch(unit: unit.duration * size)
    }

    /// How many units one step may span, as in `15:MINUTES:EPOCH`.
    private static let sizes: ClosedRange<Int64> = 1...1_000_000
}

/// The units of time by their names in Pinot's documents (those of Java's `TimeUnit`).
enum TimeUnit: String, CaseIterable {
    case nanoseconds = "NANOSECONDS"
    case microseconds = "MICROSECONDS"
    case milliseconds = "MILLISECONDS"
    case seconds = "SECONDS"
    case minutes = "MINUTES"
    case hours = "HOURS"
    case days = "DAYS"

    var duration: Duration {
        switch self {
        case .nanoseconds: .nanoseconds(1)
        case .microseconds: .microseconds(1)
        case .milliseconds: .milliseconds(1)
        case .seconds: .seconds(1)
        case .minutes: .seconds(60)
        case .hours: .seconds(3_600)
        case .days: .seconds(86_400)
        }
    }
}

extension FieldSpec {
    /// The length of one step of an integer date-time column's values, counted from 1970-01-01T00:00:00Z; nil for
    /// other columns, and where the format does not say.
    public var timeUnit: Duration? {
        guard role == .dateTime, type != .timestamp else {
            return role == .dateTime ? .milliseconds(1) : nil
        }
        guard type == .long || type == .int, let format else { return nil }
        switch DateTimeFormat(format) {
        case .epoch(let unit): return unit
        case .timestamp: return .milliseconds(1)
        case .simpleDateFormat, nil: return nil
        }
    }
}
