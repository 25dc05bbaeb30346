import Bytes
import Schema

/// Functions of instants. Where no time zone is given they are in UTC, and weeks begin on Monday.
enum TimeFunctions {
    static let all: [ScalarFunction] =
        truncation + fields + arithmetic + present + zones + EpochFunctions.all + TimeTextFunctions.all
        + TimeConversionFunctions.all

    private static let truncation: [ScalarFunction] = [
        ScalarFunction(
            "dateTrunc", canFail: true,
            "The start of the millisecond, second, minute, hour, day, week, month, quarter or year of an instant; the "
                + "instant may count other units, and the result yet others.",
            [
                FunctionSignature([.literal("unit"), .timestamp], .timestampLike(argument: 1)) {
                    (literals) throws(ExpressionError) in
                    let step = try step(literals, 0)
                    return { arguments throws(ExpressionError) in
                        var instants = Int64.rows(of: arguments.vectors[0])
                        for row in instants.indices where !arguments.isSkipped(row) {
                            instants[row] = try step.floor(instants[row])
                        }
                        return Vector(.integers(instants))
                    }
                },
                FunctionSignature(
                    [.literal("unit"), .timestamp, .literal("input unit"), .literal("zone"), .literal("output unit")],
                    optional: 2, .long, prepare: truncated),
            ])
    ]

    private static func truncated(_ literals: FunctionLiterals) throws(ExpressionError) -> FunctionBody {
        let (step, input) = (try step(literals, 0), try unit(literals, 2, or: .milliseconds))
        let (rules, output) = (try zone(literals, 3), try unit(literals, 4, or: input))
        // Units of less than a day begin at the same instants whatever the day; longer ones by the local calendar.
        let isClockTime = (step.milliseconds ?? .max) < CivilTime.millisecondsPerDay
        return { arguments throws(ExpressionError) in
            var (values, clock) = (Int64.rows(of: arguments.vectors[0]), ZoneClock(rules))
            for row in values.indices where !arguments.isSkipped(row) {
                let instant = try input.toMilliseconds(values[row])
                let start = try step.floor(clock.local(instant))
                let offset = clock.offset(at: instant)
                values[row] = try output.fromMilliseconds(
                    isClockTime ? try checkedSum(start, -offset) : clock.instant(ofLocal: start))
            }
            return Vector(.integers(values))
        }
    }

    static func step(_ literals: FunctionLiterals, _ index: Int) throws(ExpressionError) -> CalendarStep {
        try literals.parsed(index, or: .millisecond, { CalendarStep($0) }, expected: CalendarStep.names)
    }

    static func unit(
        _ literals: FunctionLiterals, _ index: Int, or missing: EpochUnit
    ) throws(ExpressionError) -> EpochUnit {
        try literals.parsed(index, or: missing, { EpochUnit($0) }, expected: EpochUnit.names)
    }

    static func zone(_ literals: FunctionLiterals, _ index: Int) throws(ExpressionError) -> ZoneRules {
        try literals.parsed(
            index, or: .utc, ZoneRules.named,
            expected: "a time zone such as 'UTC', 'America/New_York' or '+05:30'")
    }

    private static let fields: [ScalarFunction] = [
        field("year", [], .year, "The year."),
        field("yearOfWeek", ["yow"], .yearOfWeek, "The year to which the ISO week belongs."),
        field("quarter", [], .quarter, "The quarter, from 1 to 4."),
        field("month", ["monthOfYear"], .month, "The month, from 1 to 12."),
        field("week", ["weekOfYear"], .week, "The ISO week, from 1 to 53."),
        field("dayOfYear", ["doy"], .dayOfYear, "The day of the year, from 1 to 366."),
        field("day", ["dayOfMonth"], .day, "The day of the month, from 1 to 31."),
        field("dayOfWeek", ["dow"], .dayOfWeek, "The day of the week, from 1, Monday, to 7, Sunday."),
        field("hour", [], .hour, "The hour of the day, from 0 to 23."),
        field("minute", [], .minute, "The minute of the hour, from 0 to 59."),
        field("second", [], .second, "The second of the minute, from 0 to 59."),
        field("millisecond", [], .millisecond, "The millisecond of the second, from 0 to 999."),
        ScalarFunction(
            "extract", canFail: false, "The part of an instant that EXTRACT(part FROM instant) names.",
            [
                FunctionSignature([.literal("part"), .timestamp, .literal("zone")], optional: 1, .int) {
                    (literals) throws(ExpressionError) in
                    let field = try literals.parsed(
                        0, or: .year, TimeField.extracted, expected: TimeField.extractedNames)
                    return fieldBody(field, try zone(literals, 2))
                }
            ]),
    ]

    private static func field(
        _ name: String, _ synonyms: [String], _ field: TimeField, _ summary: String
    ) -> ScalarFunction {
        ScalarFunction(
            name, synonyms: synonyms, canFail: false, summary,
            [
                FunctionSignature([.timestamp, .literal("zone")], optional: 1, .int) {
                    (literals) throws(ExpressionError) in fieldBody(field, try zone(literals, 1))
                }
            ])
    }

    private static func fieldBody(_ field: TimeField, _ rules: ZoneRules) -> FunctionBody {
        { arguments in
            var (values, clock) = (Int64.rows(of: arguments.vectors[0]), ZoneClock(rules))
            for row in values.indices { values[row] = field.value(of: clock.local(values[row])) }
            return Vector(.integers(values))
        }
    }

