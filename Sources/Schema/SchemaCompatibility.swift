/// Checks that rows stored under `old` can be read under `new`: columns were added or need no value any more, and
/// nothing else was changed.
///
/// Throws `INCOMPATIBLE_SCHEMA` naming the first difference of another kind.
public func checkCompatibility(of new: Schema, with old: Schema) throws(ConfigError) {
    if new.name != old.name {
        throw ConfigError(
            .incompatibleSchema, at: "$.schemaName", "the schema \(old.name) cannot be renamed to \(new.name)")
    }
    if new.primaryKeyColumns != old.primaryKeyColumns {
        throw ConfigError(.incompatibleSchema, at: "$.primaryKeyColumns", "the primary key cannot be changed")
    }
    for field in old.fields {
        guard let changed = new.field(named: field.name) else {
            throw incompatible(field, "is missing: a column cannot be removed or renamed")
        }
        try checkUnchanged(field, changed)
    }
    for field in new.fields where old.field(named: field.name) == nil {
        if field.isNotNull && field.defaultValue == nil {
            throw incompatible(field, "is new and not null, so it needs a default for the rows there are")
        }
    }
}

private func checkUnchanged(_ old: FieldSpec, _ new: FieldSpec) throws(ConfigError) {
    if new.type != old.type {
        throw incompatible(old, "has type \(old.type.rawValue), which cannot become \(new.type.rawValue)")
    }
    if new.isMultiValue != old.isMultiValue {
        throw incompatible(old, "has \(number(old)) per row, which cannot become \(number(new))")
    }
    if new.role != old.role {
        throw incompatible(old, "is a \(old.role.rawValue) column and cannot become a \(new.role.rawValue) column")
    }
    if new.format != old.format {
        throw incompatible(old, "has the format \(old.format ?? "none"), which cannot be changed")
    }
    if new.isNotNull && !old.isNotNull { throw incompatible(old, "cannot become not null") }
    if new.defaultValue != old.defaultValue {
        throw incompatible(old, "has a defaultNullValue that cannot be changed")
    }
}

private func number(_ field: FieldSpec) -> String { field.isMultiValue ? "several values" : "one value" }

private func incompatible(_ field: FieldSpec, _ detail: String) -> ConfigError {
    ConfigError(.incompatibleSchema, at: "$", "the column \(field.name) \(detail)")
}
