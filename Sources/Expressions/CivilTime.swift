import Bytes

/// Days, months and years of the proleptic Gregorian calendar in UTC, in milliseconds since 1970-01-01T00:00:00Z.
///
/// The conversions between days and dates are Howard Hinnant's `days_from_civil` and `civil_from_days`.
public enum CivilTime {
    static let millisecondsPerDay: Int64 = 86_400_000

    /// A calendar day.
    struct Day: Equatable {
        var year: Int64
        var month: Int64
        var day: Int64
    }

    /// The number of the day, counted from 1970-01-01. Years must be within some millions.
    static func daysSinceEpoch(_ date: Day) -> Int64 {
        let year = date.month <= 2 ? date.year - 1 : date.year
        let era = floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let shiftedMonth = (date.month + 9) % 12
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + date.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The calendar day on which an instant lies.
    static func day(ofMilliseconds milliseconds: Int64) -> Day {
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

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    static func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    /// The instant that a literal names: `yyyy-MM-dd`, optionally `HH:mm:ss` and up to three digits of a fraction
    /// behind a blank or a `T`, optionally `Z`; always UTC. Nil for anything else.
    public static func milliseconds(parsing text: ByteString) -> Int64? {
        var scanner = DigitScanner(bytes: text.bytes)
        guard let year = scanner.number(digits: 4), scanner.skip("-"), let month = scanner.number(digits: 2),
            scanner.skip("-"), let day = scanner.number(digits: 2), (1...12).contains(month), day >= 1
        else { return nil }
        let date = Day(year: year, month: month, day: day)
        let midnight = daysSinceEpoch(date) * millisecondsPerDay
        guard self.day(ofMilliseconds: midnight) == date else { return nil }
        if scanner.isAtEnd { return midnight }
        guard scanner.skip(" ") || scanner.skip("T"), let time = scanner.timeOfDay(), scanner.isAtEnd else {
            return nil
        }
        return midnight + time
    }
}

/// Reads fixed groups of digits from bytes.
private struct DigitScanner {
    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func digit() -> Int64? {
        guard position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) else {
            return nil
        }
        position += 1
        return Int64(bytes[position - 1] - UInt8(ascii: "0"))
    }

    mutating func number(digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// `HH:mm:ss[.S[S[S]]][Z]` in milliseconds.
    mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 2), skip(":"), let minute = number(digits: 2), skip(":"),
            let second = number(digits: 2), hour < 24, minute < 60, second < 60
        else { return nil }
        var fraction: Int64 = 0
        if skip(".") {
            guard let first = digit() else { return nil }
            fraction = first * 100
            if let tenth = digit() { fraction += tenth * 10 + (digit() ?? 0) }
        }
        _ = skip("Z")
        return ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    }
}