    private static let arithmetic: [ScalarFunction] = [
        ScalarFunction(
            "timestampAdd", synonyms: ["dateAdd"], canFail: true,
            "The instant so many units later; a day that the month does not have becomes its last one.",
            [
                FunctionSignature([.literal("unit"), .integer, .timestamp], .timestampLike(argument: 2)) {
                    (literals) throws(ExpressionError) in
                    let step = try step(literals, 0)
                    return rowByRow { (count: Int64, instant: Int64) throws(ExpressionError) in
                        try step.adding(count, to: instant)
                    }
                }
            ]),
        ScalarFunction(
            "timestampDiff", synonyms: ["dateDiff"], canFail: true,
            "The whole units from the first instant to the second, negative if the second is earlier.",
            [
                FunctionSignature([.literal("unit"), .timestamp, .timestamp], .long) {
                    (literals) throws(ExpressionError) in
                    let step = try step(literals, 0)
                    return rowByRow { (first: Int64, second: Int64) throws(ExpressionError) in
                        try step.difference(from: first, to: second)
                    }
                }
            ]),
    ]

    private static let present: [ScalarFunction] = [
        ScalarFunction(
            "now", canFail: false, "The instant at which the query started, in milliseconds since 1970.",
            [FunctionSignature([], .long) { (literals) throws(ExpressionError) in constant(try start(literals)) }]),
        ScalarFunction(
            "ago", canFail: false, "The instant that lies a period such as 'P1DT12H' before now().",
            [
                FunctionSignature([.literal("period")], .long) { (literals) throws(ExpressionError) in
                    let period = try literals.parsed(
                        0, or: 0, PeriodOfTime.milliseconds, expected: "a period such as 'P1DT2H3M4.5S'")
                    let (instant, overflow) = try start(literals).subtractingReportingOverflow(period)
                    if overflow { throw literals.invalid(0, "the period is too long") }
                    return constant(instant)
                }
            ]),
    ]

    private static func start(_ literals: FunctionLiterals) throws(ExpressionError) -> Int64 {
        if let now = literals.now { return now }
        throw ExpressionError(
            .unsupported, at: literals.place.location, "\(literals.place.name) is only known where a query runs")
    }

    private static func constant(_ value: Int64) -> FunctionBody {
        { arguments in Vector(.integers(Array(repeating: value, count: arguments.count))) }
    }

    private static let zones: [ScalarFunction] = [
        zonePart("timezoneHour", "The hours that a time zone is ahead of UTC at an instant (0).") { $0 / 3_600_000 },
        zonePart("timezoneMinute", "The minutes beyond whole hours that a time zone is ahead of UTC at an instant (0).")
        {
            $0 / 60_000 % 60
        },
    ]

    private static func zonePart(
        _ name: String, _ summary: String, _ part: @escaping @Sendable (Int64) -> Int64
    ) -> ScalarFunction {
        ScalarFunction(
            name, canFail: false, summary,
            [
                FunctionSignature([.literal("zone"), .timestamp], optional: 1, .int) {
                    (literals) throws(ExpressionError) in
                    let rules = try zone(literals, 0)
                    return { arguments in
                        var clock = ZoneClock(rules)
                        guard let instants = arguments.vectors.first.map(Int64.rows) else {
                            let offset = part(clock.offset(at: 0))
                            return Vector(.integers(Array(repeating: offset, count: arguments.count)))
                        }
                        return Vector(.integers(instants.map { part(clock.offset(at: $0)) }))
                    }
                }
            ])
    }
}

/// Spans of time as ISO 8601 and Java's `Duration` write them: `P2DT3H4M`, `PT20.345S`, `-P1D`.
enum PeriodOfTime {
    /// Nil for anything else, for more than 64 bits of milliseconds, and for units without fixed length.
    static func milliseconds(_ text: String) -> Int64? {
        var rest = Array(text.uppercased().utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
        var (total, isTime, units) = (Int64(0), false, Array("WDHMS".utf8)[...])
        while !rest.isEmpty {
            if rest.first == UInt8(ascii: "T") {
                rest.removeFirst()
                guard !isTime && !rest.isEmpty else { return nil }
                isTime = true
                units = units.drop { $0 == UInt8(ascii: "W") || $0 == UInt8(ascii: "D") }
                continue
            }
            guard let letter = rest.firstIndex(where: { $0 >= UInt8(ascii: "A") }),
                let position = units.firstIndex(of: rest[letter]), isTime || "WD".utf8.contains(rest[letter]),
                let amount = amount(rest[..<letter], of: rest[letter])
            else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(amount)
            if overflow { return nil }
            (total, units, rest) = (sum, units[(position + 1)...], rest[(letter + 1)...])
        }
        if total == .min { return nil }
        return isNegative ? -total : total
    }

    private static func amount(_ digits: ArraySlice<UInt8>, of unit: UInt8) -> Int64? {
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let text = String(decoding: parts[0], as: UTF8.self)
        guard parts.count <= 2, let whole = Int64(text) else { return nil }
        let lengths: [UInt8: Int64] = [
            UInt8(ascii: "W"): 604_800_000, UInt8(ascii: "D"): 86_400_000, UInt8(ascii: "H"): 3_600_000,
            UInt8(ascii: "M"): 60_000, UInt8(ascii: "S"): 1000,
        ]
        let (product, overflow) = whole.multipliedReportingOverflow(by: lengths[unit] ?? 0)
        if overflow { return nil }
        guard parts.count == 2 else { return product }
        guard unit == UInt8(ascii: "S"), (1...9).contains(parts[1].count),
            let fraction = Int64(
                String(decoding: parts[1], as: UTF8.self) + String(repeating: "0", count: 9 - parts[1].count)),
            parts[1].first.map({ (48...57).contains($0) }) == true
        else { return nil }
        let milliseconds = fraction / 1_000_000
        let (sum, isTooLarge) = product.addingReportingOverflow(text.hasPrefix("-") ? -milliseconds : milliseconds)
        return isTooLarge ? nil : sum
    }
}
