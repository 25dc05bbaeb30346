import Bytes

/// Why bytes are no request that can be answered. Offsets count from the start of the request, without its length.
public enum ProtocolError: CodedError, Equatable, Sendable {
    /// The bytes end within a field.
    case truncated(offset: Int)
    /// A field holds what it cannot hold.
    case malformed(offset: Int, detail: String)
    /// More than a named limit.
    case tooLarge(what: String, count: Int, limit: Int)
    /// A request that is not known here.
    case unknownRequest(key: Int16)
    /// A version of a request that is not understood here.
    case unsupportedVersion(APIKey, version: Int16)
    /// A request of a client that has not logged in, on a server that has users.
    case notAuthenticated(APIKey)

    public var code: String {
        switch self {
        case .truncated, .malformed: "MALFORMED_REQUEST"
        case .tooLarge: "REQUEST_TOO_LARGE"
        case .unknownRequest: "UNKNOWN_REQUEST"
        case .unsupportedVersion: "UNSUPPORTED_VERSION"
        case .notAuthenticated: "NOT_AUTHENTICATED"
        }
    }

    public var message: String {
        switch self {
        case .truncated(let offset): "the request ends early, in a field at byte \(offset)"
        case .malformed(let offset, let detail): "byte \(offset): \(detail)"
        case .tooLarge(let what, let count, let limit): "\(count) \(what); the limit is \(limit)"
        case .unknownRequest(let key): "no request has the number \(key) here"
        case .unsupportedVersion(let key, let version):
            "version \(version) of \(key); understood are \(key.versions.lowerBound) to \(key.versions.upperBound)"
        case .notAuthenticated(let key): "\(key) before the client has logged in"
        }
    }
}
