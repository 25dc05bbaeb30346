import Ingest
import Testing

@Suite struct NewlineJSONTests {
    static func values(_ text: String, key: String? = nil) throws -> [(String, String?)] {
        let bytes = Array(text.utf8)
        return try NewlineJSON.lines(bytes, keyField: key).map { line in
            (String(decoding: bytes[line.value], as: UTF8.self), line.key.map { String(decoding: $0, as: UTF8.self) })
        }
    }

    @Test func splitsLinesAndPassesOverBlankOnes() throws {
        let lines = try Self.values("{\"a\":1}\n\n  {\"a\":2}  \r\n{\"a\":3}")
        #expect(lines.map(\.0) == [#"{"a":1}"#, #"{"a":2}"#, #"{"a":3}"#])
    }

    @Test func findsTheKeyAsTextOrAsWritten() throws {
        let lines = try Self.values(
            "{\"k\":\"a\\u0062\",\"x\":{\"k\":1}}\n{\"x\":1,\"k\":17}\n{\"k\":null}\n{\"k\":[1, 2]}", key: "k")
        #expect(lines.map(\.1) == ["ab", "17", nil, "[1, 2]"])
    }

    @Test(arguments: [
        ("{\"a\":1}\n{\"a\":}\n", 2, "MALFORMED_RECORD"), ("{}\n\nx", 3, "MALFORMED_RECORD"),
        ("[]", 1, "MALFORMED_RECORD"), ("{} {}", 1, "MALFORMED_RECORD"),
    ])
    func namesTheLineThatIsWrong(text: String, line: Int, code: String) {
        let error = #expect(throws: NewlineJSON.LineError.self) {
            try NewlineJSON.lines(Array(text.utf8), keyField: nil)
        }
        #expect(error?.line == line)
        #expect(error?.code == code)
    }

    @Test func aMissingKeyIsAnError() {
        let error = #expect(throws: NewlineJSON.LineError.self) {
            try NewlineJSON.lines(Array("{\"k\":1}\n{\"a\":1}".utf8), keyField: "k")
        }
        #expect(error?.line == 2)
        #expect(error?.code == "MISSING_VALUE")
    }
}
