import Schema

/// Reads instants from text by a pattern.
struct TimePatternReader {
    private var rest: ArraySlice<UInt8>
    private var year: Int64?
    private var month: Int64?
    private var day: Int64?
    private var dayOfYear: Int64?
    private var dayOfWeek: Int64?
    private var hour: Int64?
    private var halfdayHour: Int64?
    private var isAfternoon: Bool?
    private var (minute, second, millisecond) = (Int64(0), Int64(0), Int64(0))
    private var offset: Int64?
    private var zone: ZoneRules?

    private init(_ text: [UInt8]) { rest = text[...] }

    /// The instant that a text stands for; nil if the text does not follow the pattern or names no instant.
    static func instant(_ text: [UInt8], _ pattern: TimePattern, _ clock: inout ZoneClock) -> Int64? {
        var reader = TimePatternReader(text)
        for (index, part) in pattern.parts.enumerated() {
            let isNextDigits = index + 1 < pattern.parts.count && pattern.parts[index + 1].isDigits
            guard reader.take(part, isAdjacent: isNextDigits) else { return nil }
        }
        guard reader.rest.isEmpty, let local = reader.local else { return nil }
        if let offset = reader.offset {
            let (instant, overflow) = local.subtractingReportingOverflow(offset)
            return overflow ? nil : instant
        }
        if let zone = reader.zone {
            var clock = ZoneClock(zone)
            return clock.instant(ofLocal: local)
        }
        return clock.instant(ofLocal: local)
    }

    /// Patterns with fields that only make sense when text is written.
    static func problem(of pattern: TimePattern) -> String? {
        for case .number(let field, _) in pattern.parts where field == .yearOfWeek || field == .week {
            return "week years and weeks ('x', 'w') are written but not read"
        }
        return nil
    }

    private mutating func take(_ part: TimePattern.Part, isAdjacent: Bool) -> Bool {
        switch part {
        case .literal(let text):
            guard rest.starts(with: text) else { return false }
            rest = rest.dropFirst(text.count)
            return true
        case .number(let field, let width): return takeNumber(field, width, isAdjacent: isAdjacent)
        case .fraction(let width): return takeFraction(width, isAdjacent: isAdjacent)
        case .monthName: return takeName(TimePattern.monthNames).map { month = Int64($0 + 1) } != nil
        case .weekdayName: return takeName(TimePattern.weekdayNames).map { dayOfWeek = Int64($0 + 1) } != nil
        case .halfday: return takeName([Array("AM".utf8), Array("PM".utf8)]).map { isAfternoon = $0 == 1 } != nil
        case .offset: return takeOffset()
        case .zoneName: return takeZone()
        }
    }

    /// Digits: as many as the field has letters if more digits follow, else as many as there are.
    private mutating func takeDigits(atMost count: Int) -> (value: Int64, count: Int)? {
        let digits = rest.prefix(count).prefix { (48...57).contains($0) }
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        rest = rest.dropFirst(digits.count)
        return (digits.reduce(0) { $0 * 10 + Int64($1 - 48) }, digits.count)
    }

    private mutating func takeNumber(_ field: TimePattern.Field, _ width: Int, isAdjacent: Bool) -> Bool {
        let isYear = field == .year
        var isNegative = false
        if isYear && !isAdjacent && rest.first == UInt8(ascii: "-") {
            isNegative = true
            rest.removeFirst()
        }
        guard var (value, count) = takeDigits(atMost: isAdjacent ? width : isYear ? 9 : max(width, 3)) else {
            return false
        }
        if isAdjacent && count < width { return false }
        // Of a two-digit year that was written with two digits, the century is the one that lies nearest to 2000.
        if isYear && width == 2 && count == 2 && !isNegative { value += value < 70 ? 2000 : 1900 }
        if isNegative { value = -value }
        count = 0
        return set(field, value)
    }

