/// Instants as text, in UTC: what TIMESTAMP columns are read from and written as.
public enum TimestampText {
    static let millisecondsPerDay: Int64 = 86_400_000

    /// Milliseconds since 1970-01-01T00:00:00Z of `yyyy-MM-dd`, `yyyy-MM-dd HH:mm:ss[.fraction]`, or the same with `T`
    /// and an optional `Z` or `±HH:mm`; nil for anything else. Digits beyond milliseconds are cut off.
    public static func parse(_ text: some Collection<UInt8>) -> Int64? {
        var cursor = Cursor(bytes: Array(text))
        guard let days = cursor.date() else { return nil }
        if cursor.isAtEnd { return days * millisecondsPerDay }
        guard cursor.skip(UInt8(ascii: " ")) || cursor.skip(UInt8(ascii: "T")), let time = cursor.time(),
            let zone = cursor.zone(), cursor.isAtEnd
        else { return nil }
        return days * millisecondsPerDay + time - zone
    }

    /// `yyyy-MM-dd HH:mm:ss.S`, with one to three digits of fraction, as Pinot writes a TIMESTAMP.
    public static func format(_ milliseconds: Int64) -> String {
        let days = floorDivide(milliseconds, millisecondsPerDay)
        let time = milliseconds - days * millisecondsPerDay
        let (year, month, day) = civilDate(daysSinceEpoch: days)
        var text = pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2) + " "
        text += pad(time / 3_600_000, 2) + ":" + pad(time / 60_000 % 60, 2) + ":" + pad(time / 1000 % 60, 2) + "."
        var fraction = pad(time % 1000, 3)
        while fraction.utf8.count > 1 && fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
        return text + fraction
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (number < 0 ? "-" : "") + zeros + digits
    }

    static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    /// Days since 1970-01-01 of a date in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date
    /// algorithms").
    public static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of `daysSinceEpoch`.
    public static func civilDate(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }

    private struct Cursor {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func skip(_ byte: UInt8) -> Bool {
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        mutating func digits(_ count: Int) -> Int64? {
            guard position + count <= bytes.count else { return nil }
            var number: Int64 = 0
            for _ in 0..<count {
                guard case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[position] else { return nil }
                number = number * 10 + Int64(bytes[position] - UInt8(ascii: "0"))
                position += 1
            }
            return number
        }

        mutating func date() -> Int64? {
            guard let year = digits(4), skip(UInt8(ascii: "-")), let month = digits(2), skip(UInt8(ascii: "-")),
                let day = digits(2), (1...12).contains(month), day >= 1
            else { return nil }
            let days = daysSinceEpoch(year: year, month: month, day: day)
            let back = civilDate(daysSinceEpoch: days)
            return back.month == month && back.day == day ? days : nil
        }

        mutating func time() -> Int64? {
            guard let hour = digits(2), skip(UInt8(ascii: ":")), let minute = digits(2), skip(UInt8(ascii: ":")),
                let second = digits(2), hour < 24, minute < 60, second < 60
            else { return nil }
            let whole = ((hour * 60 + minute) * 60 + second) * 1000
            guard skip(UInt8(ascii: ".")) else { return whole }
            var scale: Int64 = 100
            var fraction: Int64 = 0
            let start = position
            while let digit = digits(1) {
                fraction += digit * scale
                scale /= 10
            }
            return position > start ? whole + fraction : nil
        }

        /// Milliseconds that the text is ahead of UTC.
        mutating func zone() -> Int64? {
            if isAtEnd || skip(UInt8(ascii: "Z")) { return 0 }
            let sign: Int64 = skip(UInt8(ascii: "+")) ? 1 : skip(UInt8(ascii: "-")) ? -1 : 0
            guard sign != 0, let hours = digits(2), skip(UInt8(ascii: ":")), let minutes = digits(2), hours < 24,
                minutes < 60
            else { return nil }
            return sign * (hours * 60 + minutes) * 60_000
        }
    }
}
