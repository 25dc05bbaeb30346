/// Instants as text, in UTC: what TIMESTAMP columns are read from and written as.
public enum TimestampText {
    /// Milliseconds since 1970-01-01T00:00:00Z of `yyyy-MM-dd`, `yyyy-MM-dd HH:mm:ss[.fraction]`, or the same with `T`
    /// and an optional `Z` or `±HH:mm`; nil for anything else. Digits beyond milliseconds are cut off.
    public static func parse(_ text: some Collection<UInt8>) -> Int64? {
        var cursor = Cursor(bytes: Array(text))
        guard let days = cursor.date() else { return nil }
        if cursor.isAtEnd { return days * CivilTime.millisecondsPerDay }
        guard cursor.skip(UInt8(ascii: " ")) || cursor.skip(UInt8(ascii: "T")), let time = cursor.time(),
            let zone = cursor.zone(), cursor.isAtEnd
        else { return nil }
        return days * CivilTime.millisecondsPerDay + time - zone
    }

    /// Appends `yyyy-MM-dd HH:mm:ss.S` in UTC, with one to three digits of fraction and no further zeros, as Pinot and
    /// `java.sql.Timestamp` write it. Defined for every `Int64`.
    public static func append(_ milliseconds: Int64, to bytes: inout [UInt8]) {
        let day = CivilTime.day(ofMilliseconds: milliseconds)
        let time = CivilTime.floorRemainder(milliseconds, CivilTime.millisecondsPerDay)
        if day.year < 0 { bytes.append(UInt8(ascii: "-")) }
        append(day.year.magnitude, digits: 4, "-", to: &bytes)
        append(day.month.magnitude, digits: 2, "-", to: &bytes)
        append(day.day.magnitude, digits: 2, " ", to: &bytes)
        append((time / 3_600_000).magnitude, digits: 2, ":", to: &bytes)
        append((time / 60_000 % 60).magnitude, digits: 2, ":", to: &bytes)
        append((time / 1000 % 60).magnitude, digits: 2, ".", to: &bytes)
        append((time % 1000).magnitude, digits: 3, nil, to: &bytes)
        for _ in 0..<2 where bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    }

    private static func append(
        _ number: UInt64, digits: Int, _ separator: Unicode.Scalar?, to bytes: inout [UInt8]
    ) {
        let text = String(number)
        for _ in 0..<max(0, digits - text.utf8.count) { bytes.append(UInt8(ascii: "0")) }
        bytes.append(contentsOf: text.utf8)
        if let separator { bytes.append(UInt8(ascii: separator)) }
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
            let date = CivilTime.Day(year: year, month: month, day: day)
            let days = CivilTime.daysSinceEpoch(date)
            return CivilTime.day(ofMilliseconds: days * CivilTime.millisecondsPerDay) == date ? days : nil
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