    private mutating func set(_ field: TimePattern.Field, _ value: Int64) -> Bool {
        switch field {
        case .year: year = value
        case .month:
            month = value
            return (1...12).contains(value)
        case .day:
            day = value
            return (1...31).contains(value)
        case .dayOfYear:
            dayOfYear = value
            return (1...366).contains(value)
        case .dayOfWeek:
            dayOfWeek = value
            return (1...7).contains(value)
        case .hour:
            hour = value
            return value < 24
        case .hourFrom1:
            hour = value % 24
            return (1...24).contains(value)
        case .halfdayHour:
            halfdayHour = value
            return value < 12
        case .halfdayHourFrom1:
            halfdayHour = value % 12
            return (1...12).contains(value)
        case .minute:
            minute = value
            return value < 60
        case .second:
            second = value
            return value < 60
        case .yearOfWeek, .week: return false
        }
        return true
    }

    private mutating func takeFraction(_ width: Int, isAdjacent: Bool) -> Bool {
        let digits = rest.prefix(isAdjacent ? width : 9).prefix { (48...57).contains($0) }
        guard !digits.isEmpty else { return false }
        rest = rest.dropFirst(digits.count)
        let first = digits.prefix(3)
        millisecond = first.reduce(0) { $0 * 10 + Int64($1 - 48) }
        for _ in first.count..<3 { millisecond *= 10 }
        return true
    }

    /// The index of a name, written out or as its first three letters, in any case.
    private mutating func takeName(_ names: [[UInt8]]) -> Int? {
        let letters = rest.prefix { (65...90).contains($0) || (97...122).contains($0) }
        let lowered = letters.map { $0 | 0x20 }
        for (index, name) in names.enumerated() {
            let candidate = name.map { $0 | 0x20 }
            for length in [candidate.count, min(3, candidate.count)] where lowered.starts(with: candidate[..<length]) {
                if lowered.count > length && length < candidate.count && lowered.starts(with: candidate) { continue }
                rest = rest.dropFirst(length)
                return index
            }
        }
        return nil
    }

    private mutating func takeOffset() -> Bool {
        if rest.first == UInt8(ascii: "Z") {
            rest.removeFirst()
            offset = 0
            return true
        }
        guard let sign = rest.popFirst(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = takeDigits(atMost: 2), hours.count == 2, hours.value <= 18
        else { return false }
        if rest.first == UInt8(ascii: ":") { rest.removeFirst() }
        var minutes: Int64 = 0
        if let digits = takeDigits(atMost: 2) {
            guard digits.count == 2, digits.value < 60 else { return false }
            minutes = digits.value
        }
        offset = (hours.value * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60_000 : 60_000)
        return true
    }

    private mutating func takeZone() -> Bool {
        let name = rest.prefix {
            (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || "/_+-:".utf8.contains($0)
        }
        zone = ZoneRules.named(String(decoding: name, as: UTF8.self))
        rest = rest.dropFirst(name.count)
        return zone != nil
    }

    /// The local time. Missing fields are those of 1970-01-01T00:00, but a day without a year is one of 2000.
    private var local: Int64? {
        let year = year ?? (month == nil && day == nil && dayOfYear == nil ? 1970 : 2000)
        guard abs(year) < CalendarStep.maximumYear else { return nil }
        var date = CivilTime.Day(year: year, month: month ?? 1, day: day ?? 1)
        var days = CivilTime.daysSinceEpoch(date)
        if let dayOfYear {
            date = .init(year: year, month: 1, day: 1)
            guard dayOfYear <= (date.isLeapYear ? 366 : 365) else { return nil }
            days = CivilTime.daysSinceEpoch(date) + dayOfYear - 1
        } else if date.day > date.daysInMonth {
            return nil
        }
        let (midnight, overflow) = days.multipliedReportingOverflow(by: CivilTime.millisecondsPerDay)
        if overflow { return nil }
        if let dayOfWeek, TimeField.dayOfWeek.value(of: midnight) != dayOfWeek { return nil }
        let hours = hour ?? (halfdayHour ?? 0) + (isAfternoon == true ? 12 : 0)
        let (local, isTooLate) = midnight.addingReportingOverflow(
            ((hours * 60 + minute) * 60 + second) * 1000 + millisecond)
        return isTooLate ? nil : local
    }
}

extension TimePattern.Part {
    fileprivate var isDigits: Bool {
        switch self {
        case .number, .fraction: true
        default: false
        }
    }
}
