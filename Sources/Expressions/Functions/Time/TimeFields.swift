import Schema

/// The parts of a local time.
enum TimeField: String, CaseIterable, Sendable {
    case year, yearOfWeek, quarter, month, week, dayOfYear, day, dayOfWeek, hour, minute, second, millisecond

    func value(of local: Int64) -> Int64 {
        let time = CivilTime.floorRemainder(local, CivilTime.millisecondsPerDay)
        switch self {
        case .year: return CivilTime.day(ofMilliseconds: local).year
        case .yearOfWeek: return Self.thursday(local).year
        case .quarter: return (CivilTime.day(ofMilliseconds: local).month - 1) / 3 + 1
        case .month: return CivilTime.day(ofMilliseconds: local).month
        case .week: return (Self.dayOfYear(Self.thursday(local)) - 1) / 7 + 1
        case .dayOfYear: return Self.dayOfYear(CivilTime.day(ofMilliseconds: local))
        case .day: return CivilTime.day(ofMilliseconds: local).day
        case .dayOfWeek: return Self.dayOfWeek(local)
        case .hour: return time / 3_600_000
        case .minute: return time / 60_000 % 60
        case .second: return time / 1000 % 60
        case .millisecond: return time % 1000
        }
    }

    /// From 1, Monday, to 7, Sunday: 1970-01-01 was a Thursday.
    private static func dayOfWeek(_ local: Int64) -> Int64 {
        CivilTime.floorRemainder(CivilTime.floorDivide(local, CivilTime.millisecondsPerDay) + 3, 7) + 1
    }

    /// The Thursday of the ISO week, whose year and day of the year are those of the week.
    private static func thursday(_ local: Int64) -> CivilTime.Day {
        let distance = (4 - dayOfWeek(local)) * CivilTime.millisecondsPerDay
        return CivilTime.day(ofMilliseconds: local.advanced(saturating: distance))
    }

    private static func dayOfYear(_ day: CivilTime.Day) -> Int64 {
        CivilTime.daysSinceEpoch(day) - CivilTime.daysSinceEpoch(.init(year: day.year, month: 1, day: 1)) + 1
    }

    /// The names that EXTRACT takes.
    static func extracted(_ name: String) -> TimeField? {
        switch name.uppercased() {
        case "YEAR": .year
        case "YOW", "YEAR_OF_WEEK", "YEAROFWEEK", "ISOYEAR": .yearOfWeek
        case "QUARTER": .quarter
        case "MONTH": .month
        case "WEEK": .week
        case "DOY", "DAY_OF_YEAR", "DAYOFYEAR": .dayOfYear
        case "DAY", "DAY_OF_MONTH", "DAYOFMONTH": .day
        case "DOW", "DAY_OF_WEEK", "DAYOFWEEK", "ISODOW": .dayOfWeek
        case "HOUR": .hour
        case "MINUTE": .minute
        case "SECOND": .second
        case "MILLISECOND": .millisecond
        default: nil
        }
    }

    static let extractedNames =
        "one of YEAR, YOW, QUARTER, MONTH, WEEK, DOY, DAY, DOW, HOUR, MINUTE, SECOND, MILLISECOND"
}
