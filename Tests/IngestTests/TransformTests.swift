import Bytes
import Ingest
import Schema
import Testing

@Suite struct TransformTests {
    static let fields = [
        FieldSpec(name: "id", type: .long), FieldSpec(name: "name", type: .string),
        FieldSpec(name: "out", type: .string), FieldSpec(name: "number", type: .long),
        FieldSpec(name: "at", type: .timestamp, role: .dateTime),
        FieldSpec(name: "tags", type: .string, isMultiValue: true), FieldSpec(name: "doc", type: .json),
        FieldSpec(name: "real", type: .double), FieldSpec(name: "price", type: .bigDecimal),
    ]

    private func column(
        _ name: String, _ expression: String, _ record: String, now: Int64 = 0
    ) throws -> Value {
        var run = try PipelineRun(Self.fields, .transforms([(name, expression)]))
        let position = try #require(Self.fields.firstIndex { $0.name == name })
        return try #require(try run.rows(record, now: now).first)[position]
    }

    @Test(
        arguments: [
            ("out", "oldName", #"{"oldName":"x"}"#, Value.string("x")),
            ("out", "oldName", #"{"oldName":12.50}"#, .string("12.50")), ("out", "oldName", #"{}"#, .null),
            ("tags", "labels", #"{"labels":["a",null,"b"]}"#, .list([.string("a"), .string("b")])),
            ("doc", "payload", #"{"payload":{"b":[1, 2]}}"#, .string(#"{"b":[1,2]}"#)),
            ("out", "lower(name)", #"{"name":"ABC"}"#, .string("abc")), ("out", "lower(name)", #"{}"#, .null),
            ("out", "lower(name)", #"{"name":"ABC","out":"given"}"#, .string("given")),
            ("out", "lower(name)", #"{"name":"ABC","out":null}"#, .string("abc")),
            ("out", "concat(a, b, '-')", #"{"a":"x","b":"y"}"#, .string("x-y")),
            ("out", "user.name", #"{"user":{"name":"n"}}"#, .string("n")),
            ("out", "user.name", #"{"user.name":"flat","user":{"name":"n"}}"#, .string("flat")),
            ("out", "upper(user.name)", #"{"user":{"name":"n"}}"#, .string("N")),
            ("out", #"upper("user.name")"#, #"{"user":{"name":"n"}}"#, .string("N")),
            ("out", "jsonPathString(doc, '$.a.b')", #"{"doc":{"a":{"b":"x"}}}"#, .string("x")),
            ("out", "jsonPathString(raw, '$[1].b')", #"{"raw":[0,{"b":"x"}]}"#, .string("x")),
            ("number", "a + b", #"{"a":1,"b":2}"#, .integer(3)),
            ("number", "a + b", #"{"a":1.5,"b":2.5}"#, .integer(4)),
            ("number", "a + b", #"{"a":1}"#, .null), ("number", "id * 2", #"{"id":"21"}"#, .integer(42)),
            ("number", "a > 3", #"{"a":4}"#, .integer(1)), ("number", "flag", #"{"flag":7}"#, .integer(7)),
            ("number", "at", #"{"at":"1970-01-01 00:00:01"}"#, .integer(1000)),
            ("at", "seconds * 1000", #"{"seconds":5}"#, .integer(5000)),
            ("at", "'1970-01-02'", #"{}"#, .integer(86_400_000)), ("real", "a", #"{"a":"2.5"}"#, .double(2.5)),
            ("real", "a / 2", #"{"a":5}"#, .double(2.5)), ("out", "a", #"{"a":true}"#, .string("true")),
            ("out", "CASE WHEN a > 1 THEN 'many' ELSE 'few' END", #"{"a":2}"#, .string("many")),
            (
                "price", "a", #"{"a":12345678901234567890.5}"#,
                .string(try! BigDecimal("12345678901234567890.5").orderedBytes)
            ),
            ("out", "at", #"{"at":0}"#, .string("1970-01-01 00:00:00.0")),
            ("out", "CAST(a AS STRING)", #"{"a":12345678901234567890}"#, .string("1.2345678901234567e+19")),
        ] as [(String, String, String, Value)])
    func computes(_ name: String, _ expression: String, _ record: String, _ expected: Value) throws {
        #expect(try column(name, expression, record) == expected, "\(expression) of \(record)")
    }

    @Test func nowIsTheTimeOfTheRecord() throws {
        for now in [0, 1_700_000_000_000, -5] as [Int64] {
            #expect(try column("number", "now()", "{}", now: now) == .integer(now))
            #expect(try column("number", "NOW() - 1", "{}", now: now) == .integer(now - 1))
            #expect(try column("number", "ago('PT1S')", "{}", now: now) == .integer(now - 1000))
        }
        // One form of the expression serves records of all times.
        var run = try PipelineRun(Self.fields, .transforms([("number", "now()")]))
        #expect(try run.rows("{}", now: 1)[0][3] == .integer(1))
        #expect(try run.rows("{}", now: 2)[0][3] == .integer(2))
    }

    @Test func typesMayDifferFromRecordToRecord() throws {
        var run = try PipelineRun(Self.fields, .transforms([("out", "concat(cast(a AS STRING), '!')")]))
        for (value, expected) in [("1", "1!"), ("\"x\"", "x!"), ("2.5", "2.5!"), ("true", "true!"), ("[1]", "[1]!")] {
            #expect(try run.rows("{\"a\":\(value)}")[0][2] == .string(ByteString(expected)), "\(value)")
        }
        #expect(try run.rows("{}")[0][2] == .null)
    }

    @Test func transformsReadEachOther() throws {
        var run = try PipelineRun(
            Self.fields,
            .transforms([("out", "upper(middle)"), ("middle", "concat(name, x, '')"), ("number", "length(out)")]))
        let row = try run.rows(#"{"name":"a","x":"b"}"#)[0]
        #expect(row[2] == .string("AB") && row[3] == .integer(2))
        // A member of the name of an intermediate result takes its place.
        #expect(try run.rows(#"{"name":"a","x":"b","middle":"given"}"#)[0][2] == .string("GIVEN"))
        // And so does one of the name of a column, coerced.
        #expect(try run.rows(#"{"name":"a","x":"b","out":123}"#)[0][3] == .integer(3))
    }

    @Test(arguments: [
        ([("out", "lower(number2)"), ("number2", "out")], "circle"), ([("out", "lower(out)")], "circle"),
        ([("nobody", "lower(name)")], "no column"), ([("out", "lower(")], "expected"),
        ([("out", "nofunction(name)")], "no function"), ([("out", "lower(name, 1)")], "takes"),
        ([("out", "lower(id)")], "lower"), ([("out", "COUNT(*)")], "COUNT"), ([("out", "name name")], "expected"),
        ([("out", "SELECT 1")], "found"),
    ])
    func refusesAtOnce(_ pairs: [(String, String)], _ word: String) {
        let error = #expect(throws: ConfigError.self) { try PipelineRun(Self.fields, .transforms(pairs)) }
        #expect(
            error?.path == "$.ingestionConfig.transformConfigs" && error?.detail.contains(word) == true,
            "\(String(describing: error))")
    }

    @Test(arguments: [
        ("number", "a / b", #"{"a":1,"b":0}"#, "zero"), ("number", "CAST(a AS LONG)", #"{"a":"x"}"#, "cast"),
        ("number", "a + 1", #"{"a":9223372036854775807}"#, "outside"), ("number", "lower(a)", #"{"a":5}"#, "lower"),
        ("number", "a || 'x'", #"{"a":"1"}"#, "1x"), ("number", "a / 2", #"{"a":1}"#, "0.5"),
    ])
    func errorsNameTheColumn(_ name: String, _ expression: String, _ record: String, _ word: String) throws {
        let error = #expect(throws: RecordError.self) { try column(name, expression, record) }
        #expect(error?.code == "TRANSFORM_FAILED" && error?.column == name, "\(String(describing: error))")
        #expect(error?.detail.contains(word) == true, "\(String(describing: error))")
    }

    @Test func textThatIsNotUTF8FailsWhereItIsRead() throws {
        var run = try PipelineRun(Self.fields, .transforms([("out", "lower(a)")]))
        let bytes = Array(#"{"a":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        let error = #expect(throws: RecordError.self) { try run.rows(bytes) }
        #expect(error?.kind == .transformFailed)
        #expect(try run.rows(#"{"a":"X"}"#)[0][2] == .string("x"))
    }

    @Test func theFilterLeavesOutWhatItIsTrueFor() throws {
        var run = try PipelineRun(Self.fields, .transforms([("out", "lower(kind)")], filter: "out = 'test' OR id < 0"))
        #expect(try run.rows(#"{"kind":"TEST"}"#).isEmpty)
        #expect(try run.rows(#"{"kind":"real","id":-1}"#).isEmpty)
        #expect(try run.rows(#"{"kind":"real","id":1}"#).count == 1)
        #expect(try run.rows(#"{"id":1}"#).count == 1, "NULL is not true")
        // What is left out need not fit.
        #expect(try run.rows(#"{"kind":"test","number":"x"}"#).isEmpty)
        #expect(throws: RecordError.self) { try run.rows(#"{"kind":"real","number":"x"}"#) }
        var failing = try PipelineRun(Self.fields, .transforms([], filter: "1 / a > 2"))
        let error = #expect(throws: RecordError.self) { try failing.rows(#"{"a":0}"#) }
        #expect(error?.code == "FILTER_FAILED")
        #expect(throws: ConfigError.self) { try PipelineRun(Self.fields, .transforms([], filter: "lower(name)")) }
    }

    @Test func defaultsComeLast() throws {
        let fields = [
            FieldSpec(name: "a", type: .string, defaultValue: .string("none")),
            FieldSpec(name: "b", type: .long), FieldSpec(name: "c", type: .long, isNotNull: true),
        ]
        var run = try PipelineRun(fields, .transforms([("b", "length(a)"), ("c", "x")]))
        #expect(try run.rows(#"{"x":1}"#) == [[.string("none"), .null, .integer(1)]])
        let error = #expect(throws: RecordError.self) { try run.rows("{}") }
        #expect(error?.kind == .missing && error?.column == "c")
    }

    @Test func aDefaultTimeIsNotChecked() throws {
        let field = FieldSpec(
            name: "at", type: .timestamp, role: .dateTime, defaultValue: .integer(0), format: "TIMESTAMP")
        var run = try PipelineRun([field], IngestionConfig(checkedTimeColumn: "at"))
        #expect(try run.rows("{}") == [[.integer(0)]])
        #expect(throws: RecordError.self) { try run.rows(#"{"at":0}"#) }
    }

    @Test(arguments: [
        "1:MILLISECONDS:EPOCH", "1:SECONDS:EPOCH", "15:MINUTES:EPOCH", "1:DAYS:EPOCH", "1500:MILLISECONDS:EPOCH",
    ])
    func refusesTimesThatCannotBeMeant(_ format: String) throws {
        let field = FieldSpec(name: "at", type: .long, role: .dateTime, format: format)
        let unit = try #require(field.timeUnit) / .milliseconds(1)
        let first = Int64((31_536_000_000 / unit).rounded(.up))
        let end = Int64((3_187_296_000_000 / unit).rounded(.up))
        for transforms in [[], [TransformConfig(column: "at", expression: "x")]] {
            var run = try PipelineRun([field], IngestionConfig(transforms: transforms, checkedTimeColumn: "at"))
            for good in [first, end - 1] { #expect(try run.rows("{\"at\":\(good)}") == [[.integer(good)]]) }
            #expect(try run.rows("{}") == [[.null]])
            for bad in [first - 1, end, 0, .max, .min] {
                let error = #expect(throws: RecordError.self, "\(bad)") { try run.rows("{\"at\":\(bad)}") }
                #expect(error?.code == "OUT_OF_TIME_RANGE" && error?.column == "at")
            }
        }
    }
}
