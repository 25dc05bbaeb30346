/// Functions of instants, in UTC and in zones that change their clocks.
extension LabFunction {
    static let times: [LabFunction] = fields + zonedFields + truncations + epochs + arithmetic

    private static func field(_ martlet: String, _ part: String, zone: String? = nil) -> LabFunction {
        let instant = zone.map { "make_timestamptz($0 * 1000) AT TIME ZONE '\($0)'" } ?? "epoch_ms($0)"
        let remainder = part == "millisecond" ? " % 1000" : ""
        return LabFunction(
            type: .integer, martlet: martlet, duck: "CAST(extract('\(part)' FROM \(instant)) AS BIGINT)\(remainder)",
            parameters: [.timestamp], bound: 60_000)
    }

    private static let fields =
        [
            field("yearOfWeek($0)", "isoyear"), field("quarter($0)", "quarter"), field("week($0)", "week"),
            field("dayOfYear($0)", "doy"), field("dayOfWeek($0)", "isodow"), field("minute($0)", "minute"),
            field("second($0)", "second"), field("millisecond($0)", "millisecond"), field("monthOfYear($0)", "month"),
        ]
        + (LabLanguage.hasCases
            ? [field("EXTRACT(YEAR FROM $0)", "year"), field("extract(dow FROM $0)", "isodow")] : [])

    static let zones = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"]

    private static let zonedFields = zones.flatMap { zone in
        [("year", "year"), ("day", "day"), ("hour", "hour"), ("minute", "minute"), ("week", "week")].map {
            field("\($0.0)($0, '\(zone)')", $0.1, zone: zone)
        }
    }

    private static let truncations: [LabFunction] =
        ["day", "week", "month", "year"].flatMap { unit in
            zones.map { zone in
                LabFunction(
                    type: .integer, martlet: "dateTrunc('\(unit)', $0, 'MILLISECONDS', '\(zone)')",
                    duck: "epoch_ms(date_trunc('\(unit)', make_timestamptz($0 * 1000) AT TIME ZONE '\(zone)') "
                        + "AT TIME ZONE '\(zone)')", parameters: [.timestamp], bound: 4e14)
            }
        }

    private static func integer(_ martlet: String, _ duck: String, bound: Double) -> LabFunction {
        LabFunction(type: .integer, martlet: martlet, duck: duck, parameters: [.timestamp], bound: bound)
    }

    private static let epochs =
        [("Seconds", 1000), ("Minutes", 60_000), ("Hours", 3_600_000), ("Days", 86_400_000)].flatMap { name, length in
            let count = "($0 - (($0 % \(length)) + \(length)) % \(length)) // \(length)"
            return [
                integer("toEpoch\(name)($0)", count, bound: 4e14),
                integer("toEpoch\(name)Rounded($0, 7)", "(\(count)) - (((\(count)) % 7) + 7) % 7", bound: 4e14),
                LabFunction(
                    type: .integer, martlet: "fromEpoch\(name)($0)", duck: "$0 * \(length)",
                    parameters: [.bounded(1e9)],
                    bound: 1e17),
            ]
        }

    private static let arithmetic: [LabFunction] =
        ["SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"].flatMap { unit in
            [-13, 1, 5].map { count in
                LabFunction(
                    type: .timestamp, martlet: "dateAdd('\(unit)', \(count), $0)",
                    duck: "epoch_ms(epoch_ms($0) + INTERVAL (\(unit == "QUARTER" ? count * 3 : count)) "
                        + "\(unit == "QUARTER" ? "MONTH" : unit))", parameters: [.timestamp], bound: 4e14)
            } + [
                LabFunction(
                    type: .integer, martlet: "dateDiff('\(unit)', $0, $1)",
                    duck: "date_sub('\(unit)', epoch_ms($0), epoch_ms($1))", parameters: [.timestamp, .timestamp],
                    bound: 4e14)
            ]
        }
}
