import Schema

/// What makes rows of a table versions of each other, and which of them wins.
public struct UpsertRules: Sendable {
    /// Rows with the same values in these columns have the same key. NULL is a value like others here.
    public let keys: [FieldSpec]
    /// The first of these columns that is not NULL in a row is the row's comparison value.
    public let comparison: [FieldSpec]
    /// A row in which this column is true says that its key is deleted.
    public let deletion: FieldSpec?
    /// The bits of a key's hash that are used: fewer than all of them only to provoke collisions.
    public var hashMask: UInt64 = .max

    /// The rules by names of columns; `comparison` is usually the time column.
    public init(
        _ schema: Schema, keys: [String], comparison: [String], deletion: String? = nil
    ) throws(UpsertError) {
        if keys.isEmpty { throw .invalidRules("a table with upsert needs a primary key") }
        self.keys = try Self.fields(keys, schema, "primary key column")
        self.comparison = try Self.fields(comparison, schema, "comparison column")
        self.deletion = try Self.fields(deletion.map { [$0] } ?? [], schema, "deleteRecordColumn").first
        let representations = Set(self.comparison.map(\.type.representation))
        if representations.count > 1 {
            throw .invalidRules(
                "comparison columns of types that do not compare with each other: "
                    + self.comparison.map { "\($0.name) \($0.type.rawValue)" }.joined(separator: ", "))
        }
        if let deletion = self.deletion, deletion.type != .boolean {
            throw .invalidRules("deleteRecordColumn \"\(deletion.name)\" is \(deletion.type.rawValue), not BOOLEAN")
        }
    }

    private static func fields(
        _ names: [String], _ schema: Schema, _ what: String
    ) throws(UpsertError) -> [FieldSpec] {
        var fields: [FieldSpec] = []
        for name in names {
            guard let field = schema.field(named: name) else {
                throw .invalidRules("\(what) \"\(name)\" is not in the schema \(schema.name)")
            }
            if field.isMultiValue { throw .invalidRules("\(what) \"\(name)\" has several values in a row") }
            if fields.contains(where: { $0.name == name }) { throw .invalidRules("\(what) \"\(name)\" twice") }
            fields.append(field)
        }
        return fields
    }
}
