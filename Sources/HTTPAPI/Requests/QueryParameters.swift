/// The `?name=value&…` of a request, decoded as an HTML form: `+` is a space.
package struct QueryParameters: Sendable {
    private let pairs: [(name: String, value: String)]

    /// All of them, in their order.
    package var all: [(name: String, value: String)] { pairs }

    /// Throws `MALFORMED_URL` where an escape is cut short or the decoded text is not UTF-8.
    package init(_ query: String?) throws(RequestError) {
        var pairs: [(name: String, value: String)] = []
        for item in (query ?? "").split(separator: "&") {
            let equals = item.firstIndex(of: "=")
            let name = item[..<(equals ?? item.endIndex)]
            let value = equals.map { item[item.index(after: $0)...] } ?? ""
            guard let decodedName = PercentCoding.decode(name, plusIsSpace: true),
                let decodedValue = PercentCoding.decode(value, plusIsSpace: true)
            else { throw RequestError(code: "MALFORMED_URL", "cannot decode the parameter '\(item)'") }
            pairs.append((decodedName, decodedValue))
        }
        self.pairs = pairs
    }

    /// The first value of that name.
    package subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// The value of that name as an integer within a range; nil if the parameter is absent.
    package func integer<Number: FixedWidthInteger>(
        _ name: String, in range: ClosedRange<Number>
    ) throws(RequestError) -> Number? {
        guard let text = self[name] else { return nil }
        guard let number = Number(text), range.contains(number) else {
            throw RequestError(
                code: "INVALID_PARAMETER",
                "'\(name)' is '\(text)', expected an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The value of that name; throws `MISSING_PARAMETER` without one.
    package func require(_ name: String) throws(RequestError) -> String {
        guard let value = self[name], !value.isEmpty else {
            throw RequestError(code: "MISSING_PARAMETER", "the parameter '\(name)' is missing")
        }
        return value
    }
}
