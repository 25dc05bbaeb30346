import Schema
import Testing

@Suite struct SchemaCompatibilityTests {
    private let old = Schema(
        name: "s",
        fields: [
            FieldSpec(name: "a", type: .int), FieldSpec(name: "b", type: .double, defaultValue: .double(0.5)),
            FieldSpec(name: "t", type: .long, role: .dateTime, format: "EPOCH"),
        ])

    private func changed(_ change: (inout Schema) -> Void) -> Schema {
        var new = old
        change(&new)
        return new
    }

    @Test func acceptsTheSameAndAddedColumns() throws {
        try checkCompatibility(of: old, with: old)
        try checkCompatibility(of: changed { $0.fields.insert(FieldSpec(name: "c", type: .string), at: 0) }, with: old)
        try checkCompatibility(of: changed { $0.fields.reverse() }, with: old)
        let added = FieldSpec(name: "c", type: .int, defaultValue: .integer(1), isNotNull: true)
        try checkCompatibility(of: changed { $0.fields.append(added) }, with: old)
    }

    @Test func refusesEverythingElse() {
        let changes: [(String, (inout Schema) -> Void)] = [
            ("renamed", { $0.name = "r" }), ("cannot be removed or renamed", { $0.fields.removeFirst() }),
            ("cannot be removed or renamed", { $0.fields[0].name = "A" }),
            ("cannot become LONG", { $0.fields[0].type = .long }), ("metric", { $0.fields[0].role = .metric }),
            ("several values", { $0.fields[0].isMultiValue = true }),
            ("not null", { $0.fields[0].isNotNull = true }),
            ("defaultNullValue", { $0.fields[0].defaultValue = .integer(0) }),
            ("format", { $0.fields[2].format = "EPOCH|SECONDS" }), ("primary key", { $0.primaryKeyColumns = ["a"] }),
            ("needs a default", { $0.fields.append(FieldSpec(name: "c", type: .int, isNotNull: true)) }),
        ]
        for (words, change) in changes {
            let error = #expect(throws: ConfigError.self, "\(words)") {
                try checkCompatibility(of: changed(change), with: old)
            }
            #expect(error?.code == "INCOMPATIBLE_SCHEMA")
            #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        }
    }
}
