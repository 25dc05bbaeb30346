import Bytes
import SQL

/// An expression that cannot be bound to its columns, or cannot be computed for some row.
public struct ExpressionError: CodedError, Hashable, Sendable {
    public enum Kind: String, Sendable {
        /// A name that is no column.
        case unknownColumn = "UNKNOWN_COLUMN"
        /// A name that is no function.
        case unknownFunction = "UNKNOWN_FUNCTION"
        /// An operand of a type that the operation does not take.
        case typeMismatch = "TYPE_MISMATCH"
        /// A statement whose parts do not fit together.
        case invalidQuery = "INVALID_QUERY"
        /// Something that is valid elsewhere and that Martlet does not run.
        case unsupported = "SQL_UNSUPPORTED"
        /// An integer result outside 64 bits.
        case overflow = "NUMERIC_OVERFLOW"
        /// A value that has no counterpart in the type that it is cast to.
        case castError = "CAST_ERROR"
        /// Something that would take more time or memory than it may.
        case resourcesExceeded = "RESOURCES_EXCEEDED"
        /// A division or remainder by zero.
        case divisionByZero = "DIVISION_BY_ZERO"
        /// An argument that the function cannot work with, such as an unknown time zone.
        case invalidArgument = "INVALID_ARGUMENT"
        /// A result that is larger than a limit.
        case resultTooLarge = "RESULT_TOO_LARGE"
    }

    public let kind: Kind
    /// Where in the statement; nil for what only shows while rows are computed.
    public let location: SourceLocation?
    public let detail: String

    public init(_ kind: Kind, at location: SourceLocation? = nil, _ detail: String) {
        self.kind = kind
        self.location = location
        self.detail = detail
    }

    public var code: String { kind.rawValue }

    public var message: String {
        guard let location else { return detail }
        return "line \(location.line), column \(location.column): \(detail)"
    }
}
