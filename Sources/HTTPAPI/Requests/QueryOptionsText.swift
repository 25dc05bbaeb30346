import SQL

/// Pinot's `queryOptions`: `key=value` pairs with semicolons between them.
package enum QueryOptionsText {
    /// The options in the order written; spaces around keys and values do not count, a last semicolon may stay.
    package static func parse(_ text: String) throws(RequestError) -> [QueryOption] {
        var options: [QueryOption] = []
        for item in text.split(separator: ";") {
            let pair = item.trimmed
            if pair.isEmpty { continue }
            guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
                throw RequestError(
                    code: "INVALID_QUERY_OPTIONS", "expected key=value, found '\(pair)'")
            }
            let value = pair[pair.index(after: equals)...].trimmed
            options.append(QueryOption(key: String(pair[..<equals].trimmed), value: String(value)))
        }
        guard options.count <= Limits.queryOptionCount else {
            throw RequestError(
                code: "INVALID_QUERY_OPTIONS", "more than \(Limits.queryOptionCount) options")
        }
        return options
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    var trimmed: Substring {
        var rest = self
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
