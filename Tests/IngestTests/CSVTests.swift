import Bytes
import Ingest
import Schema
import TestSupport
import Testing

@Suite struct CSVTests {
    static let dialects: [String: CSVConfig] = {
        let header = ["a", "b", "c", "d", "e"]
        let backslash = UInt8(ascii: "\\")
        return [
            "rfc4180": CSVConfig(header: header), "all-quoted": CSVConfig(header: header),
            "tabs": CSVConfig(header: header, delimiter: 9),
            "single-quotes": CSVConfig(header: header, delimiter: UInt8(ascii: "|"), quote: UInt8(ascii: "'")),
            "escapes": CSVConfig(header: header, quote: nil, escape: backslash),
            "escaped-quotes": CSVConfig(header: header, escape: backslash),
        ]
    }()

    static func run(_ config: CSVConfig, _ fields: [FieldSpec]? = nil) throws -> PipelineRun {
        let texts = config.header.map { FieldSpec(name: $0, type: .string) }
        return try PipelineRun(fields ?? texts, IngestionConfig(decoder: .csv(config)))
    }

    @Test func readsWhatPythonWrites() throws {
        let lines = try Samples.lines("csv.txt")
        #expect(lines.count == 360)
        for line in lines {
            var run = try Self.run(try #require(Self.dialects[line[0]]))
            guard case .array(let fields) = try JSONValue(parsing: Array(line[2].utf8)) else { continue }
            let expected = fields.map { field -> Value in
                guard case .string(let text) = field else { return .null }
                return .string(ByteString(text))
            }
            let text = String(decoding: Samples.bytes(hex: line[1]), as: UTF8.self)
            #expect(try run.rows(text) == [expected], "\(line[0]): \(text)")
        }
    }

    @Test func readsWhatItsOwnRulesWrite() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("ab,\"\n\r; \t\\é")
        var run = try Self.run(CSVConfig(header: ["a", "b", "c"]))
        for _ in 0..<500 {
            let fields = (0..<3).map { _ in
                String(
                    (0..<Int.random(in: 0...5, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a"
                    })
            }
            let text = fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
            #expect(try run.rows(text) == [fields.map { .string(ByteString($0)) }], "\(text)")
        }
    }

    static let fields = [
        FieldSpec(name: "n", type: .long), FieldSpec(name: "s", type: .string),
        FieldSpec(name: "m", type: .string, isMultiValue: true), FieldSpec(name: "b", type: .boolean),
    ]

    @Test(
        arguments: [
            ("1,x,p;q,true", [Value.integer(1), .string("x"), .list([.string("p"), .string("q")]), .integer(1)]),
            ("1,x;y,p,true\n", [.integer(1), .string("x;y"), .list([.string("p")]), .integer(1)]),
            (",,,", [.null, .null, .null, .null]), ("\"\",\"\",\"\",\"\"", [.null, .string(""), .null, .null]),
            ("NA,\"NA\",NA,NA\r\n", [.null, .string("NA"), .null, .null]),
            ("1, x ,;,false", [.integer(1), .string(" x "), .list([.string(""), .string("")]), .integer(0)]),
            (
                "1,\"a\nb\",\"p;q\",true",
                [.integer(1), .string("a\nb"), .list([.string("p"), .string("q")]), .integer(1)]
            ),
        ] as [(String, [Value])])
    func coerces(_ text: String, _ expected: [Value]) throws {
        var run = try Self.run(CSVConfig(header: ["n", "s", "m", "b"], nullText: "NA"), Self.fields)
        #expect(try run.rows(text) == [expected])
    }

    @Test(arguments: [
        ("1,2", "2 fields where the header has 3"), ("1,2,3,4", "4 fields where the header has 3"), ("", "1 fields"),
        ("1,2,3\n4,5,6", "one record"), ("\"1,2,3", "closing quote"), ("\"1\"x,2,3", "delimiter"),
        ("1\r2,2,3", "one record"),
    ])
    func refuses(_ text: String, _ word: String) throws {
        var run = try Self.run(CSVConfig(header: ["a", "b", "c"]))
        let error = #expect(throws: RecordError.self, "\(text)") { try run.rows(text) }
        #expect(
            error?.code == "MALFORMED_RECORD" && error?.detail.contains(word) == true, "\(String(describing: error))")
    }

    @Test func valuesThatDoNotFitNameTheirColumn() throws {
        var run = try Self.run(CSVConfig(header: ["n", "s", "m", "b"]), Self.fields)
        let error = #expect(throws: RecordError.self) { try run.rows("x,,,") }
        #expect(error?.code == "WRONG_TYPE" && error?.column == "n")
        #expect(throws: RecordError.self) { try run.rows([0x31, 0x2C, 0xFF, 0x2C, 0x2C]) }
    }

    @Test func commentsAreNoData() throws {
        var run = try Self.run(CSVConfig(header: ["a"], commentMarker: UInt8(ascii: "#")))
        #expect(try run.rows("# a, b and c").isEmpty)
        #expect(try run.rows("a#").count == 1)
    }

    @Test func spacesAndMySQL() throws {
        var spaces = try Self.run(CSVConfig(header: ["a", "b"], trimsSpaces: true))
        #expect(try spaces.rows("  x y \t,  \" q \"  ") == [[.string("x y"), .string(" q ")]])
        let mysql = CSVConfig(
            header: ["a", "b", "c"], delimiter: 9, quote: nil, escape: UInt8(ascii: "\\"), nullText: "\\N")
        var run = try Self.run(mysql)
        #expect(try run.rows("a\\tb\t\\N\t\\\\N") == [[.string("a\tb"), .null, .string("\\N")]])
    }

    @Test func transformsReadFields() throws {
        var config = IngestionConfig.transforms([("n", "CAST(x AS LONG) * 2")], filter: "y = 'skip'")
        config.decoder = .csv(CSVConfig(header: ["x", "y"]))
        var run = try PipelineRun([FieldSpec(name: "n", type: .long)], config)
        #expect(try run.rows("21,keep") == [[.integer(42)]])
        #expect(try run.rows("21,skip").isEmpty)
    }
}
