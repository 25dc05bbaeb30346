/// A JSON object under its path, read field by field; each getter names the field that it complains about.
///
/// Absent and null are the same, as they are to Pinot.
struct ConfigObject {
    let fields: [String: JSONValue]
    let path: String

    /// The document itself.
    init(_ document: JSONValue) throws(ConfigError) {
        guard case .object(let fields) = document else {
            throw ConfigError(.invalidField, at: "$", "expected an object, found \(document.kindName)")
        }
        self.fields = fields
        self.path = "$"
    }

    private init(fields: [String: JSONValue], path: String) {
        self.fields = fields
        self.path = path
    }

    /// The path of a member, in brackets where its name has characters of the path language.
    func path(of key: String) -> String {
        let isPlain = key.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        return isPlain && !key.isEmpty ? "\(path).\(key)" : "\(path)['\(key)']"
    }

    subscript(key: String) -> JSONValue? {
        guard let value = fields[key], value != .null else { return nil }
        return value
    }

    func string(_ key: String) throws(ConfigError) -> String? {
        guard let value = self[key] else { return nil }
        guard case .string(let text) = value else { throw mismatch(key, "a string", value) }
        return text
    }

    /// Like `string`, with an empty text counted as absent.
    func nonEmptyString(_ key: String) throws(ConfigError) -> String? {
        guard let text = try string(key), !text.isEmpty else { return nil }
        return text
    }

    func requiredString(_ key: String) throws(ConfigError) -> String {
        guard let text = try nonEmptyString(key) else { throw missing(key) }
        return text
    }

    /// A boolean, or its text: Pinot's documents have both.
    func flag(_ key: String) throws(ConfigError) -> Bool? {
        guard let value = self[key] else { return nil }
        switch value {
        case .bool(let flag): return flag
        case .string(let text) where text.lowercased() == "true": return true
        case .string(let text) where text.lowercased() == "false": return false
        default: throw mismatch(key, "a boolean", value)
        }
    }

    /// An integer, or its text; nil for an empty text.
    func integer(_ key: String) throws(ConfigError) -> Int64? {
        guard let value = self[key] else { return nil }
        switch value {
        case .integer(let number): return number
        case .string(""): return nil
        case .string(let text):
            guard let number = Int64(text) else { throw mismatch(key, "an integer", value) }
            return number
        default: throw mismatch(key, "an integer", value)
        }
    }

    func object(_ key: String) throws(ConfigError) -> ConfigObject? {
        guard let value = self[key] else { return nil }
        guard case .object(let fields) = value else { throw mismatch(key, "an object", value) }
        return ConfigObject(fields: fields, path: path(of: key))
    }

    /// The elements of a list of objects; empty if the list is absent.
    func objects(_ key: String) throws(ConfigError) -> [ConfigObject] {
        var result: [ConfigObject] = []
        for (index, element) in try elements(key).enumerated() {
            let elementPath = "\(path(of: key))[\(index)]"
            guard case .object(let fields) = element else {
                throw ConfigError(.invalidField, at: elementPath, "expected an object, found \(element.kindName)")
            }
            result.append(ConfigObject(fields: fields, path: elementPath))
        }
        return result
    }

    /// The elements of a list of strings; empty if the list is absent.
    func strings(_ key: String) throws(ConfigError) -> [String] {
        var result: [String] = []
        for (index, element) in try elements(key).enumerated() {
            guard case .string(let text) = element else {
                let elementPath = "\(path(of: key))[\(index)]"
                throw ConfigError(.invalidField, at: elementPath, "expected a string, found \(element.kindName)")
            }
            result.append(text)
        }
        return result
    }

    private func elements(_ key: String) throws(ConfigError) -> [JSONValue] {
        guard let value = self[key] else { return [] }
        guard case .array(let elements) = value else { throw mismatch(key, "an array", value) }
        return elements
    }

    func missing(_ key: String) -> ConfigError {
        ConfigError(.missingField, at: path(of: key), "the field is required")
    }

    func invalid(_ key: String, _ detail: String) -> ConfigError {
        ConfigError(.invalidField, at: path(of: key), detail)
    }

    func unsupported(_ key: String, _ detail: String) -> ConfigError {
        ConfigError(.unsupported, at: path(of: key), detail)
    }

    private func mismatch(_ key: String, _ expected: String, _ found: JSONValue) -> ConfigError {
        let shown: String
        switch found {
        case .string(let text): shown = "the string \"\(text.prefix(64))\""
        default: shown = found.kindName
        }
        return ConfigError(.invalidField, at: path(of: key), "expected \(expected), found \(shown)")
    }
}
