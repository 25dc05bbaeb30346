import Bytes
import Schema
import Testing

/// Typed literals and intervals.
struct IntervalTests {
    private let row = OneRow([
        ("t", .timestamp, .integer(1_706_659_200_000)), ("n", .timestamp, .null), ("ms", .long, .integer(0)),
        ("last", .timestamp, .integer(.max)),
        ("s", .string, .string("a")),
    ])

    @Test(arguments: [
        text("CAST(t AS STRING)", "2024-01-31 00:00:00.0"),
        text("CAST(t + INTERVAL '1' MONTH AS STRING)", "2024-02-29 00:00:00.0"),
        text("CAST(t + INTERVAL '13' MONTH AS STRING)", "2025-02-28 00:00:00.0"),
        text("CAST(t - INTERVAL '1' YEAR AS STRING)", "2023-01-31 00:00:00.0"),
        text("CAST(t - INTERVAL '2' MONTH AS STRING)", "2023-11-30 00:00:00.0"),
        text("CAST(t + INTERVAL '1' QUARTER AS STRING)", "2024-04-30 00:00:00.0"),
        text("CAST(INTERVAL '1' DAY + t AS STRING)", "2024-02-01 00:00:00.0"),
        text("CAST(t + INTERVAL '-1' WEEK AS STRING)", "2024-01-24 00:00:00.0"),
        text("CAST(t + INTERVAL '90' SECOND - INTERVAL '1' HOUR AS STRING)", "2024-01-30 23:01:30.0"),
        int("ms + INTERVAL '1500' MICROSECOND", 0).failing("INVALID_QUERY"),
        int("ms + INTERVAL '2000' MICROSECOND", 2), int("ms + INTERVAL '5' MILLISECOND", 5),
        null("n + INTERVAL '1' DAY"), null("NULL + INTERVAL '1' DAY"),
        fails("last + INTERVAL '1' DAY", "NUMERIC_OVERFLOW"),
        fails("t + INTERVAL '9223372036854775807' MONTH", "NUMERIC_OVERFLOW"),
        fails("t + INTERVAL '9223372036854775807' YEAR", "INVALID_QUERY"),
        fails("s + INTERVAL '1' DAY", "TYPE_MISMATCH"), fails("INTERVAL '1' DAY - t", "TYPE_MISMATCH"),
        fails("t * INTERVAL '1' DAY", "TYPE_MISMATCH"), fails("INTERVAL '1' DAY + INTERVAL '1' DAY", "TYPE_MISMATCH"),
        fails("INTERVAL '1' DAY", "TYPE_MISMATCH"),
        bool("t = TIMESTAMP '2024-01-31 00:00:00'", true), bool("t = DATE '2024-01-31'", true),
        fails("DATE '2024-01-31 00:00:00'", "TYPE_MISMATCH"),
        fails("TIMESTAMP 'soon'", "TYPE_MISMATCH"), int("t - TIMESTAMP '2024-01-30'", 86_400_000),
    ])
    func instants(_ example: FunctionCase) { example.check(row) }
}
