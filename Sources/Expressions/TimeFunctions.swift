import Bytes
import Schema

/// Functions of instants, all in UTC.
enum TimeFunctions {
    static let all: [ScalarFunction] = [
        ScalarFunction(
            "datetrunc", [.timeUnit, .timestamp], returns: .timestampLike(argument: 1), canFail: true,
            "The start of the second, minute, hour, day, week (Monday), month, quarter or year of an instant."
        ) { (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in try truncated(arguments) },
        part("year", "The year of an instant.") { CivilTime.day(ofMilliseconds: $0).year },
        part("month", "The month of an instant, from 1 to 12.") { CivilTime.day(ofMilliseconds: $0).month },
        part("day", "The day of the month of an instant, from 1 to 31.") { CivilTime.day(ofMilliseconds: $0).day },
        part("hour", "The hour of the day of an instant, from 0 to 23.") {
            CivilTime.floorRemainder($0, CivilTime.millisecondsPerDay) / 3_600_000
        },
    ]

    private static func instants(_ vector: Vector) -> [Int64] {
        guard case .integers(let values) = vector.values else { preconditionFailure("instants are integers") }
        return values
    }

    private static func part(
        _ name: String, _ summary: String, _ function: @escaping @Sendable (Int64) -> Int64
    ) -> ScalarFunction {
        ScalarFunction(name, [.timestamp], returns: .always(.long), summary) {
            (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in
            Vector(.integers(instants(arguments[0]).map(function)))
        }
    }

    private static func truncated(_ arguments: [Vector]) throws(ExpressionError) -> Vector {
        var values = instants(arguments[1])
        guard let name = StringFunctions.strings(arguments[0]).first else { return Vector(.integers([])) }
        guard let unit = CalendarUnit(rawValue: name.string.lowercased()) else {
            preconditionFailure("the unit was checked when the call was bound")
        }
        for row in values.indices {
            if let start = unit.truncate(values[row]) {
                values[row] = start
            } else if !arguments[1].isNull(row) {
                throw ExpressionError(
                    .overflow, "the \(unit.rawValue) of \(values[row]) starts outside the range of LONG")
            }
        }
        return Vector(.integers(values))
    }
}
