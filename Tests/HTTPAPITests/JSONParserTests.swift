import Foundation
import HTTPAPI
import Testing

@Suite("JSON parser")
struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test("numbers keep their digits, members their order")
    func keeps() throws {
        let value = try parse(#" {"b": 9007199254740993, "a": -0.10e+5, "b2": [true, false, null]} "#)
        var writer = JSONWriter()
        value.write(to: &writer)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"b":9007199254740993,"a":-0.10e+5,"b2":[true,false,null]}"#)
        #expect(value["b"]?.integer == 9_007_199_254_740_993)
    }

    @Test("of members with one name the last one counts")
    func repeatedMember() throws {
        #expect(try parse(#"{"a":1,"a":2}"#)["a"]?.integer == 2)
    }

    @Test("escapes, surrogate pairs and lone surrogates")
    func escapes() throws {
        #expect(try parse(#""\u0041\n\/\ud83d\ude00""#).string == "A\n/😀")
        #expect(try parse(#""\ud83dx""#).string == "\u{FFFD}x")
        #expect(try parse(#""\ud83d\u0041""#).string == "\u{FFFD}A")
        #expect(try parse(#""\ude00""#).string == "\u{FFFD}")
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", " ", "{", "[", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "-", "1.", ".5", "1e", "+1", "nul",
            "truex", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\u{1}\"", "[1] 2", "NaN", "'a'", "[1 2]", "\"\\",
        ])
    func refuses(_ text: String) {
        #expect(throws: JSONSyntaxError.self) { try parse(text) }
    }

    @Test("invalid UTF-8 in a string is refused")
    func invalidUTF8() {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    }

    @Test("nesting beyond the limit is refused, not followed")
    func depth() throws {
        let limit = Limits.jsonDepth
        let nested = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
        _ = try parse(nested)
        #expect(throws: JSONSyntaxError.self) { try parse("[" + nested + "]") }
        #expect(throws: JSONSyntaxError.self) { try parse(String(repeating: "[", count: 1 << 20)) }
        #expect(throws: JSONSyntaxError.self) { try parse(String(repeating: "{\"a\":", count: 1 << 18)) }
    }

    @Test("mutated texts never trap, and what is accepted Foundation accepts too", arguments: SeededGenerator.seeds)
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let original = Array(#"{"sql":"SELECT \"a\" FROM t\u00e9","n":[1,-2.5e3,true,null],"o":{"k":"v"}}"#.utf8)
        for _ in 0..<3000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(Array("{}[]\",:\\u0e1".utf8).randomElement(using: &random) ?? 0, at: index)
                }
            }
            guard (try? JSONParser.parse(bytes)) != nil else { continue }
            let foundation = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
            let hasLoneSurrogate = String(decoding: bytes, as: UTF8.self).contains("\\ud")
            #expect(foundation != nil || hasLoneSurrogate, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
