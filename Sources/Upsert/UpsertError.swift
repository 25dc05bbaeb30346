import Bytes

/// Why rows could not be resolved.
public enum UpsertError: CodedError, Equatable, Sendable {
    /// What a table asks for cannot be done.
    case invalidRules(String)
    /// A segment is not what the rules need, or what the index knows of it.
    case invalidSegment(String)
    /// A call that does not fit what the index has done so far.
    case invalidCall(String)
    /// Stored bytes cannot be read.
    case format(FormatError)

    public var code: String {
        switch self {
        case .invalidRules: "INVALID_UPSERT"
        case .invalidSegment: "INVALID_UPSERT_SEGMENT"
        case .invalidCall: "INVALID_UPSERT_CALL"
        case .format(let error): error.code
        }
    }

    public var message: String {
        switch self {
        case .invalidRules(let text), .invalidSegment(let text), .invalidCall(let text): text
        case .format(let error): error.message
        }
    }
}
