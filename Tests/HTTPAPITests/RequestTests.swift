import HTTPAPI
import SQL
import TestSupport
import Testing

@Suite("Requests")
struct RequestTests {
    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? RequestError)?.code
        }
    }

    @Test("query options are pairs between semicolons")
    func options() throws {
        let options = try QueryOptionsText.parse(" timeoutMs = 100 ; a=b=c;;flag=; ")
        #expect(
            options == [
                QueryOption(key: "timeoutMs", value: "100"), QueryOption(key: "a", value: "b=c"),
                QueryOption(key: "flag", value: ""),
            ])
        #expect(try QueryOptionsText.parse("") == [])
        for text in ["a", "=1", " = 1", "a=1;b"] {
            #expect(code { _ = try QueryOptionsText.parse(text) } == "INVALID_QUERY_OPTIONS", "\(text)")
        }
        let tooMany = String(repeating: "a=1;", count: Limits.queryOptionCount + 1)
        #expect(code { _ = try QueryOptionsText.parse(tooMany) } == "INVALID_QUERY_OPTIONS")
    }

    @Test("a query's body needs its statement, and may hold what Pinot's clients add")
    func queryBody() throws {
        let request = try QueryRequest(
            json: Array(#"{"sql":"SELECT 1","trace":false,"queryOptions":"k=v","extra":[1]}"#.utf8))
        #expect(request.sql == "SELECT 1")
        #expect(request.options == [QueryOption(key: "k", value: "v")])
        for body in ["{}", "[]", "1", #"{"sql":1}"#, #"{"sql":null}"#] {
            #expect(code { _ = try QueryRequest(json: Array(body.utf8)) } == "MISSING_SQL", "\(body)")
        }
        #expect(code { _ = try QueryRequest(json: Array("SELECT 1".utf8)) } == "INVALID_JSON")
        let traced = Array(#"{"sql":"SELECT 1","trace":true}"#.utf8)
        #expect(code { _ = try QueryRequest(json: traced) } == "UNSUPPORTED_TRACE")
    }

    @Test("parameters are decoded as an HTML form's")
    func parameters() throws {
        let parameters = try QueryParameters("sql=select+%27a%26b%27&empty=&flag&n=12&sql=second")
        #expect(parameters["sql"] == "select 'a&b'")
        #expect(parameters["empty"] == "")
        #expect(parameters["flag"] == "")
        #expect(parameters["absent"] == nil)
        #expect(try parameters.integer("n", in: 0...100) == 12)
        #expect(try parameters.integer("absent", in: 0...100) == nil)
        #expect(code { _ = try parameters.integer("n", in: 0...11) } == "INVALID_PARAMETER")
        #expect(code { _ = try parameters.integer("flag", in: 0...11) } == "INVALID_PARAMETER")
        #expect(code { _ = try parameters.require("empty") } == "MISSING_PARAMETER")
        for bad in ["a=%", "a=%4", "a=%zz", "%ff=1", "a=%ff"] {
            #expect(code { _ = try QueryParameters(bad) } == "MALFORMED_URL", "\(bad)")
        }
    }

    @Test("percent-encoding is undone by decoding", arguments: SeededGenerator.seeds)
    func percentCoding(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let scalars = (0..<8).map { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random)) ?? "x"
            }
            let text = String(String.UnicodeScalarView(scalars))
            let decoded = PercentCoding.decode(Substring(PercentCoding.encode(text)), plusIsSpace: true)
            #expect(decoded.map { Array($0.utf8) } == Array(text.utf8), "seed \(seed)")
        }
    }

    @Test("table names are taken apart and put together")
    func tableNames() throws {
        #expect(TableNames.rawName("t_REALTIME") == "t")
        #expect(TableNames.rawName("t_OFFLINE") == "t")
        #expect(TableNames.rawName("t") == "t")
        #expect(TableNames.rawName("_OFFLINE") == "_OFFLINE")
        #expect(try TableNames.name("t", type: "realtime") == "t_REALTIME")
        #expect(try TableNames.name("t_OFFLINE", type: "REALTIME") == "t_REALTIME")
        #expect(try TableNames.name("t", type: nil) == "t")
        #expect(code { _ = try TableNames.name("t", type: "hybrid") } == "INVALID_PARAMETER")
    }

    @Test("base64 as in RFC 4648")
    func base64() {
        let examples = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foobar": "Zm9vYmFy"]
        for (plain, encoded) in examples { #expect(Base64.encode(Array(plain.utf8)) == encoded) }
        #expect(Base64.encode([0xFF, 0xFE, 0xFD, 0xFC]) == "//79/A==")
    }

    @Test("Prometheus labels and numbers")
    func prometheus() {
        #expect(MetricsText.labels([]) == "")
        #expect(MetricsText.labels([("table", "a\"b\\c\nd"), ("p", "0")]) == #"{table="a\"b\\c\nd",p="0"}"#)
        #expect(MetricsText.number(3) == "3")
        #expect(MetricsText.number(0.25) == "0.25")
        #expect(MetricsText.number(.infinity) == "+Inf")
        #expect(MetricsText.number(.nan) == "NaN")
    }
}
