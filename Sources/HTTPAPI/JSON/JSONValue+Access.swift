import Schema

/// Reading the JSON of requests and answers.
extension JSONValue {
    /// The tree of a whole JSON text. Its length was limited before it was collected, its nesting is limited here.
    package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: bytes, limits: JSONLimits(documentBytes: .max, depth: Limits.jsonDepth))
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var boolean: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    package var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    package var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }
}
