import Engine
import Hummingbird

/// The numbers that Pinot's clients expect beside an error message.
package enum PinotErrorCode: Int, Sendable, CaseIterable {
    case sqlParsing = 150
    case tableDoesNotExist = 190
    case queryExecution = 200
    case serverShuttingDown = 210
    case resourceLimit = 245
    case executionTimeout = 250
    case segmentUnavailable = 305
    case queryCancelled = 503
    case queryValidation = 700
    case unknownColumn = 710

    /// The value of `X-Pinot-Error-Code` where nothing went wrong.
    package static let none = -1

    /// Our codes are finer than Pinot's numbers: what the table does not name goes by its kind.
    package init(_ error: EngineError) {
        self = Self.byCode[error.code] ?? Self.byKind(error.kind)
    }

    private static let byCode: [String: PinotErrorCode] = [
        "SQL_SYNTAX": .sqlParsing,
        "SQL_UNSUPPORTED": .sqlParsing,
        "SQL_TOO_LARGE": .sqlParsing,
        "UNKNOWN_TABLE": .tableDoesNotExist,
        "UNKNOWN_COLUMN": .unknownColumn,
        "RESOURCES_EXCEEDED": .resourceLimit,
        "NUMERIC_OVERFLOW": .queryExecution,
        "DIVISION_BY_ZERO": .queryExecution,
        "QUERY_TIMEOUT": .executionTimeout,
        "QUERY_CANCELLED": .queryCancelled,
        "SHUTTING_DOWN": .serverShuttingDown,
        "SEGMENT_UNAVAILABLE": .segmentUnavailable,
        "UNREADABLE_SEGMENT": .segmentUnavailable,
    ]

    private static func byKind(_ kind: EngineError.Kind) -> PinotErrorCode {
        switch kind {
        case .invalid, .conflict: .queryValidation
        case .notFound: .tableDoesNotExist
        case .unavailable: .resourceLimit
        case .failed: .queryExecution
        }
    }

    /// The status of the answer for a client that asked for one with `Pinot-Use-Http-Status-For-Errors`.
    package var status: HTTPResponse.Status {
        switch self {
        case .sqlParsing, .queryValidation, .unknownColumn: .badRequest
        case .tableDoesNotExist: .notFound
        case .executionTimeout: .requestTimeout
        case .serverShuttingDown, .resourceLimit: .serviceUnavailable
        case .queryExecution, .queryCancelled, .segmentUnavailable: .internalServerError
        }
    }
}
