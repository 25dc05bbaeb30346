import Schema

/// Units in which spans of time are counted, by the names of Java's `TimeUnit`.
enum EpochUnit: String, CaseIterable, Sendable {
    case nanoseconds, microseconds, milliseconds, seconds, minutes, hours, days

    /// In any case, and without the plural's s.
    init?(_ text: String) {
        let lowered = text.lowercased()
        guard let unit = EpochUnit(rawValue: lowered) ?? EpochUnit(rawValue: lowered + "s") else { return nil }
        self = unit
    }

    static let names = "one of " + allCases.map { "'\($0.rawValue.uppercased())'" }.joined(separator: ", ")

    /// How many of them a millisecond has, or how many milliseconds one of them has.
    private var scale: (perMillisecond: Int64, milliseconds: Int64) {
        switch self {
        case .nanoseconds: (1_000_000, 1)
        case .microseconds: (1000, 1)
        case .milliseconds: (1, 1)
        case .seconds: (1, 1000)
        case .minutes: (1, 60_000)
        case .hours: (1, 3_600_000)
        case .days: (1, 86_400_000)
        }
    }

    var milliseconds: Int64 { scale.milliseconds }

    /// Whole milliseconds, rounded down.
    func toMilliseconds(_ count: Int64, size: Int64 = 1) throws(ExpressionError) -> Int64 {
        let units = try checkedProduct(count, size)
        return try checkedProduct(CivilTime.floorDivide(units, scale.perMillisecond), scale.milliseconds)
    }

    /// Whole units, rounded down.
    func fromMilliseconds(_ milliseconds: Int64, size: Int64 = 1) throws(ExpressionError) -> Int64 {
        let units = try checkedProduct(CivilTime.floorDivide(milliseconds, scale.milliseconds), scale.perMillisecond)
        return CivilTime.floorDivide(units, size)
    }

    /// A count of these as a count of other units, rounded down.
    func converted(_ count: Int64, to unit: EpochUnit) throws(ExpressionError) -> Int64 {
        let (mine, theirs) = (scale, unit.scale)
        // Units of a millisecond and less are counted in nanoseconds, the others in milliseconds.
        if mine.perMillisecond > 1 || theirs.perMillisecond > 1 {
            let numerator = try checkedProduct(mine.milliseconds, theirs.perMillisecond)
            let denominator = try checkedProduct(mine.perMillisecond, theirs.milliseconds)
            if numerator >= denominator { return try checkedProduct(count, numerator / denominator) }
            return CivilTime.floorDivide(count, denominator / numerator)
        }
        if mine.milliseconds >= theirs.milliseconds {
            return try checkedProduct(count, mine.milliseconds / theirs.milliseconds)
        }
        return CivilTime.floorDivide(count, theirs.milliseconds / mine.milliseconds)
    }
}

/// The product, or an error where 64 bits do not hold it.
func checkedProduct(_ left: Int64, _ right: Int64) throws(ExpressionError) -> Int64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    guard !overflow else { throw ExpressionError(.overflow, "an instant is outside the range of LONG") }
    return product
}

func checkedSum(_ left: Int64, _ right: Int64) throws(ExpressionError) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    guard !overflow else { throw ExpressionError(.overflow, "an instant is outside the range of LONG") }
    return sum
}

/// Units of the calendar, for rounding and for arithmetic.
enum CalendarStep: String, CaseIterable, Sendable {
    case millisecond, second, minute, hour, day, week, month, quarter, year

    /// In any case, also in the plural.
    init?(_ text: String) {
        let lowered = text.lowercased()
        let singular = lowered.hasSuffix("s") ? String(lowered.dropLast()) : lowered
        guard let step = CalendarStep(rawValue: singular) else { return nil }
        self = step
    }

    static let names = "one of " + allCases.map { "'\($0.rawValue.uppercased())'" }.joined(separator: ", ")

    /// The length of those that are always the same in UTC.
    var milliseconds: Int64? {
        switch self {
        case .millisecond: 1
        case .second: 1000
        case .minute: 60_000
        case .hour: 3_600_000
        case .day: CivilTime.millisecondsPerDay
        case .week: 7 * CivilTime.millisecondsPerDay
        case .month, .quarter, .year: nil
        }
    }

    /// Months of those that are counted in months.
    var months: Int64 {
        switch self {
        case .year: 12
        case .quarter: 3
        default: 1
        }
    }

    /// The start of the unit in which a local time lies.
    func floor(_ local: Int64) throws(ExpressionError) -> Int64 {
        if self == .millisecond { return local }
        guard let unit = CalendarUnit(rawValue: rawValue), let start = unit.truncate(local) else {
            throw ExpressionError(.overflow, "the \(rawValue) of \(local) starts outside the range of LONG")
        }
        return start
    }

    /// An instant so many units later, in UTC; a day that the month does not have becomes its last one.
    func adding(_ count: Int64, to instant: Int64) throws(ExpressionError) -> Int64 {
        if let milliseconds { return try checkedSum(instant, try checkedProduct(count, milliseconds)) }
        let day = CivilTime.day(ofMilliseconds: instant)
        let added = try checkedProduct(count, months)
        let month = try checkedSum(try checkedSum(try checkedProduct(day.year, 12), day.month - 1), added)
        guard abs(month / 12) < Self.maximumYear else {
            throw ExpressionError(.overflow, "an instant is outside the range of LONG")
        }
        var moved = CivilTime.Day(
            year: CivilTime.floorDivide(month, 12), month: CivilTime.floorRemainder(month, 12) + 1, day: 1)
        moved.day = min(day.day, moved.daysInMonth)
        let start = try checkedProduct(CivilTime.daysSinceEpoch(moved), CivilTime.millisecondsPerDay)
        return try checkedSum(start, CivilTime.floorRemainder(instant, CivilTime.millisecondsPerDay))
    }

    /// Years beyond this one are outside the range of LONG milliseconds.
    static let maximumYear: Int64 = 300_000_000

    /// Whole units from one instant to another, negative if the other is earlier.
    func difference(from first: Int64, to second: Int64) throws(ExpressionError) -> Int64 {
        if let milliseconds {
            let (distance, overflow) = second.subtractingReportingOverflow(first)
            guard !overflow else { throw ExpressionError(.overflow, "a span of time is outside the range of LONG") }
            return distance / milliseconds
        }
        if second < first { return -(try difference(from: second, to: first)) }
        let (start, end) = (CivilTime.day(ofMilliseconds: first), CivilTime.day(ofMilliseconds: second))
        let count = ((end.year - start.year) * 12 + end.month - start.month) / months
        // Of the calendar's own units at most one is not whole.
        return try adding(count, to: first) <= second ? count : count - 1
    }
}

extension CivilTime.Day {
    var isLeapYear: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    var daysInMonth: Int64 {
        switch month {
        case 2: isLeapYear ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
