import Bytes
import Schema

/// Functions between the ways in which columns hold times.
enum TimeConversionFunctions {
    static let all: [ScalarFunction] = [
        ScalarFunction(
            "timeConvert", canFail: true, "A count of one unit of time as a count of another, rounded down.",
            [
                FunctionSignature([.timestamp, .literal("unit"), .literal("unit")], .long) {
                    (literals) throws(ExpressionError) in
                    let from = try TimeFunctions.unit(literals, 1, or: .milliseconds)
                    let to = try TimeFunctions.unit(literals, 2, or: .milliseconds)
                    return rowByRow { (count: Int64) throws(ExpressionError) in try from.converted(count, to: to) }
                }
            ]),
        ScalarFunction(
            "dateTimeConvert", canFail: true,
            "A time in one format, such as '1:MILLISECONDS:EPOCH', 'TIMESTAMP' or '1:DAYS:SIMPLE_DATE_FORMAT:yyyyMMdd', "
                + "as another, cut to a granularity such as '15:MINUTES'.",
            [
                form(.timestamp) { (format, _) in
                    if case .text = format { false } else { true }
                },
                form(.string) { (format, _) in
                    if case .text = format { true } else { false }
                },
            ]),
    ]

    private static func form(
        _ parameter: FunctionParameter, _ fits: @escaping @Sendable (TimeFormat, Int) -> Bool
    ) -> FunctionSignature {
        let result = FunctionResult.literals("LONG, TIMESTAMP or STRING") { (literals) throws(ExpressionError) in
            switch try format(literals, 2) {
            case .epoch: .long
            case .timestamp: .timestamp
            case .text: .string
            }
        }
        return FunctionSignature(
            [parameter, .literal("format"), .literal("format"), .literal("granularity")], result
        ) { (literals) throws(ExpressionError) in
            let (input, output) = (try format(literals, 1), try format(literals, 2))
            guard fits(input, 0) else {
                let needed = parameter == .string ? "a number" : "a text"
                throw literals.invalid(1, "the format '\(literals.text(1) ?? "")' is one of \(needed)")
            }
            let granularity = try literals.parsed(
                3, or: TimeGranularity.milliseconds, TimeGranularity.init, expected: "a granularity such as '1:DAYS'")
            if case .text(let pattern, _) = input, let problem = TimePatternReader.problem(of: pattern) {
                throw literals.invalid(1, problem)
            }
            return TimeConversion(input: input, output: output, granularity: granularity).body
        }
    }

    private static func format(_ literals: FunctionLiterals, _ index: Int) throws(ExpressionError) -> TimeFormat {
        do throws(TimePattern.Problem) {
            return try TimeFormat(literals.text(index) ?? "")
        } catch {
            throw literals.invalid(index, "the format '\(literals.text(index) ?? "")': \(error.detail)")
        }
    }
}

/// How a column holds times, in both notations that Pinot has.
enum TimeFormat: Sendable {
    case epoch(EpochUnit, size: Int64)
    case timestamp
    case text(TimePattern, ZoneRules)

    init(_ text: String) throws(TimePattern.Problem) {
        let isBarred = text.contains("|") || !text.contains(":")
        self = isBarred ? try Self.bars(text) : try Self.colons(text)
    }

    private static func bars(_ text: String) throws(TimePattern.Problem) -> TimeFormat {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("TIMESTAMP", 1): return .timestamp
        case ("EPOCH", 1...3):
            return try epoch(size: parts.count > 2 ? parts[2] : "1", unit: parts.count > 1 ? parts[1] : "MILLISECONDS")
        case ("SIMPLE_DATE_FORMAT", 2), ("SIMPLE_DATE_FORMAT", 3):
            return .text(try TimePattern(parts[1]), try zone(parts.count > 2 ? parts[2] : "UTC"))
        default:
            throw TimePattern.Problem(
                detail: "it is none of EPOCH|unit|size, TIMESTAMP, SIMPLE_DATE_FORMAT|pattern|zone")
        }
    }

    private static func colons(_ text: String) throws(TimePattern.Problem) -> TimeFormat {
        let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3 else { throw TimePattern.Problem(detail: "it is not size:unit:kind") }
        switch (parts[2], parts.count) {
        case ("EPOCH", 3): return try epoch(size: parts[0], unit: parts[1])
        case ("TIMESTAMP", 3): return .timestamp
        case ("SIMPLE_DATE_FORMAT", 4): return try pattern(parts[3])
        default: throw TimePattern.Problem(detail: "it is none of size:unit:EPOCH, 1:unit:SIMPLE_DATE_FORMAT:pattern")
        }
    }

    /// A pattern, with a zone such as `tz(America/New_York)` behind it or without.
    private static func pattern(_ text: String) throws(TimePattern.Problem) -> TimeFormat {
        var bytes = Array(text.utf8)[...]
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        let lowered = bytes.map { $0 | 0x20 }
        guard bytes.last == UInt8(ascii: ")"), let start = TextBytes.find(Array("tz(".utf8), in: lowered) else {
            return .text(try TimePattern(String(decoding: bytes, as: UTF8.self)), .utc)
        }
        let name = String(decoding: bytes[(start + 3)...].dropLast(), as: UTF8.self)
        var front = bytes[..<start]
        while front.last == UInt8(ascii: " ") { front.removeLast() }
        return .text(try TimePattern(String(decoding: front, as: UTF8.self)), try zone(name))
    }

    private static func zone(_ name: String) throws(TimePattern.Problem) -> ZoneRules {
        if let rules = ZoneRules.named(name) { return rules }
        throw TimePattern.Problem(detail: "there is no time zone '\(name)'")
    }

    private static func epoch(size: String, unit: String) throws(TimePattern.Problem) -> TimeFormat {
        guard let count = Int64(size), (1...1_000_000).contains(count), let unit = EpochUnit(unit) else {
            throw TimePattern.Problem(detail: "it takes a size from 1 to 1000000 and a unit that is \(EpochUnit.names)")
        }
        return .epoch(unit, size: count)
    }
}

