import Bytes

/// A schema or table document that cannot be used, and the place in it.
public struct ConfigError: CodedError, Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// The text is not JSON; the detail says line, column and byte.
        case invalidJSON = "INVALID_JSON"
        /// A field that has no default is absent.
        case missingField = "MISSING_FIELD"
        /// A field has the wrong kind of value, or a value outside its range, or contradicts another one.
        case invalidField = "INVALID_FIELD"
        /// A field asks for something that Martlet does not do (yet), and that would change results or behaviour.
        case unsupported = "UNSUPPORTED_CONFIG"
        /// A new schema does more than add columns to the old one.
        case incompatibleSchema = "INCOMPATIBLE_SCHEMA"
    }

    public let reason: Reason
    /// The place in the document, such as `$.tableIndexConfig.sortedColumn`; `$` is the whole of it.
    public let path: String
    public let detail: String

    public init(_ reason: Reason, at path: String, _ detail: String) {
        self.reason = reason
        self.path = path
        self.detail = detail
    }

    init(_ error: JSONError) {
        self.init(.invalidJSON, at: "$", error.message)
    }

    public var code: String { reason.rawValue }
    public var message: String { "\(path): \(detail)" }
}
