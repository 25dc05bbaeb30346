import Bytes
import Query
import Schema

extension Database {
    /// What `SHOW TABLES` answers: each table once, by its name without type.
    func tableList() -> QueryResult {
        var rows: [[Value]] = []
        for name in tableNamesWithType().sorted() {
            let (rawName, type) = Self.nameParts(name)
            rows.append([rawName, type].map { .string(ByteString($0)) })
        }
        return QueryResult(columns: [("tableName", .string), ("tableType", .string)], rows: rows)
    }

    private static func nameParts(_ name: String) -> (name: String, type: String) {
        for type in ["REALTIME", "OFFLINE"] where name.hasSuffix("_" + type) {
            return (String(name.dropLast(type.count + 1)), type)
        }
        return (name, "")
    }

    /// What `DESCRIBE` answers: the columns of a table, in the order of its schema.
    static func description(of schema: Schema) -> QueryResult {
        let rows = schema.fields.map { field -> [Value] in
            let type = ValueType(field.type, isList: field.isMultiValue).name
            let missing = field.defaultValue.map { Self.text($0) } ?? .null
            return [
                .string(ByteString(field.name)), .string(ByteString(type)),
                .string(ByteString(field.role.rawValue)), .integer(field.isNotNull ? 0 : 1), missing,
            ]
        }
        return QueryResult(
            columns: [
                ("columnName", .string), ("dataType", .string), ("fieldType", .string), ("isNullable", .boolean),
                ("defaultValue", .string),
            ], rows: rows)
    }

    private static func text(_ value: Value) -> Value {
        switch value {
        case .integer(let integer): .string(ByteString("\(integer)"))
        case .double(let double): .string(ByteString("\(double)"))
        case .string, .null: value
        case .list: .null
        }
    }
}
