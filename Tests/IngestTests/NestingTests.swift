import Bytes
import Ingest
import Schema
import Testing

@Suite struct NestingTests {
    private func texts(_ names: [String]) -> [FieldSpec] { names.map { FieldSpec(name: $0, type: .string) } }

    private func run(_ names: [String], _ complex: ComplexTypeConfig?, _ record: String) throws -> [[Value]] {
        var run = try PipelineRun(texts(names), IngestionConfig(complexTypes: complex))
        return try run.rows(record)
    }

    @Test(
        arguments: [
            (#"{"a":{"b":{"c":"x"}}}"#, "x"), (#"{"a.b.c":"y","a":{"b":{"c":"x"}}}"#, "y"), (#"{"a":{"b":"x"}}"#, nil),
            (#"{"a":[{"b":{"c":"x"}}]}"#, nil), (#"{"a":{"b.c":"x"}}"#, nil),
            (#"{"a.b.c":null,"a":{"b":{"c":"x"}}}"#, nil),
            (#"{"a":{"b":{"c":"x"}},"a":{}}"#, nil),
        ] as [(String, String?)])
    func dottedColumnsLookInside(_ record: String, _ expected: String?) throws {
        let value = expected.map { Value.string(ByteString($0)) } ?? .null
        #expect(try run(["a.b.c"], nil, record) == [[value]])
    }

    @Test func flattens() throws {
        let record = #"{"a":{"b":{"c":1,"d":[1,2]},"e":[{"f":1}]},"a__g":"flat"}"#
        let names = ["a__b__c", "a__b__d", "a__e", "a__g"]
        func rows(_ stringification: ComplexTypeConfig.Stringification) throws -> [Value] {
            var run = try PipelineRun(
                texts(["a__b__c", "a__g"])
                    + [
                        FieldSpec(name: "a__b__d", type: .string, isMultiValue: true),
                        FieldSpec(name: "a__e", type: .json),
                    ],
                IngestionConfig(complexTypes: ComplexTypeConfig(delimiter: "__", stringification: stringification)))
            return try run.rows(record)[0]
        }
        #expect(names.count == 4)
        let list = Value.list([.string("1"), .string("2")])
        #expect(try rows(.nonPrimitive) == [.string("1"), .string("flat"), list, .string(#"[{"f":1}]"#)])
        #expect(try rows(.none) == [.string("1"), .string("flat"), list, .string(#"[{"f":1}]"#)])
        #expect(try rows(.all)[2] == .list([.string("[1,2]")]))
        // Text columns take arrays only as text.
        #expect(throws: RecordError.self) {
            try run(["a"], ComplexTypeConfig(stringification: .none), #"{"a":[{}]}"#)
        }
        #expect(try run(["a"], ComplexTypeConfig(), #"{"a":[{}]}"#) == [[.string("[{}]")]])
    }

    @Test func objectsThatAreColumnsStayWhole() throws {
        var run = try PipelineRun(
            [FieldSpec(name: "a", type: .json), FieldSpec(name: "a.b", type: .long)],
            IngestionConfig(complexTypes: ComplexTypeConfig()))
        #expect(try run.rows(#"{"a":{"b":1}}"#) == [[.string(#"{"b":1}"#), .integer(1)]])
    }

    @Test func unnests() throws {
        let complex = ComplexTypeConfig(fieldsToUnnest: ["items", "items.parts"])
        let names = ["id", "items.sku", "items.parts.p", "items.parts"]
        let record = """
            {"id":"o","items":[{"sku":"a","parts":[{"p":"1"},{"p":"2"}]},{"sku":"b","parts":[]},{"sku":"c"},
            {"parts":["x"]},"loose",null]}
            """
        func row(_ values: String?...) -> [Value] { values.map { $0.map { .string(ByteString($0)) } ?? .null } }
        #expect(
            try run(names, complex, record) == [
                row("o", "a", "1", nil), row("o", "a", "2", nil), row("o", "b", nil, nil),
                row("o", "c", nil, nil), row("o", nil, nil, "x"), row("o", nil, nil, nil), row("o", nil, nil, nil),
            ])
        #expect(try run(names, complex, #"{"id":"o"}"#) == [row("o", nil, nil, nil)])
        #expect(try run(names, complex, #"{"id":"o","items":[]}"#) == [row("o", nil, nil, nil)])
        #expect(try run(names, complex, #"{"id":"o","items":{"sku":"a"}}"#) == [row("o", "a", nil, nil)])
    }

    @Test func twoArraysGiveEveryPair() throws {
        let complex = ComplexTypeConfig(fieldsToUnnest: ["b", "a"])
        let rows = try run(["a", "b"], complex, #"{"a":[1,2],"b":["x","y"]}"#)
        #expect(rows.map { $0.map { "\($0)" } }.count == 4)
        #expect(rows.map { "\($0)" } == Set(rows.map { "\($0)" }).sorted())
    }

    @Test func transformsAndFilterSeeEachRow() throws {
        var config = IngestionConfig.transforms([("big", "\"items.n\" * 10")], filter: "items.n < 2")
        config.complexTypes = ComplexTypeConfig(fieldsToUnnest: ["items"])
        var run = try PipelineRun([FieldSpec(name: "big", type: .long)], config)
        #expect(try run.rows(#"{"items":[{"n":1},{"n":2},{"n":3}]}"#) == [[.integer(20)], [.integer(30)]])
        #expect(try run.rows(#"{"items":[{"n":1}]}"#).isEmpty)
        // All rows of a record, or none.
        #expect(throws: RecordError.self) { try run.rows(#"{"items":[{"n":2},{"n":"x"}]}"#) }
    }

    @Test func renamesPrefixes() throws {
        let prefixes = [
            ComplexTypeConfig.Prefix(old: "a.", new: ""), .init(old: "a.deep.", new: "d_"),
            .init(old: "old", new: "new"),
        ]
        let complex = ComplexTypeConfig(prefixesToRename: prefixes)
        let record = #"{"a":{"b":"1","deep":{"c":"2"}},"old_x":"3","same":"4"}"#
        #expect(
            try run(["b", "d_c", "new_x", "same"], complex, record)
                == [[.string("1"), .string("2"), .string("3"), .string("4")]])
        let error = #expect(throws: RecordError.self) { try run(["b"], complex, #"{"a":{"b":1},"b":2}"#) }
        #expect(error?.kind == .malformed)
        #expect(try run(["b"], complex, #"{"a":{"b":1},"b":null}"#) == [[.string("1")]])
    }

    @Test func limitsRowsAndValues() throws {
        let complex = ComplexTypeConfig(fieldsToUnnest: ["a", "b"])
        func array(_ count: Int) -> String { "[" + repeatElement("1", count: count).joined(separator: ",") + "]" }
        #expect(try run(["a", "b"], complex, "{\"a\":\(array(128)),\"b\":\(array(128))}").count == 16_384)
        let rows = #expect(throws: RecordError.self) {
            try run(["a", "b"], complex, "{\"a\":\(array(129)),\"b\":\(array(128))}")
        }
        #expect(rows?.code == "TOO_MANY_ROWS")
        let long = String(repeating: "x", count: 100_000)
        let bytes = #expect(throws: RecordError.self) {
            try run(["a", "c"], complex, "{\"a\":\(array(1000)),\"c\":\"\(long)\"}")
        }
        #expect(bytes?.code == "TOO_MANY_ROWS")
        let deep = String(repeating: "{\"a\":", count: 70) + "1" + String(repeating: "}", count: 70)
        #expect(#expect(throws: RecordError.self) { try run(["a"], complex, deep) }?.kind == .tooLarge)
    }

    @Test func malformedRecordsAreRefused() throws {
        for text in ["", "[]", "1", "{", #"{"a"}"#, #"{"a":1} x"#, #"{"a":01}"#, #"{"a":"\#u{1}"}"#] {
            let error = #expect(throws: RecordError.self, "\(text)") { try run(["a.b"], nil, text) }
            #expect(error?.kind == .malformed, "\(text)")
        }
    }
}
