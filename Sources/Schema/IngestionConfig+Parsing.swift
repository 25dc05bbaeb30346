extension ConfigObject {
    /// `ingestionConfig` and the decoder of the streams, which are described by `streams`.
    func ingestion(streams: [ConfigObject], timeColumn: String?) throws(ConfigError) -> IngestionConfig {
        var config = IngestionConfig()
        for (place, stream) in streams.enumerated() {
            let decoder = try stream.decoder()
            if place > 0 && decoder != config.decoder {
                throw ConfigError(
                    .unsupported, at: stream.path,
                    "the streams of a table are decoded alike; \(streams[0].path) differs")
            }
            config.decoder = decoder
        }
        guard let ingestion = try object("ingestionConfig") else { return config }
        config.complexTypes = try ingestion.object("complexTypeConfig")?.complexTypes()
        config.transforms = try ingestion.transforms()
        if let filter = try ingestion.object("filterConfig"), let text = try filter.nonEmptyString("filterFunction") {
            try filter.refuseGroovy("filterFunction", text)
            config.filter = FilterConfig(expression: text, path: filter.path(of: "filterFunction"))
        }
        if try ingestion.flag("rowTimeValueCheck") == true {
            guard let timeColumn else {
                throw ingestion.invalid("rowTimeValueCheck", "the table has no time column to check")
            }
            config.checkedTimeColumn = timeColumn
        }
        return config
    }

    private func transforms() throws(ConfigError) -> [TransformConfig] {
        let objects = try objects("transformConfigs")
        if objects.count > ConfigLimits.transforms {
            throw invalid("transformConfigs", "at most \(ConfigLimits.transforms) columns can be computed")
        }
        var seen: Set<String> = []
        var transforms: [TransformConfig] = []
        for object in objects {
            let transform = try object.transform()
            guard seen.insert(transform.column).inserted else {
                throw object.invalid("columnName", "the column \(transform.column.prefix(64)) is computed twice")
            }
            transforms.append(transform)
        }
        return transforms
    }

    private func transform() throws(ConfigError) -> TransformConfig {
        let text = try requiredString("transformFunction")
        try refuseGroovy("transformFunction", text)
        return TransformConfig(
            column: try requiredString("columnName"), expression: text, path: path(of: "transformFunction"))
    }

    private func refuseGroovy(_ key: String, _ text: String) throws(ConfigError) {
        let name = text.prefix { $0 != "(" }.filter { !$0.isWhitespace }
        if text.contains("("), name.lowercased() == "groovy" {
            throw unsupported(key, "Groovy is not available; use an expression of SQL")
        }
    }

    private func complexTypes() throws(ConfigError) -> ComplexTypeConfig {
        let delimiter = try nonEmptyString("delimiter") ?? "."
        if delimiter.utf8.count > ConfigLimits.columnNameBytes {
            throw invalid("delimiter", "a delimiter has at most \(ConfigLimits.columnNameBytes) bytes")
        }
        let fields = try strings("fieldsToUnnest")
        if fields.count > ConfigLimits.fieldsToUnnest {
            throw invalid("fieldsToUnnest", "at most \(ConfigLimits.fieldsToUnnest) fields can be unnested")
        }
        return ComplexTypeConfig(
            fieldsToUnnest: fields, delimiter: delimiter, stringification: try stringification(),
            prefixesToRename: try prefixesToRename())
    }

    private func stringification() throws(ConfigError) -> ComplexTypeConfig.Stringification {
        let key = "collectionNotUnnestedToJson"
        guard let text = try nonEmptyString(key) else { return .nonPrimitive }
        guard let choice = ComplexTypeConfig.Stringification(rawValue: text.uppercased()) else {
            let known = ComplexTypeConfig.Stringification.allCases.map(\.rawValue).joined(separator: ", ")
            throw invalid(key, "expected one of \(known), found \"\(text.prefix(64))\"")
        }
        return choice
    }

    private func prefixesToRename() throws(ConfigError) -> [ComplexTypeConfig.Prefix] {
        guard let object = try object("prefixesToRename") else { return [] }
        var prefixes: [ComplexTypeConfig.Prefix] = []
        for key in object.fields.keys.sorted() {
            if key.isEmpty { throw object.invalid(key, "a prefix has one character at least") }
            prefixes.append(ComplexTypeConfig.Prefix(old: key, new: try object.string(key) ?? ""))
        }
        return prefixes
    }
}
