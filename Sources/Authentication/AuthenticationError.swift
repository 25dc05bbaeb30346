import Bytes

/// Why nobody is let in, or why a file of users cannot be read.
public enum AuthenticationError: CodedError, Equatable {
    /// A message of a mechanism that has not the form that its specification gives it.
    case malformed(String)
    /// Name and secret do not belong together. It is not told which of the two is wrong.
    case refused
    case unsupportedMechanism(String)
    /// A file of users that is none, and where.
    case invalidUsers(String)

    public var code: String {
        switch self {
        case .malformed: "MALFORMED_LOGIN"
        case .refused: "LOGIN_REFUSED"
        case .unsupportedMechanism: "UNSUPPORTED_MECHANISM"
        case .invalidUsers: "INVALID_USERS"
        }
    }

    public var message: String {
        switch self {
        case .malformed(let detail): "the message of the login is malformed: \(detail)"
        case .refused: "the name or its secret is wrong"
        case .unsupportedMechanism(let name): "the mechanism \(name) is not offered"
        case .invalidUsers(let detail): detail
        }
    }
}

/// What logins and files of users may need at most.
public enum AuthenticationLimits {
    /// Bytes of one message of a login.
    public static let messageBytes = 16 << 10
    /// UTF-8 bytes of a name or of a password.
    public static let textBytes = 1024
    /// Rounds of a key's derivation: fewer protect too little, more would let whoever knows a name keep a core busy.
    public static let iterations = 4096...200_000
    /// Rounds of keys that are made here.
    public static let defaultIterations = 8192
    /// Bytes of a salt.
    public static let saltBytes = 8...128
    /// Bytes of a salt that is made here.
    public static let defaultSaltBytes = 24
    public static let users = 10_000
    /// Bytes of a file of users.
    public static let fileBytes = 16 << 20
}
