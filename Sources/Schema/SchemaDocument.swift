import Bytes

/// A schema in Pinot's JSON: what Martlet uses of it, and everything that was given.
public struct SchemaDocument: Hashable, Sendable {
    public let schema: Schema
    /// The whole document, fields that Martlet does not know included.
    public let json: JSONValue

    /// Parses and checks a document.
    ///
    /// Refused by name are column kinds that Martlet does not have (MAP, UUID, nested types, virtual columns), and
    /// settings that would change what is stored (`maxLength`, `transformFunction`).
    public init(parsing bytes: [UInt8]) throws(ConfigError) {
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw ConfigError(error)
        }
        schema = try Self.schema(ConfigObject(json))
    }

    private static func schema(_ document: ConfigObject) throws(ConfigError) -> Schema {
        let name = try document.requiredString("schemaName")
        try checkName(name, document, "schemaName")
        for key in ["complexFieldSpecs", "timeFieldSpec"] {
            guard let value = document[key], value != .array([]) else { continue }
            throw document.unsupported(key, unsupportedLists[key] ?? "not available")
        }
        var fields: [FieldSpec] = []
        var seen: [String: String] = [:]
        for (key, role) in fieldLists {
            for object in try document.objects(key) {
                let field = try object.fieldSpec(role)
                if let other = seen.updateValue(field.name, forKey: field.name.lowercased()) {
                    throw object.invalid(
                        "name",
                        other == field.name
                            ? "the column \(field.name) is declared twice"
                            : "the columns \(other) and \(field.name) differ only in case")
                }
                fields.append(field)
            }
        }
        if fields.count > ConfigLimits.columns {
            throw ConfigError(
                .invalidField, at: "$", "\(fields.count) columns are more than the limit of \(ConfigLimits.columns)")
        }
        if fields.isEmpty { throw ConfigError(.missingField, at: "$", "a schema has at least one column") }
        let schema = Schema(
            name: name, fields: fields, primaryKeyColumns: try document.strings("primaryKeyColumns"))
        try checkPrimaryKey(of: schema, document)
        _ = try document.flag("enableColumnBasedNullHandling")
        return schema
    }

    private static let fieldLists: [(String, FieldSpec.Role)] = [
        ("dimensionFieldSpecs", .dimension), ("metricFieldSpecs", .metric), ("dateTimeFieldSpecs", .dateTime),
    ]

    private static let unsupportedLists = [
        "complexFieldSpecs": "columns of type MAP, LIST and STRUCT are not available",
        "timeFieldSpec": "this older form is not read; declare the column in dateTimeFieldSpecs",
    ]

    private static func checkPrimaryKey(of schema: Schema, _ document: ConfigObject) throws(ConfigError) {
        for (index, name) in schema.primaryKeyColumns.enumerated() {
            let path = "\(document.path(of: "primaryKeyColumns"))[\(index)]"
            guard let field = schema.field(named: name) else {
                throw ConfigError(.invalidField, at: path, "there is no column \(name)")
            }
            if field.isMultiValue {
                throw ConfigError(.invalidField, at: path, "a key has one value, and rows have several of \(name)")
            }
            if schema.primaryKeyColumns[..<index].contains(name) {
                throw ConfigError(.invalidField, at: path, "the column \(name) is named twice")
            }
        }
    }
}
