import Bytes

/// A statement that cannot be used as it is written, with the place and what was expected.
public struct SQLError: CodedError, Hashable, Sendable {
    public enum Kind: String, Sendable {
        /// The text is no statement: `SQL_SYNTAX`.
        case syntax = "SQL_SYNTAX"
        /// It is a statement of SQL or of Pinot that Martlet does not run (yet), named in the message.
        case unsupported = "SQL_UNSUPPORTED"
        /// A column has the name of a table in front that is not the one of FROM: `UNKNOWN_TABLE`.
        case unknownTable = "UNKNOWN_TABLE"
        /// The text or its nesting is over a limit, named in the message.
        case tooLarge = "SQL_TOO_LARGE"
    }

    public let kind: Kind
    public let location: SourceLocation
    public let detail: String

    public init(_ kind: Kind, at location: SourceLocation, _ detail: String) {
        self.kind = kind
        self.location = location
        self.detail = detail
    }

    public var code: String { kind.rawValue }
    public var message: String { "line \(location.line), column \(location.column): \(detail)" }
}
