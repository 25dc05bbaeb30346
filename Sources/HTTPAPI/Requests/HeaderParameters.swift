/// The `; name=value; name="value"` behind a header field's first word.
enum HeaderParameters {
    /// The value of one parameter, without quotes and escapes; names are compared without case.
    static func value(of name: String, in field: String) -> String? {
        var rest = field[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...]
            guard let equals = rest.firstIndex(where: { $0 == "=" || $0 == ";" }) else { return nil }
            if rest[equals] == ";" { continue }
            let found = rest[..<equals].trimmed.lowercased()
            rest = rest[rest.index(after: equals)...].trimmed
            let value = takeValue(&rest)
            if found == name { return value }
        }
        return nil
    }

    private static func takeValue(_ rest: inout Substring) -> String {
        var value = ""
        guard rest.first == "\"" else {
            value = String(rest.prefix { $0 != ";" }.trimmed)
            rest = rest.drop { $0 != ";" }
            return value
        }
        rest.removeFirst()
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let escaped = rest.popFirst() {
                value.append(escaped)
            } else {
                value.append(character)
            }
        }
        return value
    }
}
