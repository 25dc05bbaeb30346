import Bytes
import Ingest
import Schema
import Synchronization
import TestSupport
import Testing

@Suite struct AvroTests {
    static func schema(_ type: String) -> String {
        #"{"type":"record","name":"Top","fields":[{"name":"v","type":\#(type)}]}"#
    }

    /// The field `v` of a record in a column of some type.
    static func decode(_ bytes: [UInt8], _ schema: String, as type: DataType = .json) throws -> [Value] {
        var run = try PipelineRun(
            [FieldSpec(name: "v", type: type)], IngestionConfig(decoder: .avro(schemaJSON: schema)))
        return try run.rows(bytes).map { $0[0] }
    }

    @Test func readsWhatFastavroWrites() throws {
        let lines = try Samples.lines("avro.txt")
        #expect(lines.count == 160)
        for line in lines {
            let expected = Value.string(ByteString(line[2]))
            #expect(try Self.decode(Samples.bytes(hex: line[1]), line[0]) == [expected], "\(line[0])")
        }
    }

    @Test func noBytesStopTheProcess() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var errors = 0
        for line in try Samples.lines("avro.txt") {
            var run = try PipelineRun(
                [FieldSpec(name: "v", type: .json)], IngestionConfig(decoder: .avro(schemaJSON: line[0])))
            let original = Samples.bytes(hex: line[1])
            for _ in 0..<40 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
                do throws(RecordError) { _ = try run.rows(bytes) } catch { errors += 1 }
            }
        }
        #expect(errors > 0)
    }

    @Test(
        arguments: [
            ("\"int\"", DataType.long, [0x54], Value.integer(42)), ("\"long\"", .string, [0x01], .string("-1")),
            ("\"int\"", .boolean, [0x02], .integer(1)), ("\"boolean\"", .boolean, [1], .integer(1)),
            ("\"bytes\"", .bytes, [4, 0xFF, 0], .string(ByteString([0xFF, 0]))),
            ("\"bytes\"", .string, [2, 0xAB], .string("ab")),
            (#"{"type":"int","logicalType":"date"}"#, .timestamp, [0x02], .integer(86_400_000)),
            (#"{"type":"int","logicalType":"date"}"#, .int, [0x02], .integer(1)),
            (#"{"type":"int","logicalType":"time-millis"}"#, .long, [0x02], .integer(1)),
            (#"{"type":"int","logicalType":"time-millis"}"#, .string, [0x02], .string("00:00:00.001")),
            (#"{"type":"long","logicalType":"timestamp-micros"}"#, .timestamp, [0x01], .integer(-1)),
            (#"{"type":"long","logicalType":"timestamp-millis"}"#, .string, [0], .string("1970-01-01 00:00:00.0")),
            (#"{"type":"long","logicalType":"unheard-of"}"#, .long, [0x02], .integer(1)),
            (
                #"{"type":"bytes","logicalType":"decimal","scale":2}"#, .bigDecimal, [4, 0xFF, 0x85],
                .string(BigDecimal(-123).orderedBytes)
            ),
            (#"{"type":"bytes","logicalType":"decimal","scale":2}"#, .string, [4, 0xFF, 0x85], .string("-1.23")),
            (#"{"type":"bytes","logicalType":"decimal","scale":2}"#, .double, [2, 0x7D], .double(1.25)),
            (#"{"type":"bytes","logicalType":"decimal","scale":3}"#, .string, [0], .string("0.000")),
            (
                #"{"type":"fixed","name":"U","size":16,"logicalType":"uuid"}"#, .string, Array(0..<16),
                .string("00010203-0405-0607-0809-0a0b0c0d0e0f")
            ),
            (#"{"type":"map","values":"int"}"#, .json, [3, 6, 2, 0x61, 2, 2, 0x62, 4, 0], .string(#"{"a":1,"b":2}"#)),
        ] as [(String, DataType, [UInt8], Value)])
    func coerces(_ type: String, _ column: DataType, _ bytes: [UInt8], _ expected: Value) throws {
        let isDecimal = column == .bigDecimal
        let value = try Self.decode(bytes, Self.schema(type), as: column)[0]
        if isDecimal, case .string(let ordered) = value {
            #expect(BigDecimal(orderedBytes: ordered)?.description == "-1.23")
        } else {
            #expect(value == expected, "\(type) as \(column)")
        }
    }

    @Test(
        arguments: [
            ("\"int\"", [], "MALFORMED_RECORD"), ("\"int\"", [0x80], "MALFORMED_RECORD"),
            ("\"int\"", [0x02, 0], "MALFORMED_RECORD"),
            ("\"int\"", [0x80, 0x80, 0x80, 0x80, 0x10], "MALFORMED_RECORD"),
            ("\"long\"", Array(repeating: 0xFF, count: 11), "MALFORMED_RECORD"),
            ("\"boolean\"", [2], "MALFORMED_RECORD"), ("\"string\"", [1], "MALFORMED_RECORD"),
            ("\"string\"", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], "MALFORMED_RECORD"),
            ("[\"null\",\"int\"]", [4], "MALFORMED_RECORD"), ("[\"null\",\"int\"]", [1], "MALFORMED_RECORD"),
            (#"{"type":"enum","name":"E","symbols":["A"]}"#, [2], "MALFORMED_RECORD"),
            (#"{"type":"array","items":"null"}"#, [0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0], "VALUE_TOO_LARGE"),
            (#"{"type":"array","items":"null"}"#, [0xFE, 0xFF, 0x7F, 0], "VALUE_TOO_LARGE"),
            (#"{"type":"array","items":"int"}"#, [1] + Array(repeating: 0xFF, count: 9) + [1], "MALFORMED_RECORD"),
            (#"{"type":"record","name":"R","fields":[{"name":"r","type":"R"}]}"#, [], "VALUE_TOO_LARGE"),
            (#"{"type":"int","logicalType":"time-millis"}"#, [1], "VALUE_OUT_OF_RANGE"),
        ] as [(String, [UInt8], String)])
    func refusesRecords(_ type: String, _ bytes: [UInt8], _ code: String) {
        let error = #expect(throws: RecordError.self, "\(type)") { try Self.decode(bytes, Self.schema(type)) }
        #expect(error?.code == code, "\(type): \(String(describing: error))")
    }

    @Test(arguments: [
        "", "{", "\"int\"", "[\"null\",\"int\"]", "[]", schema("\"nothing\""), schema("[]"), schema("[[\"int\"]]"),
        schema(#"{"type":"enum","name":"E"}"#), schema(#"{"type":"fixed","name":"F","size":-1}"#),
        schema(#"{"type":"fixed","size":1}"#), schema(#"{"type":"array"}"#), schema(#"{"type":"record","name":"R"}"#),
        schema(#"{"type":"record","name":"Top","fields":[]}"#), schema("7"),
        schema(#"{"type":"bytes","logicalType":"decimal","scale":-1}"#),
        #"{"type":"record","name":"T","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}"#,
    ])
    func refusesSchemas(_ schema: String) {
        #expect(throws: ConfigError.self, "\(schema)") { try Self.decode([], schema) }
    }

    @Test func namesAreFoundInTheirNamespaces() throws {
        let schema = """
            {"type":"record","name":"a.b.Top","fields":[{"name":"e","type":{"type":"enum","name":"E","symbols":["X"]}},
            {"name":"v","type":{"type":"record","name":"In","namespace":"c","fields":[{"name":"x","type":"a.b.E"},
            {"name":"y","type":["null","In"]}]}},{"name":"w","type":"E"}]}
            """
        #expect(try Self.decode([0, 0, 2, 0, 0, 0], schema) == [.string(#"{"x":"X","y":{"x":"X","y":null}}"#)])
    }

    @Test func nestedValuesFlattenLikeJSON() throws {
        let schema = """
            {"type":"record","name":"T","fields":[{"name":"user","type":{"type":"record","name":"U","fields":[
            {"name":"name","type":"string"}]}},{"name":"items","type":{"type":"array","items":{"type":"map","values":"long"}}}]}
            """
        let bytes: [UInt8] = [2, 0x61, 4, 2, 2, 0x6E, 2, 0, 2, 2, 0x6E, 4, 0, 0]
        let fields = [FieldSpec(name: "user.name", type: .string), FieldSpec(name: "items.n", type: .long)]
        var config = IngestionConfig(decoder: .avro(schemaJSON: schema))
        var plain = try PipelineRun(fields, config)
        #expect(try plain.rows(bytes) == [[.string("a"), .null]])
        config.complexTypes = ComplexTypeConfig(fieldsToUnnest: ["items"])
        var run = try PipelineRun(fields, config)
        #expect(try run.rows(bytes) == [[.string("a"), .integer(1)], [.string("a"), .integer(2)]])
    }
}

/// A registry in memory that counts how often it is asked.
final class TestRegistry: AvroSchemaSource {
    private let state = Mutex<(schemas: [UInt32: String], isDown: Bool, requests: Int)>(([:], false, 0))

    init(_ schemas: [UInt32: String] = [:]) { state.withLock { $0.schemas = schemas } }

    var requests: Int { state.withLock { $0.requests } }

    func set(isDown: Bool) { state.withLock { $0.isDown = isDown } }

    func writerSchema(
        id: UInt32, in registry: AvroRegistryConfig
    ) throws(AvroSchemaSourceError) -> [UInt8] {
        let (schema, isDown) = state.withLock { state in
            state.requests += 1
            return (state.schemas[id], state.isDown)
        }
        if isDown { throw .unavailable("\(registry.url) does not answer") }
        guard let schema else { throw .unknown("not found") }
        return Array(schema.utf8)
    }
}

@Suite struct FramedAvroTests {
    @Test func readsByTheSchemaThatTheRecordNames() throws {
        let registry = TestRegistry([1: AvroTests.schema("\"int\""), 258: AvroTests.schema("\"string\""), 3: "\"int\""])
        var run = try PipelineRun(
            [FieldSpec(name: "v", type: .string)],
            IngestionConfig(decoder: .confluentAvro(AvroRegistryConfig(url: "http://r"))), avroSchemas: registry)
        for _ in 0..<3 {
            #expect(try run.rows([0, 0, 0, 0, 1, 0x54]) == [[.string("42")]])
            #expect(try run.rows([0, 0, 0, 1, 2, 2, 0x61]) == [[.string("a")]])
        }
        #expect(registry.requests == 2)
        func code(_ bytes: [UInt8]) -> String? {
            #expect(throws: RecordError.self) { try run.rows(bytes) }?.code
        }
        #expect(code([1, 0, 0, 0, 1, 0x54]) == "MALFORMED_RECORD")
        #expect(code([0, 0, 0]) == "MALFORMED_RECORD")
        #expect(code([]) == "MALFORMED_RECORD")
        #expect(code([0, 0, 0, 0, 9, 0x54]) == "UNKNOWN_AVRO_SCHEMA")
        #expect(code([0, 0, 0, 0, 3, 0x54]) == "UNKNOWN_AVRO_SCHEMA")
        registry.set(isDown: true)
        #expect(code([0, 0, 0, 0, 9, 0x54]) == "SCHEMA_REGISTRY_UNAVAILABLE")
        #expect(try run.rows([0, 0, 0, 0, 1, 0x54]) == [[.string("42")]], "what is known needs no registry")
    }
}
