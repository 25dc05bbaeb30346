import Bytes
import Foundation
import HTTPAPI
import Schema
import TestSupport
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("commas are put between members and elements, and nowhere else")
    func structure() {
        let json = text { writer in
            writer.object { writer in
                writer.member("a", 1)
                writer.object("empty") { _ in }
                writer.array("list", of: [1, 2, 3]) { $0.integer($1) }
                writer.member("none", [String]())
                writer.key("null")
                writer.null()
                writer.key("raw")
                writer.raw(Array(#"{"x":1}"#.utf8))
                writer.member("last", true)
            }
        }
        #expect(json == #"{"a":1,"empty":{},"list":[1,2,3],"none":[],"null":null,"raw":{"x":1},"last":true}"#)
    }

    @Test("integers keep all their digits", arguments: [0, -1, 9, 10, 9_007_199_254_740_993, Int64.max, Int64.min])
    func integers(_ number: Int64) {
        #expect(text { $0.integer(number) } == String(number))
    }

    @Test("an unsigned integer over Int64 keeps all its digits")
    func unsignedIntegers() {
        #expect(text { $0.integer(UInt64.max) } == String(UInt64.max))
    }

    @Test("what is not finite is written as Java names it")
    func nonFiniteNumbers() {
        for (value, name) in [(Double.nan, "NaN"), (.infinity, "Infinity"), (-.infinity, "-Infinity")] {
            var (double, float): ([UInt8], [UInt8]) = ([], [])
            JSONText.append(double: value, to: &double)
            JSONText.append(float: Float(value), to: &float)
            #expect(String(decoding: double, as: UTF8.self) == "\"\(name)\"")
            #expect(double == float)
        }
    }

    @Test("a float is written with the digits that a float needs")
    func floats() {
        var bytes: [UInt8] = []
        JSONText.append(float: 0.1, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "0.1")
    }

    @Test("every control character, quote and backslash is escaped")
    func escapes() throws {
        for byte in UInt8(0)..<0x80 {
            let original = "a\(Character(Unicode.Scalar(byte)))b"
            let json = text { $0.string(original) }
            #expect(json.utf8.allSatisfy { $0 >= 0x20 }, "byte \(byte)")
            #expect(try parsed(json) as? String == original, "byte \(byte)")
        }
    }

    @Test("bytes that are not UTF-8 are replaced, not passed on")
    func invalidUTF8() throws {
        for bytes: [UInt8] in [[0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC0, 0xAF]] {
            var writer = JSONWriter()
            writer.string(ByteString(bytes))
            #expect(String(validating: writer.bytes, as: UTF8.self) != nil)
            let text = try #require(try parsed(String(decoding: writer.bytes, as: UTF8.self)) as? String)
            #expect(text.unicodeScalars.contains("\u{FFFD}"), "\(bytes)")
        }
    }

    @Test("random strings read back as they were", arguments: SeededGenerator.seeds)
    func randomStrings(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let scalars = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) ?? "\u{0}"
            }
            let original = String(String.UnicodeScalarView(scalars))
            let back = try parsed(text { $0.string(original) }) as? String
            // Compared as scalars: String's == would accept another normal form.
            #expect(back.map { Array($0.unicodeScalars) } == scalars, "seed \(seed)")
        }
    }

    @Test("random doubles read back as the same bits", arguments: SeededGenerator.seeds)
    func randomDoubles(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            var bytes: [UInt8] = []
            JSONText.append(double: value, to: &bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(Double(text)?.bitPattern == value.bitPattern, "seed \(seed): \(text)")
            #expect(throws: Never.self) { try JSONValue(parsing: bytes) }
        }
    }
}

/// What Foundation reads from a JSON text, which need not be an object or array.
func parsed(_ json: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(json.utf8), options: [.fragmentsAllowed])
}
