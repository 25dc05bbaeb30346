import Bytes

extension ConfigObject {
    /// The column that this element of one of the schema's lists declares.
    func fieldSpec(_ role: FieldSpec.Role) throws(ConfigError) -> FieldSpec {
        let name = try columnName()
        try refuseUnsupportedFieldSettings()
        let type = try dataType()
        var field = FieldSpec(name: name, type: type, role: role, isMultiValue: try hasSeveralValues(role))
        field.isNotNull = try flag("notNull") ?? false
        if let value = self["defaultNullValue"] { field.defaultValue = try defaultValue(value, of: type) }
        if role == .dateTime {
            field.format = try requiredString("format")
            field.granularity = try nonEmptyString("granularity")
        }
        return field
    }

    private func columnName() throws(ConfigError) -> String {
        let name = try requiredString("name")
        if name.utf8.count > ConfigLimits.columnNameBytes {
            throw invalid("name", "a column's name has at most \(ConfigLimits.columnNameBytes) bytes")
        }
        if name.utf8.first == UInt8(ascii: "$") {
            throw invalid("name", "names that start with '$' are kept for virtual columns")
        }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw invalid("name", "a column's name has no control characters")
        }
        return name
    }

    private func dataType() throws(ConfigError) -> DataType {
        let name = try requiredString("dataType")
        if let type = DataType(rawValue: name) { return type }
        if pinotTypesToCome.contains(name) { throw unsupported("dataType", "the type \(name) is not available") }
        let known = DataType.allCases.map(\.rawValue).joined(separator: ", ")
        throw invalid("dataType", "unknown type \(name.prefix(64)); expected one of \(known)")
    }

    /// As in Pinot, only a dimension may have several values per row.
    private func hasSeveralValues(_ role: FieldSpec.Role) throws(ConfigError) -> Bool {
        guard try flag("singleValueField") == false else { return false }
        if role != .dimension {
            throw invalid("singleValueField", "only columns in dimensionFieldSpecs have several values per row")
        }
        return true
    }

    private func refuseUnsupportedFieldSettings() throws(ConfigError) {
        for key in ["virtualColumnProvider", "transformFunction", "maxLength"] where self[key] != nil {
            throw unsupported(key, "the setting is not available")
        }
        if let strategy = try nonEmptyString("maxLengthExceedStrategy"), strategy != "NO_ACTION" {
            throw unsupported("maxLengthExceedStrategy", "\(strategy.prefix(64)) is not available, only NO_ACTION")
        }
    }
}

/// Types of Pinot that Martlet refuses by name.
private let pinotTypesToCome: Set<String> = ["MAP", "LIST", "STRUCT", "UUID", "OPEN_STRUCT"]
