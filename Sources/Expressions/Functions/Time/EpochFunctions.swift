import Schema

/// Functions between milliseconds since 1970 and counts of other units. Rounding is always down, before 1970 too.
enum EpochFunctions {
    static let all: [ScalarFunction] =
        [EpochUnit.seconds, .minutes, .hours, .days].flatMap(functions) + timestamps

    private static func functions(_ unit: EpochUnit) -> [ScalarFunction] {
        let plural = unit.rawValue
        let name = plural.prefix(1).uppercased() + plural.dropFirst()
        return [
            ScalarFunction(
                "toEpoch\(name)", [.timestamp], .long, "Whole \(plural) since 1970 of an instant."
            ) { (instant: Int64) throws(ExpressionError) in try unit.fromMilliseconds(instant) },
            bucketed(
                "toEpoch\(name)Rounded", .timestamp, "Whole \(plural) since 1970 of an instant, cut to a multiple."
            ) { (instant, bucket) throws(ExpressionError) in
                let count = try unit.fromMilliseconds(instant)
                return try checkedSum(count, -CivilTime.floorRemainder(count, bucket))
            },
            bucketed(
                "toEpoch\(name)Bucket", .timestamp, "Whole spans of so many \(plural) since 1970 of an instant."
            ) { (instant, bucket) throws(ExpressionError) in
                try unit.fromMilliseconds(instant, size: bucket)
            },
            ScalarFunction(
                "fromEpoch\(name)", [.integer], .long, "The milliseconds since 1970 of so many \(plural)."
            ) { (count: Int64) throws(ExpressionError) in try unit.toMilliseconds(count) },
            bucketed(
                "fromEpoch\(name)Bucket", .integer, "The milliseconds since 1970 of so many spans of so many \(plural)."
            ) { (count, bucket) throws(ExpressionError) in try unit.toMilliseconds(count, size: bucket) },
        ]
    }

    private static func bucketed(
        _ name: String, _ parameter: FunctionParameter, _ summary: String,
        _ function: @escaping @Sendable (Int64, Int64) throws(ExpressionError) -> Int64
    ) -> ScalarFunction {
        ScalarFunction(name, [parameter, .integer], .long, summary) {
            (value: Int64, bucket: Int64) throws(ExpressionError) in
            guard bucket > 0 else {
                throw ExpressionError(.invalidArgument, "\(name): the bucket \(bucket) is not positive")
            }
            return try function(value, bucket)
        }
    }

    private static let timestamps: [ScalarFunction] = [
        ScalarFunction("toTimestamp", [.timestamp], .timestamp, "Milliseconds since 1970 as a TIMESTAMP.") {
            (instant: Int64) in instant
        },
        ScalarFunction("fromTimestamp", [.timestamp], .long, "A TIMESTAMP as milliseconds since 1970.") {
            (instant: Int64) in instant
        },
    ]
}
