import Foundation
import Schema
import TestSupport
import Testing

@Suite struct JSONValueTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test func keepsIntegersExactAndApartFromDoubles() throws {
        #expect(try parse("9223372036854775807") == .integer(.max))
        #expect(try parse("-9223372036854775808") == .integer(.min))
        #expect(try parse("7.0") == .double(7))
        #expect(try parse("7e0") == .double(7))
        #expect(try parse("-0") == .double(-0.0))
        #expect(try parse("-1.5e-3") == .double(-0.0015))
    }

    @Test(arguments: [
        #"{"b":[1,2.5,true,false,null,"x"],"a":{"é":"\"\\\n\r\t\u0001\u001f"}}"#, "[]", "{}", "[[[]]]", "\"\"",
        "1e+300", "5e-324", "0", #""😀""#,
    ])
    func writesWhatItRead(_ text: String) throws {
        let value = try parse(text)
        #expect(try JSONValue(parsing: value.serialized) == value)
    }

    /// A number that neither an integer nor a double holds is what was written.
    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "1e400", "1E-400", "0.10000000000000000001",
        "12345678901234567.5", "-0.30000000000000004441",
    ])
    func keepsNumbersOfManyDigits(_ text: String) throws {
        #expect(try parse(text) == .decimal(text))
        #expect(try String(decoding: parse("[\(text)]").serialized, as: UTF8.self) == "[\(text)]")
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(parse(text)) }
    }

    @Test(arguments: [("0.30000000000000004", 0.1 + 0.2), ("1.10", 1.1), ("1e300", 1e300), ("100000.0", 100_000)])
    func doublesThatLoseNothingAreDoubles(_ text: String, _ value: Double) throws {
        #expect(try parse(text) == .double(value))
    }

    @Test func sortsKeysByTheirBytes() throws {
        let value = try parse(#"{"b":1,"a":2,"B":3,"é":4,"z":5}"#)
        #expect(String(decoding: value.serialized, as: UTF8.self) == #"{"B":3,"a":2,"b":1,"z":5,"é":4}"#)
    }

    @Test func decodesEscapes() throws {
        #expect(try parse(#""\u0041\ud83d\ude00\/\b\f""#) == .string("A😀/\u{8}\u{C}"))
    }

    /// Text, and the byte at which it is found wrong.
    @Test(
        arguments: [
            ("", 0), ("{", 1), ("[1,]", 3), ("[1 2]", 3), (#"{"a"}"#, 4), (#"{"a":1,}"#, 7), (#"{"a":1,"a":2}"#, 7),
            ("01", 0), ("-", 1), ("1.", 2), ("1e", 2), ("1e+", 3), ("tru", 0), ("1 1", 2), (#""a"#, 0), (#""\x""#, 1),
            (#""\ud800""#, 1), (#""\ud800\u0041""#, 1), (#""\udc00""#, 1), (#""\u12g4""#, 3), ("\"\u{1}\"", 1),
            ("1e1000001", 0), ("1E-99999999999999999999", 0), ("NaN", 0), ("'a'", 0), (#"{a:1}"#, 1), ("[1", 2),
        ] as [(String, Int)])
    func refusesWhatIsNoJSON(_ text: String, _ offset: Int) {
        let error = #expect(throws: JSONError.self) { try parse(text) }
        #expect(error?.offset == offset, "\(text): \(String(describing: error))")
        #expect(error?.code == "INVALID_JSON")
    }

    @Test func refusesInvalidUTF8() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test func namesLineAndColumn() {
        let error = #expect(throws: JSONError.self) { try parse("{\n  \"a\": 1,\n  b\n}") }
        #expect(error?.message == "line 3, column 3 (byte 14): expected a key in double quotes")
    }

    @Test func limitsDepth() throws {
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try parse(deepest)
        let deeper = #expect(throws: JSONError.self) { try parse("[" + deepest + "]") }
        #expect(deeper?.offset == 64)
        #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONError.self) { try parse(String(repeating: "{\"a\":", count: 200_000)) }
    }

    @Test func limitsBytesAndNumbers() throws {
        let limits = JSONLimits(documentBytes: 4)
        _ = try JSONValue(parsing: Array("1234".utf8), limits: limits)
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array("12345".utf8), limits: limits) }
        _ = try parse("0." + String(repeating: "1", count: 62))
        #expect(throws: JSONError.self) { try parse("0." + String(repeating: "1", count: 63)) }
    }

    @Test func writesWhatJSONLacksAsText() {
        #expect(JSONValue.double(.nan).serialized == Array("\"NaN\"".utf8))
        #expect(JSONValue.double(-.infinity).serialized == Array("\"-Infinity\"".utf8))
    }

    @Test func passesThroughCodable() throws {
        let value = try parse(#"{"a":[1,2.5,true,null,"x",{"b":9223372036854775807}]}"#)
        let encoded = try JSONEncoder().encode(value)
        #expect(try JSONValue(parsing: Array(encoded)) == value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: encoded) == value)
    }

    /// Random documents survive writing and reading, and random damage to their text never traps.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func survivesRandomDocumentsAndDamage(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for round in 0..<200 {
            let value = random.document(depth: 4)
            let bytes = value.serialized
            #expect(try JSONValue(parsing: bytes) == value, "seed \(seed), round \(round)")
            var damaged = bytes
            for _ in 0..<3 where !damaged.isEmpty {
                damaged[Int(random.next() % UInt64(damaged.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            _ = try? JSONValue(parsing: damaged)
            _ = try? JSONValue(parsing: Array(bytes.prefix(Int(random.next() % UInt64(bytes.count + 1)))))
        }
    }
}

extension SeededGenerator {
    mutating func document(depth: Int) -> JSONValue {
        switch next() % (depth == 0 ? 5 : 7) {
        case 0: return .null
        case 1: return .bool(next() & 1 == 0)
        case 2: return .integer(Int64(bitPattern: next()))
        case 3:
            let double = Double(bitPattern: next())
            return double.isFinite ? .double(double) : .double(0.5)
        case 4: return .string(text())
        case 5: return .array((0..<next() % 4).map { _ in document(depth: depth - 1) })
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<next() % 4 { members[text()] = document(depth: depth - 1) }
            return .object(members)
        }
    }

    private mutating func text() -> String {
        let scalars: [Unicode.Scalar] = ["a", "\"", "\\", "\n", "\u{1}", "é", "😀", "{", "\u{7F}", "\u{2028}"]
        return String(String.UnicodeScalarView((0..<next() % 8).map { _ in scalars[Int(next() % 10)] }))
    }
}
