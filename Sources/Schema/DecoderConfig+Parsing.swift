extension ConfigObject {
    /// The decoder that a stream's map names; JSON without a name.
    func decoder() throws(ConfigError) -> DecoderConfig {
        let stream = "stream.\(try requiredString("streamType"))"
        let key = stream + ".decoder.class.name"
        let settings = DecoderSettings(object: self, prefix: stream + ".decoder.prop.")
        guard let name = try nonEmptyString(key) else {
            try settings.allow([])
            return .json
        }
        switch Self.decoderKind(name) {
        case "json":
            try settings.allow([])
            return .json
        case "csv": return .csv(try settings.csv())
        case "avro":
            try settings.allow(["schema"])
            return .avro(schemaJSON: try requiredString(settings.key("schema")))
        case "confluent": return .confluentAvro(try settings.registry())
        default: throw unsupported(key, "records are not decoded by \(name.prefix(200))")
        }
    }

    /// Which of the decoders a name stands for: ours, or the class of Pinot's with or without its package.
    private static func decoderKind(_ name: String) -> String? {
        let isQualified = name.hasPrefix("org.apache.pinot.")
        let simple = isQualified ? String(name.split(separator: ".").last ?? "") : name
        return switch simple {
        case "json" where !isQualified, "JSONMessageDecoder", "KafkaJSONMessageDecoder": "json"
        case "csv" where !isQualified, "CSVMessageDecoder": "csv"
        case "avro" where !isQualified, "SimpleAvroMessageDecoder": "avro"
        case "confluent-avro" where !isQualified, "KafkaConfluentSchemaRegistryAvroMessageDecoder": "confluent"
        default: nil
        }
    }
}

/// The `decoder.prop` members of a stream's map.
struct DecoderSettings {
    let object: ConfigObject
    let prefix: String

    func key(_ name: String) -> String { prefix + name }

    /// Refuses every setting but the named ones.
    func allow(_ names: Set<String>) throws(ConfigError) {
        for key in object.fields.keys.sorted() where key.hasPrefix(prefix) && object[key] != nil {
            if names.contains(String(key.dropFirst(prefix.count))) { continue }
            throw object.unsupported(key, "the decoder has no such setting")
        }
    }

    func registry() throws(ConfigError) -> AvroRegistryConfig {
        try allow(["schema.registry.rest.url"])
        let url = try object.requiredString(key("schema.registry.rest.url"))
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), url.utf8.count <= ConfigLimits.urlBytes else {
            throw object.invalid(
                key("schema.registry.rest.url"), "expected an address that begins with http:// or https://")
        }
        return AvroRegistryConfig(url: url)
    }

    func csv() throws(ConfigError) -> CSVConfig {
        try allow([
            "fileFormat", "header", "delimiter", "quoteCharacter", "escapeCharacter", "multiValueDelimiter",
            "commentMarker", "nullStringValue", "ignoreSurroundingSpaces",
        ])
        var config = try format()
        if let delimiter = try byte("delimiter") { config.delimiter = delimiter }
        if object[key("quoteCharacter")] != nil { config.quote = try byte("quoteCharacter") }
        if let escape = try byte("escapeCharacter") { config.escape = escape }
        if object[key("multiValueDelimiter")] != nil { config.multiValueDelimiter = try byte("multiValueDelimiter") }
        config.commentMarker = try byte("commentMarker")
        if let text = try object.nonEmptyString(key("nullStringValue")) { config.nullText = text }
        config.trimsSpaces = try object.flag(key("ignoreSurroundingSpaces")) ?? false
        config.header = try header(config.delimiter)
        try checkDistinct(config)
        return config
    }

    private func format() throws(ConfigError) -> CSVConfig {
        let tab = UInt8(ascii: "\t")
        guard let name = try object.nonEmptyString(key("fileFormat")) else { return CSVConfig(header: []) }
        switch name.uppercased() {
        case "DEFAULT", "RFC4180", "EXCEL": return CSVConfig(header: [])
        case "TDF":
            var config = CSVConfig(header: [], delimiter: tab)
            config.trimsSpaces = true
            return config
        case "MYSQL":
            return CSVConfig(header: [], delimiter: tab, quote: nil, escape: UInt8(ascii: "\\"), nullText: "\\N")
        default:
            throw object.unsupported(
                key("fileFormat"), "expected DEFAULT, RFC4180, EXCEL, TDF or MYSQL, found \"\(name.prefix(64))\"")
        }
    }

    private func header(_ delimiter: UInt8) throws(ConfigError) -> [String] {
        let text = try object.requiredString(key("header"))
        let names = text.utf8.split(separator: delimiter, omittingEmptySubsequences: false).map { String($0) ?? "" }
        if names.count > ConfigLimits.columns {
            throw object.invalid(key("header"), "a record has at most \(ConfigLimits.columns) fields")
        }
        if names.contains("") { throw object.invalid(key("header"), "every field has a name") }
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw object.invalid(key("header"), "the name \(name.prefix(ConfigLimits.columnNameBytes)) is given twice")
        }
        return names
    }

    /// One ASCII character; nil if the setting is absent or empty.
    private func byte(_ name: String) throws(ConfigError) -> UInt8? {
        guard let text = try object.nonEmptyString(key(name)) else { return nil }
        if text == "\\t" { return UInt8(ascii: "\t") }
        guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80, byte != 0x0A, byte != 0x0D else {
            throw object.invalid(key(name), "expected one ASCII character, found \"\(text.prefix(64))\"")
        }
        return byte
    }

    private func checkDistinct(_ config: CSVConfig) throws(ConfigError) {
        let bytes = [config.delimiter, config.quote, config.escape, config.commentMarker].compactMap { $0 }
        // A quote that is its own escape is what RFC 4180 has anyway.
        let isDoubled = config.quote != nil && config.quote == config.escape
        if Set(bytes).count < bytes.count - (isDoubled ? 1 : 0) || config.multiValueDelimiter == config.delimiter {
            throw object.invalid(key("delimiter"), "one character has two meanings")
        }
    }
}
