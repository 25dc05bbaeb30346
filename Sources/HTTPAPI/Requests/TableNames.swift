/// Table names with and without the type behind them.
package enum TableNames {
    package static let types = ["OFFLINE", "REALTIME"]

    /// The name without `_OFFLINE` or `_REALTIME`.
    package static func rawName(_ name: String) -> String {
        type(of: name).map { String(name.dropLast($0.count + 1)) } ?? name
    }

    /// `OFFLINE` or `REALTIME` where the name ends with it.
    package static func type(of name: String) -> String? {
        types.first { name.hasSuffix("_\($0)") && name.count > $0.count + 1 }
    }

    /// The name with the type that a request's `type=` parameter asks for, in any case; unchanged without one.
    package static func name(_ name: String, type: String?) throws(RequestError) -> String {
        guard let type, !type.isEmpty else { return name }
        let upper = type.uppercased()
        guard types.contains(upper) else {
            throw RequestError(code: "INVALID_PARAMETER", "'type' is '\(type)', expected OFFLINE or REALTIME")
        }
        return "\(rawName(name))_\(upper)"
    }
}
