/// Checks what a table config says about its schema's columns, and that its kind and its stream belong together.
///
/// Throws `MISSING_FIELD` or `INVALID_FIELD` with the place in the table config.
public func validate(_ table: TableConfig, against schema: Schema) throws(ConfigError) {
    if table.schemaName != schema.name {
        throw ConfigError(
            .invalidField, at: "$.segmentsConfig.schemaName",
            "the table names the schema \(table.schemaName), not \(schema.name)")
    }
    try validateStream(table)
    try validateTimeColumn(table, schema)
    for reference in table.columnReferences { try validate(reference, schema) }
}

private func validate(_ reference: ColumnReference, _ schema: Schema) throws(ConfigError) {
    guard let field = schema.field(named: reference.column) else {
        throw ConfigError(
            .invalidField, at: reference.path,
            "the schema \(schema.name) has no column \(reference.column.prefix(ConfigLimits.columnNameBytes))")
    }
    switch reference.requirement {
    case .any: return
    case .singleValue:
        if !field.isMultiValue { return }
        throw ConfigError(.invalidField, at: reference.path, "rows have several values of \(field.name)")
    case .number:
        if field.type.representation != .string && !field.isMultiValue { return }
        let kind = field.isMultiValue ? "lists of \(field.type.rawValue)" : field.type.rawValue
        throw ConfigError(
            .invalidField, at: reference.path,
            "a range index of \(field.name) (\(kind)) needs a dictionary, which is ruled out")
    case .timestamp:
        if field.type == .timestamp && !field.isMultiValue { return }
        let detail = field.isMultiValue ? "has several values per row" : "is no TIMESTAMP"
        throw ConfigError(
            .invalidField, at: reference.path, "\(field.name) \(detail); one TIMESTAMP can be rounded")
    }
}

private func validateStream(_ table: TableConfig) throws(ConfigError) {
    switch (table.kind, table.streams.isEmpty) {
    case (.realtime, true):
        throw ConfigError(
            .missingField, at: "$.ingestionConfig.streamIngestionConfig.streamConfigMaps",
            "a REALTIME table needs a stream")
    case (.offline, false):
        throw ConfigError(
            .invalidField, at: "$.tableType", "an OFFLINE table has no stream; it is filled by batches")
    case (.realtime, false), (.offline, true): return
    }
}

private func validateTimeColumn(_ table: TableConfig, _ schema: Schema) throws(ConfigError) {
    let path = "$.segmentsConfig.timeColumnName"
    guard let name = table.timeColumn else {
        if table.retention != nil {
            throw ConfigError(.missingField, at: path, "retention by time needs a time column")
        }
        return
    }
    guard let field = schema.field(named: name) else {
        throw ConfigError(.invalidField, at: path, "the schema \(schema.name) has no column \(name)")
    }
    guard field.role == .dateTime else {
        throw ConfigError(.invalidField, at: path, "the column \(name) is not declared in dateTimeFieldSpecs")
    }
    if field.isMultiValue {
        throw ConfigError(.invalidField, at: path, "a time column has one value per row; \(name) has several")
    }
    switch field.type {
    case .long, .int, .timestamp, .string: break
    case .float, .double, .boolean, .json, .bytes, .bigDecimal:
        throw ConfigError(
            .invalidField, at: path, "a time column is LONG, INT, TIMESTAMP or STRING, not \(field.type.rawValue)")
    }
    if table.retention != nil && field.timeUnit == nil {
        throw ConfigError(
            .invalidField, at: "$.segmentsConfig.retentionTimeValue",
            "retention needs a time column that counts from 1970; \(name) has the format \(field.format ?? "none")")
    }
}
