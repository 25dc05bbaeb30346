import Schema
import Testing

@Suite struct DateTimeFormatTests {
    @Test(
        arguments: [
            ("1:MILLISECONDS:EPOCH", .epoch(unit: .milliseconds(1))),
            ("15:MINUTES:EPOCH", .epoch(unit: .seconds(900))), ("1:DAYS:EPOCH", .epoch(unit: .seconds(86_400))),
            ("EPOCH", .epoch(unit: .milliseconds(1))), ("EPOCH|SECONDS", .epoch(unit: .seconds(1))),
            ("EPOCH|HOURS|2", .epoch(unit: .seconds(7_200))), ("TIMESTAMP", .timestamp),
            ("1:MILLISECONDS:TIMESTAMP", .timestamp),
            ("1:DAYS:SIMPLE_DATE_FORMAT:yyyy-MM-dd'T'HH:mm", .simpleDateFormat(pattern: "yyyy-MM-dd'T'HH:mm")),
            ("SIMPLE_DATE_FORMAT|yyyyMMdd", .simpleDateFormat(pattern: "yyyyMMdd")),
            ("SIMPLE_DATE_FORMAT|yyyyMMdd HH:mm|UTC", .simpleDateFormat(pattern: "yyyyMMdd HH:mm")),
        ] as [(String, DateTimeFormat)])
    func reads(_ text: String, _ format: DateTimeFormat) {
        #expect(DateTimeFormat(text) == format)
    }

    @Test(arguments: [
        "", "EPOCH|", "EPOCH|WEEKS", "EPOCH|DAYS|0", "EPOCH|DAYS|x", "0:DAYS:EPOCH", "-1:DAYS:EPOCH", "1:DAYS:UNIX",
        "1:DAYS", "yyyy-MM-dd", "9223372036854775807:DAYS:EPOCH", "1:DAYS:TIMESTAMP", "TIMESTAMP|x",
    ])
    func keepsOthersAsText(_ text: String) {
        #expect(DateTimeFormat(text) == nil)
    }

    @Test func unitsAreThoseOfIntegerDateTimes() {
        func unit(_ type: DataType, _ role: FieldSpec.Role, _ format: String) -> Duration? {
            FieldSpec(name: "t", type: type, role: role, format: format).timeUnit
        }
        #expect(unit(.long, .dateTime, "1:SECONDS:EPOCH") == .seconds(1))
        #expect(unit(.int, .dateTime, "1:DAYS:EPOCH") == .seconds(86_400))
        #expect(unit(.timestamp, .dateTime, "anything") == .milliseconds(1))
        #expect(unit(.long, .dateTime, "SIMPLE_DATE_FORMAT|yyyyMMdd") == nil)
        #expect(unit(.string, .dateTime, "1:SECONDS:EPOCH") == nil)
        #expect(unit(.timestamp, .dimension, "TIMESTAMP") == nil)
    }
}
