import Bytes

/// Why the server does not listen.
public struct HTTPServiceError: CodedError {
    public enum Reason: String, Sendable {
        /// What was given is no `HOST:PORT`.
        case invalidAddress = "INVALID_ADDRESS"
        /// Other machines could connect, and nobody said that they may.
        case insecureAddress = "INSECURE_ADDRESS"
        /// Another process listens there.
        case addressInUse = "ADDRESS_IN_USE"
        /// The system refuses to listen there.
        case cannotListen = "CANNOT_LISTEN"
    }

    public let reason: Reason
    public let message: String

    public init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    public var code: String { reason.rawValue }
}
