import Bytes
import Expressions
import Schema
import Testing

struct TextAndTimeTests {
    @Test(arguments: [
        ("lower('AbÉ')", "abé"), ("upper('straße')", "STRASSE"), ("substr('héllo', 1, 3)", "él"),
        ("substr('héllo', 1)", "éllo"), ("substr('héllo', 1, -1)", "éllo"), ("substr('abc', -5, 2)", "ab"),
        ("substr('abc', 2, 99)", "c"), ("substr('abc', 9, 99)", ""), ("substr('abc', 2, 1)", ""),
        ("substr('', 0, 1)", ""),
        ("trim('  a b ')", "a b"), ("trim('   ')", ""), ("coalesce(NULL, 'x')", "x"),
    ])
    func texts(text: String, expected: String) throws {
        #expect(try evaluate(text) == .string(ByteString(expected)))
    }

    @Test func lengthCountsCodePoints() throws {
        #expect(try evaluate("length('héllo')") == .integer(5))
        #expect(try evaluate("length('')") == .integer(0))
        #expect(try evaluate("length(NULL)") == .null)
    }

    @Test(arguments: [
        ("a%", "a", true), ("a%", "ab", true), ("a%", "ba", false), ("%b", "ab", true), ("_", "é", true),
        ("_", "ab", false),
        ("%é%", "caféx", true), ("a\\%b", "a%b", true), ("a\\%b", "axb", false), ("%%", "", true), ("", "", true),
        ("", "a", false), ("%a_c%", "xxabcyy", true), ("a%a", "a", false), ("%_", "", false), ("_%_", "é", false),
        ("_%_", "éé", true), ("%ab%ab", "abab", true), ("%ab%ab", "aab", false),
    ])
    func likeMatches(pattern: String, text: String, expected: Bool) throws {
        #expect(try evaluate("'\(text)' LIKE '\(pattern)'") == .integer(expected ? 1 : 0))
    }

    @Test func likeTakesAnotherEscape() throws {
        #expect(try evaluate("'a%b' LIKE 'a!%b' ESCAPE '!'") == .integer(1))
        #expect(try evaluate("'a\\xb' LIKE 'a\\%b' ESCAPE '!'") == .integer(1))
        #expect(errorCode("'a' LIKE 'a\\'") == "INVALID_QUERY")
        #expect(errorCode("'a' LIKE 'a' ESCAPE '!!'") == "INVALID_QUERY")
    }

    /// A text that makes a matcher with backtracking try for ever.
    @Test func likeIsNotExponential() throws {
        let text = String(repeating: "a", count: 5000)
        let pattern = String(repeating: "%a", count: 100) + "%b"
        #expect(try evaluate("'\(text)' LIKE '\(pattern)'") == .integer(0))
    }

    @Test(arguments: [
        ("ts = '2013-03-01 05:06:07.089'", true), ("ts = '2013-03-01T05:06:07.089Z'", true),
        ("ts > '2013-03-01'", true),
        ("ts < '2013-03-01 05:06:08'", true), ("'2013-03-01' > ts", false), ("ts = 1362114367089", true),
        ("ts BETWEEN '2013-03-01' AND '2013-03-02'", true), ("ts IN ('2013-03-01T05:06:07.089')", true),
    ])
    func instantsMeetTexts(text: String, expected: Bool) throws {
        let row = OneRow([("ts", .timestamp, .integer(1_362_114_367_089))])
        #expect(try row.evaluate(text) == .integer(expected ? 1 : 0))
    }

    @Test(arguments: [
        "2013-02-29", "2013-13-01", "2013-00-01", "2013-01-00", "2013-1-1", "2013-01-01 24:00:00", "2013-01-01 1:00:00",
        "2013-01-01T00:00", "2013-01-01 00:00:00.", "2013-01-01 00:00:00+01", "", "x",
        "2013-01-01Z",
    ])
    func whatIsNoInstantIsRefused(text: String) {
        #expect(TimestampText.parse(text.utf8) == nil)
    }

    @Test(
        arguments: [
            ("year(ts)", 2013), ("month(ts)", 3), ("day(ts)", 1), ("hour(ts)", 5),
            ("datetrunc('day', ts)", 1_362_096_000_000), ("dateTrunc('HOUR', ts)", 1_362_114_000_000),
            ("datetrunc('month', ts)", 1_362_096_000_000), ("datetrunc('year', ts)", 1_356_998_400_000),
            ("datetrunc('quarter', ts)", 1_356_998_400_000), ("datetrunc('week', ts)", 1_361_750_400_000),
            ("datetrunc('minute', ts)", 1_362_114_360_000), ("datetrunc('second', ts)", 1_362_114_367_000),
            ("year(-1)", 1969), ("month(-1)", 12), ("day(-1)", 31), ("hour(-1)", 23),
            ("datetrunc('day', -1)", -86_400_000), ("year('2000-02-29')", 2000),
        ] as [(String, Int64)])
    func partsOfInstants(text: String, expected: Int64) throws {
        let row = OneRow([("ts", .timestamp, .integer(1_362_114_367_089))])
        #expect(try row.evaluate(text) == .integer(expected))
    }

    /// Every day of 800 years there and back, and the extremes of the type.
    @Test func daysRoundTrip() throws {
        var text = (year: 1600, month: 1, day: 1)
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var expected: Int64? = nil
        while text.year < 2400 {
            func pad(_ number: Int, _ width: Int) -> String {
                String(repeating: "0", count: width - "\(number)".count) + "\(number)"
            }
            let instant = TimestampText.parse(
                "\(pad(text.year, 4))-\(pad(text.month, 2))-\(pad(text.day, 2))".utf8)
            if let expected, instant != expected { Issue.record("\(text) is \(String(describing: instant))") }
            expected = instant.map { $0 + 86_400_000 }
            let isLeap = text.year % 4 == 0 && (text.year % 100 != 0 || text.year % 400 == 0)
            text.day += 1
            if text.day > lengths[text.month - 1] + (isLeap && text.month == 2 ? 1 : 0) {
                text = (text.year, text.month + 1, 1)
            }
            if text.month == 13 { text = (text.year + 1, 1, 1) }
        }
        for extreme in [Int64.min, .max] {
            let row = OneRow([("l", .long, .integer(extreme))])
            _ = try row.evaluate("year(l) + month(l) + day(l) + hour(l)")
        }
        #expect(errorCode("datetrunc('week', l)", OneRow([("l", .long, .integer(.min))])) == "NUMERIC_OVERFLOW")
        #expect(errorCode("datetrunc('year', l)", OneRow([("l", .long, .integer(.min))])) == "NUMERIC_OVERFLOW")
    }
}
