import Schema

/// A pattern of Java's date formats, as Joda-Time reads it: letters for fields, quoted text, other characters as they
/// are.
struct TimePattern: Sendable {
    enum Part: Sendable {
        case literal([UInt8])
        /// A field and the number of its letters.
        case number(Field, width: Int)
        /// Digits of the fraction of a second.
        case fraction(width: Int)
        case monthName(isShort: Bool)
        case weekdayName(isShort: Bool)
        case halfday
        /// The offset from UTC: `+0100`, or `+01:00`; with `Z` for UTC or without.
        case offset(hasColon: Bool, usesZ: Bool)
        /// The name of the zone.
        case zoneName
    }

    enum Field: Sendable {
        case year, yearOfWeek, month, week, dayOfYear, day, dayOfWeek
        /// From 0 to 23, from 1 to 24, from 0 to 11, from 1 to 12.
        case hour, hourFrom1, halfdayHour, halfdayHourFrom1
        case minute, second
    }

    /// Letters of one field at most.
    static let maximumWidth = 18

    let parts: [Part]

    /// What is wrong with a pattern.
    struct Problem: Error { let detail: String }

    init(_ pattern: String) throws(Problem) {
        let bytes = Array(pattern.utf8)
        var (parts, position) = ([Part](), 0)
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "'") {
                parts.append(.literal(try Self.quoted(bytes, &position)))
            } else if (65...90).contains(byte) || (97...122).contains(byte) {
                let end = bytes[position...].firstIndex { $0 != byte } ?? bytes.count
                guard end - position <= Self.maximumWidth else {
                    throw Problem(detail: "more than \(Self.maximumWidth) letters '\(Character(Unicode.Scalar(byte)))'")
                }
                parts.append(try Self.part(byte, end - position))
                position = end
            } else {
                parts.append(.literal([byte]))
                position += 1
            }
        }
        guard !parts.isEmpty else { throw Problem(detail: "it is empty") }
        self.parts = parts
    }

    /// What stands between quotes; two quotes are one.
    private static func quoted(_ bytes: [UInt8], _ position: inout Int) throws(Problem) -> [UInt8] {
        let quote = UInt8(ascii: "'")
        position += 1
        if position < bytes.count && bytes[position] == quote {
            position += 1
            return [quote]
        }
        var text = [UInt8]()
        while position < bytes.count {
            if bytes[position] != quote {
                text.append(bytes[position])
                position += 1
            } else if position + 1 < bytes.count && bytes[position + 1] == quote {
                text.append(quote)
                position += 2
            } else {
                position += 1
                return text
            }
        }
        throw Problem(detail: "a quote is not closed")
    }

    private static func part(_ letter: UInt8, _ width: Int) throws(Problem) -> Part {
        switch Character(Unicode.Scalar(letter)) {
        case "y", "Y", "u": .number(.year, width: width)
        case "x": .number(.yearOfWeek, width: width)
        case "M", "L": width > 2 ? .monthName(isShort: width == 3) : .number(.month, width: width)
        case "w": .number(.week, width: width)
        case "D": .number(.dayOfYear, width: width)
        case "d": .number(.day, width: width)
        case "e": .number(.dayOfWeek, width: width)
        case "E": .weekdayName(isShort: width <= 3)
        case "a": .halfday
        case "H": .number(.hour, width: width)
        case "k": .number(.hourFrom1, width: width)
        case "K": .number(.halfdayHour, width: width)
        case "h": .number(.halfdayHourFrom1, width: width)
        case "m": .number(.minute, width: width)
        case "s": .number(.second, width: width)
        case "S": .fraction(width: width)
        case "Z": width > 2 ? .zoneName : .offset(hasColon: width == 2, usesZ: false)
        case "X": .offset(hasColon: width > 2, usesZ: true)
        case "z": .zoneName
        default: throw Problem(detail: "the letter '\(Character(Unicode.Scalar(letter)))' is no field")
        }
    }

    static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ].map { Array($0.utf8) }
    static let weekdayNames = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ].map { Array($0.utf8) }
}

extension TimePattern {
    /// The text of an instant on the clock of a zone.
    func text(of instant: Int64, _ clock: inout ZoneClock) -> [UInt8] {
        let offset = clock.offset(at: instant)
        let local = instant.advanced(saturating: offset)
        var bytes = [UInt8]()
        for part in parts {
            switch part {
            case .literal(let text): bytes += text
            case .number(let field, let width): Self.append(field.value(of: local), width, field, to: &bytes)
            case .fraction(let width):
                let digits = Self.padded(TimeField.millisecond.value(of: local), 3)
                bytes += (digits + Array(repeating: UInt8(ascii: "0"), count: max(0, width - 3))).prefix(width)
            case .monthName(let isShort):
                let name = Self.monthNames[Int(TimeField.month.value(of: local) - 1)]
                bytes += isShort ? name[..<3] : name[...]
            case .weekdayName(let isShort):
                let name = Self.weekdayNames[Int(TimeField.dayOfWeek.value(of: local) - 1)]
                bytes += isShort ? name[..<3] : name[...]
            case .halfday: bytes += Array(TimeField.hour.value(of: local) < 12 ? "AM".utf8 : "PM".utf8)
            case .offset(let hasColon, let usesZ):
                bytes += usesZ && offset == 0 ? [UInt8(ascii: "Z")] : Self.offsetText(offset, hasColon: hasColon)
            case .zoneName: bytes += Array(clock.rules.name.utf8)
            }
        }
        return bytes
    }

    private static func append(_ value: Int64, _ width: Int, _ field: Field, to bytes: inout [UInt8]) {
        let isTwoDigitYear = width == 2 && (field == .year || field == .yearOfWeek)
        let value = isTwoDigitYear ? CivilTime.floorRemainder(value, 100) : value
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes += padded(Int64(clamping: value.magnitude), width)
    }

    static func padded(_ value: Int64, _ width: Int) -> [UInt8] {
        let digits = Array(String(value).utf8)
        return Array(repeating: UInt8(ascii: "0"), count: max(0, width - digits.count)) + digits
    }

    private static func offsetText(_ offset: Int64, hasColon: Bool) -> [UInt8] {
        let minutes = Int64(clamping: offset.magnitude) / 60_000
        let sign = [UInt8(ascii: offset < 0 ? "-" : "+")]
        return sign + padded(minutes / 60, 2) + (hasColon ? [UInt8(ascii: ":")] : []) + padded(minutes % 60, 2)
    }
}

extension TimePattern.Field {
    func value(of local: Int64) -> Int64 {
        func hour() -> Int64 { TimeField.hour.value(of: local) }
        func from1(_ value: Int64, _ last: Int64) -> Int64 { value == 0 ? last : value }
        return switch self {
        case .year: TimeField.year.value(of: local)
        case .yearOfWeek: TimeField.yearOfWeek.value(of: local)
        case .month: TimeField.month.value(of: local)
        case .week: TimeField.week.value(of: local)
        case .dayOfYear: TimeField.dayOfYear.value(of: local)
        case .day: TimeField.day.value(of: local)
        case .dayOfWeek: TimeField.dayOfWeek.value(of: local)
        case .hour: hour()
        case .hourFrom1: from1(hour(), 24)
        case .halfdayHour: hour() % 12
        case .halfdayHourFrom1: from1(hour() % 12, 12)
        case .minute: TimeField.minute.value(of: local)
        case .second: TimeField.second.value(of: local)
        }
    }
}