/// What times are cut to: so many units.
struct TimeGranularity: Sendable {
    let unit: EpochUnit
    let size: Int64

    static let milliseconds = TimeGranularity(unit: .milliseconds, size: 1)

    private init(unit: EpochUnit, size: Int64) {
        self.unit = unit
        self.size = size
    }

    /// `size:unit` or `unit|size`.
    init?(_ text: String) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if text.contains("|") || parts.count == 1 {
            parts = Array(text.split(separator: "|", omittingEmptySubsequences: false).map(String.init).reversed())
            if parts.count == 1 { parts.insert("1", at: 0) }
        }
        guard parts.count == 2, let size = Int64(parts[0]), (1...1_000_000).contains(size),
            let unit = EpochUnit(parts[1])
        else { return nil }
        self.init(unit: unit, size: size)
    }

    /// Cuts an instant to a multiple of the span, counted from 1970.
    func floor(_ instant: Int64) throws(ExpressionError) -> Int64 {
        try unit.toMilliseconds(try unit.fromMilliseconds(instant, size: size), size: size)
    }

    /// Cuts a local time to a multiple within the next larger unit: days in the month, hours in the day and so on.
    func floorInside(_ local: Int64) throws(ExpressionError) -> Int64 {
        let field: (of: TimeField, first: Int64)
        switch unit {
        case .days: field = (.day, 1)
        case .hours: field = (.hour, 0)
        case .minutes: field = (.minute, 0)
        case .seconds: field = (.second, 0)
        case .milliseconds: field = (.millisecond, 0)
        case .microseconds, .nanoseconds: return local
        }
        let start = CivilTime.floorRemainder(local, unit.milliseconds)
        let excess = (field.of.value(of: local) - field.first) % size
        return try checkedSum(try checkedSum(local, -start), -(excess * unit.milliseconds))
    }
}

/// One call of dateTimeConvert.
private struct TimeConversion: Sendable {
    let input: TimeFormat
    let output: TimeFormat
    let granularity: TimeGranularity

    var body: FunctionBody {
        { arguments throws(ExpressionError) in
            var instants = try instants(arguments)
            switch output {
            case .timestamp:
                for row in instants.indices where !arguments.isSkipped(row) {
                    instants[row] = try granularity.floor(instants[row])
                }
            case .epoch(let unit, let size):
                for row in instants.indices where !arguments.isSkipped(row) {
                    instants[row] = try unit.fromMilliseconds(try granularity.floor(instants[row]), size: size)
                }
            case .text(let pattern, let rules):
                var clock = ZoneClock(rules)
                var texts = [ByteString]()
                for row in instants.indices {
                    if arguments.isSkipped(row) {
                        texts.append(ByteString([]))
                        continue
                    }
                    let local = try granularity.floorInside(clock.local(instants[row]))
                    texts.append(ByteString(pattern.text(of: clock.instant(ofLocal: local), &clock)))
                }
                return Vector(.strings(texts))
            }
            return Vector(.integers(instants))
        }
    }

    private func instants(_ arguments: FunctionArguments) throws(ExpressionError) -> [Int64] {
        var instants = [Int64](repeating: 0, count: arguments.count)
        switch input {
        case .timestamp: return Int64.rows(of: arguments.vectors[0])
        case .epoch(let unit, let size):
            let counts = Int64.rows(of: arguments.vectors[0])
            for row in counts.indices where !arguments.isSkipped(row) {
                instants[row] = try unit.toMilliseconds(counts[row], size: size)
            }
        case .text(let pattern, let rules):
            var clock = ZoneClock(rules)
            let texts = ByteString.rows(of: arguments.vectors[0])
            for row in texts.indices where !arguments.isSkipped(row) {
                guard let instant = TimePatternReader.instant(texts[row].bytes, pattern, &clock) else {
                    throw TimeTextFunctions.mismatch(texts[row])
                }
                instants[row] = instant
            }
        }
        return instants
    }
}
