import Bytes
import Files

/// Why a segment could not be built or opened.
public enum SegmentError: CodedError, Equatable {
    /// The stored bytes cannot be used.
    case format(FormatError)
    /// The file system did not give them.
    case file(FileError)
    /// The builder's input contradicts itself or its schema.
    case invalidInput(String)
    /// The input is larger than a segment may be.
    case limitExceeded(String)

    public var code: String {
        switch self {
        case .format(let error): error.code
        case .file(let error): error.code
        case .invalidInput: "SEGMENT_INPUT_INVALID"
        case .limitExceeded: "SEGMENT_LIMIT_EXCEEDED"
        }
    }

    public var message: String {
        switch self {
        case .format(let error): error.message
        case .file(let error): error.message
        case .invalidInput(let detail), .limitExceeded(let detail): detail
        }
    }
}
