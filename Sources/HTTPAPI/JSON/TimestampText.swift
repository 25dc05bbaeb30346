/// Points in time as Pinot writes them: `yyyy-MM-dd HH:mm:ss.S` in UTC, with at least one fractional digit and no
/// further trailing zeros, as `java.sql.Timestamp` does.
package enum TimestampText {
    /// Appends the text, without quotes, of milliseconds since 1970-01-01T00:00:00Z. Defined for every `Int64`.
    package static func append(milliseconds: Int64, to bytes: inout [UInt8]) {
        let (days, inDay) = milliseconds.flooredDivision(by: 86_400_000)
        appendDate(daysSinceEpoch: days, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        appendField(inDay / 3_600_000, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendField(inDay / 60_000 % 60, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendField(inDay / 1000 % 60, 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        appendFraction(milliseconds: inDay % 1000, to: &bytes)
    }

    private static func appendFraction(milliseconds: Int64, to bytes: inout [UInt8]) {
        if milliseconds % 100 == 0 {
            appendField(milliseconds / 100, 1, to: &bytes)
        } else if milliseconds % 10 == 0 {
            appendField(milliseconds / 10, 2, to: &bytes)
        } else {
            appendField(milliseconds, 3, to: &bytes)
        }
    }

    /// Howard Hinnant's `civil_from_days`: the proleptic Gregorian calendar in eras of 400 years.
    private static func appendDate(daysSinceEpoch: Int64, to bytes: inout [UInt8]) {
        let (era, dayOfEra) = (daysSinceEpoch + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        if year < 0 { bytes.append(UInt8(ascii: "-")) }
        appendField(Int64(year.magnitude), 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendField(month, 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendField(day, 2, to: &bytes)
    }

    private static func appendField(_ number: Int64, _ digits: Int, to bytes: inout [UInt8]) {
        JSONText.appendDigits(number.magnitude, minimumCount: digits, to: &bytes)
    }
}

extension Int64 {
    /// Quotient rounded towards minus infinity, with the remainder that goes with it; `divisor` is positive.
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
