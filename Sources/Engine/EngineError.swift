import Bytes

/// A request to the database that was not carried out.
public struct EngineError: CodedError, Sendable {
    /// What kind of answer the caller deserves; the HTTP surface maps these to status codes.
    public enum Kind: Sendable {
        /// The request is wrong as it stands.
        case invalid
        /// It names something that does not exist.
        case notFound
        /// It contradicts what exists.
        case conflict
        /// A limit is reached, or the database is shutting down: later it may work.
        case unavailable
        /// Our side failed: a disk, a damaged file.
        case failed
    }

    public let kind: Kind
    public let code: String
    public let message: String

    public init(_ kind: Kind, code: String, _ message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    /// Takes over code and message of an error of a lower layer.
    public init(_ kind: Kind, _ cause: any CodedError) {
        self.init(kind, code: cause.code, cause.message)
    }
}
