import Foundation
import Schema
import TestSupport
import Testing

@Suite("Timestamp text")
struct TimestampTextTests {
    private func text(_ milliseconds: Int64) -> String {
        var bytes: [UInt8] = []
        TimestampText.append(milliseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("known points in time")
    func known() {
        #expect(text(0) == "1970-01-01 00:00:00.0")
        #expect(text(-1) == "1969-12-31 23:59:59.999")
        #expect(text(1_700_000_000_123) == "2023-11-14 22:13:20.123")
        #expect(text(1_700_000_000_120) == "2023-11-14 22:13:20.12")
        #expect(text(1_700_000_000_100) == "2023-11-14 22:13:20.1")
        #expect(text(1_700_000_000_007) == "2023-11-14 22:13:20.007")
        #expect(text(951_782_400_000) == "2000-02-29 00:00:00.0")
        #expect(text(-62_135_596_800_000) == "0001-01-01 00:00:00.0")
        #expect(text(253_402_300_799_999) == "9999-12-31 23:59:59.999")
    }

    @Test("the ends of the range have a text")
    func extremes() {
        #expect(text(.max) == "292278994-08-17 07:12:55.807")
        #expect(text(.min).hasPrefix("-292275055-05-16 16:47:04.192"))
    }

    @Test("agrees with Foundation's Gregorian calendar from 1600 to 9999", arguments: SeededGenerator.seeds)
    func calendar(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for _ in 0..<300 {
            let seconds = Int64.random(in: -11_676_096_000...253_402_300_799, using: &random)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: TimeInterval(seconds))
            )
            let expected = String(
                format: "%04d-%02d-%02d %02d:%02d:%02d.0", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0,
                parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
            #expect(text(seconds * 1000) == expected, "seed \(seed), \(seconds) s")
        }
    }
}
