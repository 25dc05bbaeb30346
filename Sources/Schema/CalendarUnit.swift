/// A unit to which instants are cut, always in UTC; weeks begin on Monday.
public enum CalendarUnit: String, Sendable, CaseIterable {
    case second, minute, hour, day, week, month, quarter, year

    /// The start of the unit in which the instant lies; nil if that is before the first instant that 64 bits hold.
    public func truncate(_ milliseconds: Int64) -> Int64? {
        switch self {
        case .second: cut(milliseconds, 1000)
        case .minute: cut(milliseconds, 60_000)
        case .hour: cut(milliseconds, 3_600_000)
        case .day: cut(milliseconds, CivilTime.millisecondsPerDay)
        case .week: cut(milliseconds, 7 * CivilTime.millisecondsPerDay, from: -3 * CivilTime.millisecondsPerDay)
        case .month, .quarter, .year: startOfMonths(milliseconds)
        }
    }

    private func cut(_ milliseconds: Int64, _ width: Int64, from origin: Int64 = 0) -> Int64? {
        let (shifted, shiftOverflow) = milliseconds.subtractingReportingOverflow(origin)
        if shiftOverflow { return nil }
        let (start, overflow) = milliseconds.subtractingReportingOverflow(CivilTime.floorRemainder(shifted, width))
        return overflow ? nil : start
    }

    private func startOfMonths(_ milliseconds: Int64) -> Int64? {
        var date = CivilTime.day(ofMilliseconds: milliseconds)
        date.day = 1
        if self == .quarter { date.month -= (date.month - 1) % 3 }
        if self == .year { date.month = 1 }
        let (start, overflow) = CivilTime.daysSinceEpoch(date)
            .multipliedReportingOverflow(by: CivilTime.millisecondsPerDay)
        return overflow ? nil : start
    }
}
