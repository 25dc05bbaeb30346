import Bytes
import Foundation
import Schema

/// The offsets of a time zone from UTC, at every instant: a table that is made once and then only looked up.
final class ZoneRules: Sendable {
    let name: String
    /// The instants, in milliseconds, at which the offset changes, ascending.
    private let transitions: [Int64]
    /// The offsets in milliseconds: before the first transition, and from each one on.
    private let offsets: [Int64]

    static let utc = ZoneRules(name: "UTC", fixed: 0)

    private init(name: String, fixed offset: Int64) {
        self.name = name
        transitions = []
        offsets = [offset]
    }

    private init(name: String, transitions: [Int64], offsets: [Int64]) {
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
    }

    /// The zones that were asked for; there are only some hundred names.
    private static let known = Monitor<[String: ZoneRules]>([:])

    /// The zone of an IANA name such as `America/New_York`, of `UTC`, `GMT` and `Z`, or of an offset such as `+05:30`
    /// or `UTC-8`; nil if there is none.
    static func named(_ name: String) -> ZoneRules? {
        if ["UTC", "GMT", "Z"].contains(name) { return utc }
        if let offset = fixedOffset(name) { return ZoneRules(name: name, fixed: offset) }
        return known.withLock { known in
            if let rules = known[name] { return rules }
            guard let zone = TimeZone(identifier: name) else { return nil }
            let rules = table(of: zone, name)
            known[name] = rules
            return rules
        }
    }

    /// Milliseconds of `±hh`, `±hhmm` or `±hh:mm`, with or without `UTC` or `GMT` before it.
    private static func fixedOffset(_ name: String) -> Int64? {
        var text = name[...]
        for prefix in ["UTC", "GMT"] where text.hasPrefix(prefix) { text = text.dropFirst(3) }
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        let digits = parts.joined()
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), parts.count <= 2 else { return nil }
        let hourDigits = digits.count > 2 ? digits.count - 2 : digits.count
        guard (1...4).contains(digits.count),
            parts.count == 1 || parts[1].count == 2 && (1...2).contains(parts[0].count),
            let hours = Int64(digits.prefix(hourDigits)), let minutes = Int64("0\(digits.dropFirst(hourDigits))"),
            hours <= 18, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * 60_000 * (sign == "-" ? -1 : 1)
    }

    /// From before the first railway clock to beyond the last rule that is not repeated for ever.
    private static let (firstSecond, lastSecond) = (-6_000_000_000.0, 16_725_225_600.0)

    private static func table(of zone: TimeZone, _ name: String) -> ZoneRules {
        func offset(_ instant: Date) -> Int64 { Int64(zone.secondsFromGMT(for: instant)) * 1000 }
        var instant: Date = .init(timeIntervalSince1970: firstSecond)
        var transitions = [Int64]()
        var offsets = [offset(instant)]
        while let next = zone.nextDaylightSavingTimeTransition(after: instant), next > instant,
            next.timeIntervalSince1970 < lastSecond
        {
            instant = next
            let changed = offset(next)
            guard changed != offsets.last else { continue }
            transitions.append(Int64((next.timeIntervalSince1970 * 1000).rounded()))
            offsets.append(changed)
        }
        return ZoneRules(name: name, transitions: transitions, offsets: offsets)
    }

    /// The Gregorian calendar repeats itself, weekdays included, every 400 years.
    private static let cycle: Int64 = 146_097 * CivilTime.millisecondsPerDay
    private static let lastInstant = Int64(lastSecond) * 1000

    /// The offset at an instant, and from which instant to which one it holds.
    func period(at instant: Int64) -> ZonePeriod {
        guard !transitions.isEmpty else { return ZonePeriod(start: .min, end: .max, offset: offsets[0]) }
        if instant >= Self.lastInstant {
            let cycles = (instant - Self.lastInstant) / Self.cycle + 1
            let earlier = instant - cycles * Self.cycle
            return ZonePeriod(start: instant, end: instant.advanced(saturating: 1), offset: period(at: earlier).offset)
        }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) >> 1
            if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return ZonePeriod(
            start: low == 0 ? .min : transitions[low - 1],
            end: low < transitions.count ? transitions[low] : Self.lastInstant, offset: offsets[low])
    }
}

/// A time during which a zone keeps its offset.
struct ZonePeriod: Sendable {
    let start: Int64
    /// The first instant behind it.
    let end: Int64
    let offset: Int64
}

/// Converts between instants and local times of a zone; cheap for instants that lie near each other.
struct ZoneClock: Sendable {
    let rules: ZoneRules
    private var period: ZonePeriod

    init(_ rules: ZoneRules) {
        self.rules = rules
        period = rules.period(at: 0)
    }

    /// Milliseconds that local time is ahead of UTC at an instant.
    mutating func offset(at instant: Int64) -> Int64 {
        if instant < period.start || instant >= period.end { period = rules.period(at: instant) }
        return period.offset
    }

    /// The local time at an instant, as if it were in UTC.
    mutating func local(_ instant: Int64) -> Int64 { instant.advanced(saturating: offset(at: instant)) }

    /// The instant at which clocks show a local time: the first of two, and for a time that is left out the one that
    /// is as far behind the change as the time is.
    mutating func instant(ofLocal local: Int64) -> Int64 {
        // Offsets are less than a day, so the change that matters lies within a day of the local time.
        let before = offset(at: local.advanced(saturating: -CivilTime.millisecondsPerDay))
        let first = local.advanced(saturating: -before)
        if offset(at: first) == before { return first }
        let after = offset(at: local.advanced(saturating: CivilTime.millisecondsPerDay))
        let second = local.advanced(saturating: -after)
        return offset(at: second) == after ? second : first
    }
}
