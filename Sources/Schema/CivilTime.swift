/// Days, months and years of the proleptic Gregorian calendar in UTC, in milliseconds since 1970-01-01T00:00:00Z.
///
/// The conversions between days and dates are Howard Hinnant's `days_from_civil` and `civil_from_days`.
public enum CivilTime {
    public static let millisecondsPerDay: Int64 = 86_400_000

    /// A calendar day.
    public struct Day: Hashable, Sendable {
        public var year: Int64
        /// From 1 to 12.
        public var month: Int64
        /// From 1.
        public var day: Int64

        public init(year: Int64, month: Int64, day: Int64) {
            self.year = year
            self.month = month
            self.day = day
        }
    }

    /// The number of the day, counted from 1970-01-01. Years must be within some millions.
    public static func daysSinceEpoch(_ date: Day) -> Int64 {
        let year = date.month <= 2 ? date.year - 1 : date.year
        let era = floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let shiftedMonth = (date.month + 9) % 12
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + date.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The calendar day on which an instant lies.
    public static func day(ofMilliseconds milliseconds: Int64) -> Day {
        let shifted = floorDivide(milliseconds, millisecondsPerDay) + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return Day(year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: day)
    }

    /// The quotient rounded towards minus infinity; `divisor` is positive.
    public static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The remainder from 0 to `divisor - 1`.
    public static func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
