import SQL
import Schema

/// A span of time of whole calendar months and of milliseconds.
public struct CalendarInterval: Hashable, Sendable {
    public let months: Int64
    public let milliseconds: Int64

    public init(months: Int64 = 0, milliseconds: Int64 = 0) {
        self.months = months
        self.milliseconds = milliseconds
    }

    /// Nil if it does not fit, or is no whole number of milliseconds.
    init?(_ literal: IntervalLiteral, isNegated: Bool) {
        let (negated, overflow) = Int64(0).subtractingReportingOverflow(literal.amount)
        let amount = isNegated ? negated : literal.amount
        if isNegated && overflow { return nil }
        func scaled(by factor: Int64) -> Int64? {
            let (product, overflow) = amount.multipliedReportingOverflow(by: factor)
            return overflow ? nil : product
        }
        func divided(by divisor: Int64) -> Int64? { amount % divisor == 0 ? amount / divisor : nil }
        let (months, milliseconds): (Int64?, Int64?) =
            switch literal.unit.uppercased() {
            case "YEAR": (scaled(by: 12), 0)
            case "QUARTER": (scaled(by: 3), 0)
            case "MONTH": (amount, 0)
            case "WEEK": (0, scaled(by: 7 * CivilTime.millisecondsPerDay))
            case "DAY": (0, scaled(by: CivilTime.millisecondsPerDay))
            case "HOUR": (0, scaled(by: 3_600_000))
            case "MINUTE": (0, scaled(by: 60_000))
            case "SECOND": (0, scaled(by: 1000))
            case "MILLISECOND": (0, amount)
            case "MICROSECOND": (0, divided(by: 1000))
            case "NANOSECOND": (0, divided(by: 1_000_000))
            default: (nil, nil)
            }
        guard let months, let milliseconds else { return nil }
        self.init(months: months, milliseconds: milliseconds)
    }

    /// The instant that much later, in UTC: the same day of the month, or its last one; nil outside of 64 bits.
    func added(to instant: Int64) -> Int64? {
        guard let shifted = addingMonths(to: instant) else { return nil }
        let (sum, overflow) = shifted.addingReportingOverflow(milliseconds)
        return overflow ? nil : sum
    }

    /// Months of all years that 64 bits of milliseconds reach, and more.
    private static let maximumMonths: Int64 = 10_000_000_000

    private func addingMonths(to instant: Int64) -> Int64? {
        if months == 0 { return instant }
        guard abs(months.magnitude.clamped) <= Self.maximumMonths else { return nil }
        let date = CivilTime.day(ofMilliseconds: instant)
        let time = CivilTime.floorRemainder(instant, CivilTime.millisecondsPerDay)
        let month = date.year * 12 + date.month - 1 + months
        var moved = CivilTime.Day(
            year: CivilTime.floorDivide(month, 12), month: CivilTime.floorRemainder(month, 12) + 1, day: date.day)
        moved.day = min(moved.day, Self.days(inMonthOf: moved))
        let (start, overflow) = CivilTime.daysSinceEpoch(moved)
            .multipliedReportingOverflow(by: CivilTime.millisecondsPerDay)
        if overflow { return nil }
        let (sum, sumOverflow) = start.addingReportingOverflow(time)
        return sumOverflow ? nil : sum
    }

    private static func days(inMonthOf day: CivilTime.Day) -> Int64 {
        let first = CivilTime.Day(year: day.year, month: day.month, day: 1)
        let isLast = day.month == 12
        let next = CivilTime.Day(year: isLast ? day.year + 1 : day.year, month: isLast ? 1 : day.month + 1, day: 1)
        return CivilTime.daysSinceEpoch(next) - CivilTime.daysSinceEpoch(first)
    }
}

extension UInt64 {
    fileprivate var clamped: Int64 { Int64(clamping: self) }
}
