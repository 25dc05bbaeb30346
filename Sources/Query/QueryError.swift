import Bytes
import Expressions
import SQL

/// A query that cannot be run as it is written, or that did not come to an end.
public struct QueryError: CodedError, Hashable, Sendable {
    /// Stable: part of the interface.
    public let code: String
    /// Where in the statement; nil for what has no place there.
    public let location: SourceLocation?
    /// What is wrong, without the place.
    public let detail: String

    /// Codes of errors that do not come from an expression.
    enum Kind: String {
        case invalidQuery = "INVALID_QUERY"
        case typeMismatch = "TYPE_MISMATCH"
        case overflow = "NUMERIC_OVERFLOW"
        case resourcesExceeded = "RESOURCES_EXCEEDED"
        case timeout = "QUERY_TIMEOUT"
        case cancelled = "QUERY_CANCELLED"
        case unsupportedOption = "UNSUPPORTED_OPTION"
        case unreadableSegment = "UNREADABLE_SEGMENT"
    }

    init(_ kind: Kind, at location: SourceLocation? = nil, _ detail: String) {
        code = kind.rawValue
        self.location = location
        self.detail = detail
    }

    init(_ error: ExpressionError) {
        code = error.code
        location = error.location
        detail = error.detail
    }

    /// A segment whose stored bytes cannot be used.
    init(_ error: FormatError, segment: String) {
        self.init(.unreadableSegment, "segment \(segment): \(error.code): \(error.message)")
    }

    public var message: String {
        guard let location else { return detail }
        return "line \(location.line), column \(location.column): \(detail)"
    }
}

/// Runs what throws errors of expressions inside a query.
@inline(__always)
func asQuery<Result>(_ body: () throws(ExpressionError) -> Result) throws(QueryError) -> Result {
    do { return try body() } catch { throw QueryError(error) }
}
