import Bytes
import Schema
import TestSupport
import Testing

@Suite("Decimal numbers")
struct BigDecimalTests {
    private func ordered(_ text: String) throws -> [UInt8] { try BigDecimal(text).orderedBytes.bytes }

    @Test(
        "texts and the one text of their number",
        arguments: [
            ("0", "0"), ("-0.00", "0"), ("0E999999999999", "0"), ("1.50", "1.5"), ("+15e-1", "1.5"), ("150", "150"),
            (".5", "0.5"), ("5.", "5"), ("-000.0150", "-0.015"), ("1E3", "1000"), ("12345678901234567890.1", nil),
            ("1E100", "1" + String(repeating: "0", count: 100)), ("1E101", "1E+101"), ("-12.5E200", "-1.25E+201"),
            ("1E-100", "0." + String(repeating: "0", count: 99) + "1"), ("7E-101", "7E-101"),
            ("1e1000000", "1E+1000000"),
        ] as [(String, String?)])
    func text(given: String, canonical: String?) throws {
        let number = try BigDecimal(given)
        #expect(number.description == canonical ?? given)
        #expect(try BigDecimal(number.description) == number)
    }

    @Test(
        "what is no number",
        arguments: ["", "-", ".", "1e", "1e+", "e5", "1.2.3", "0x1", " 1", "1 ", "--1", "NaN", "١"])
    func malformed(text: String) {
        #expect(throws: BigDecimalError.malformed) { try BigDecimal(text) }
    }

    @Test("limits are those that are named")
    func limits() throws {
        let longest = String(repeating: "7", count: BigDecimal.maximumDigits)
        #expect(try BigDecimal(longest).digits.count == BigDecimal.maximumDigits)
        #expect(throws: BigDecimalError.tooManyDigits(10_001)) { try BigDecimal(longest + "1") }
        #expect(try BigDecimal(longest + String(repeating: "0", count: 500)).digits.count == BigDecimal.maximumDigits)
        for text in ["1E1000000", "1E-1000000"] {
            #expect(try BigDecimal(orderedBytes: BigDecimal(text).orderedBytes) == BigDecimal(text))
        }
        #expect(throws: BigDecimalError.exponentOutOfRange(1_000_001)) { try BigDecimal("10E1000000") }
        #expect(throws: BigDecimalError.exponentOutOfRange(-1_000_001)) { try BigDecimal("0.1E-1000000") }
        #expect(throws: BigDecimalError.self) { try BigDecimal("1E99999999999999999999999999") }
    }

    @Test("known encodings")
    func encodings() throws {
        // The first six are worked out in SQLite 4's description, as its readers corrected it.
        #expect(try ordered("1") == [0x18, 0x02])
        #expect(try ordered("10") == [0x18, 0x14])
        #expect(try ordered("99.01") == [0x18, 0xC7, 0x02])
        #expect(try ordered("100") == [0x19, 0x02])
        #expect(try ordered("0.00123") == [0x16, 0xFE, 0x19, 0x3C])
        #expect(try ordered("1e23") == [0x22, 0x0C, 0x14])
        #expect(try ordered("0") == [0x15])
        #expect(try ordered("-1") == [0x12, 0xFD])
        #expect(try ordered("-1e23") == [0x08, 0xF3, 0xEB])
        #expect(try ordered("-0.00123") == [0x14, 0x01, 0xE6, 0xC3])
    }

    private func number(_ random: inout SeededGenerator) throws -> BigDecimal {
        let digits = (0..<random.pick([1, 2, 3, 20, 300])).map { _ in String(random.below(random.pick([2, 10]))) }
        let exponent = random.below(random.pick([1, 5, 45, 500, 10_000, 160_000, 999_000]))
        let point = random.oneIn(2) ? "." : ""
        let sign = random.oneIn(2) ? "-" : ""
        return try BigDecimal("\(sign)\(digits.joined())\(point)E\(random.oneIn(2) ? "-" : "")\(exponent)")
    }

    @Test("bytes sort like numbers, and come back", arguments: SeededGenerator.seeds)
    func order(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var numbers = try (0..<400).map { _ in try number(&random) }
        numbers += try ["0", "1", "-1", "0.1", "10", "100", "-100", "99", "-99", "9.9", "0.99"].map {
            try BigDecimal($0)
        }
        for number in numbers {
            #expect(BigDecimal(orderedBytes: number.orderedBytes) == number, "\(number)")
            #expect(try BigDecimal(number.description) == number)
        }
        for left in numbers {
            let right = random.pick(numbers)
            #expect((left < right) == (left.orderedBytes < right.orderedBytes), "\(left) and \(right)")
            #expect((left == right) == (left.orderedBytes == right.orderedBytes), "\(left) and \(right)")
        }
        #expect(numbers.sorted().map(\.orderedBytes) == numbers.map(\.orderedBytes).sorted())
    }

    @Test("order agrees with that of integers and doubles", arguments: SeededGenerator.seeds)
    func integers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let extremes: [Int64] = [.min, .max, 0, 1, -1, 10, 100, 1000]
        let integers =
            extremes + (0..<300).map { _ in Int64(truncatingIfNeeded: random.next()) >> Int64(random.below(64)) }
        for integer in integers {
            #expect(BigDecimal(integer).description == String(integer))
            let other = random.pick(integers)
            #expect((BigDecimal(integer) < BigDecimal(other)) == (integer < other))
        }
        for _ in 0..<300 {
            let (left, right) = (
                Double.random(in: -10...10, using: &random), Double.random(in: -0.1...0.1, using: &random)
            )
            #expect(try (BigDecimal("\(left)") < BigDecimal("\(right)")) == (left < right))
            #expect(try BigDecimal("\(right)").double == right)
        }
    }

    @Test("bytes that no number has are refused", arguments: SeededGenerator.seeds)
    func refusal(seed: UInt64) throws {
        let wrong: [[UInt8]] = [
            [], [0x07], [0x23], [0x15, 0], [0x18], [0x18, 0x03], [0x18, 0xC8], [0x18, 0], [0x22, 3, 2], [0x16, 0],
        ]
        for bytes in wrong { #expect(BigDecimal(orderedBytes: ByteString(bytes)) == nil, "\(bytes)") }
        var random = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<3000 {
            let bytes = ByteString([UInt8(random.below(0x26))] + random.bytes(random.below(6)))
            guard let number = BigDecimal(orderedBytes: bytes) else { continue }
            accepted += 1
            #expect(number.orderedBytes == bytes)
        }
        #expect(accepted > 20 && accepted < 2000)
    }
}
