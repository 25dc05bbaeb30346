/// The mechanisms by which a client can prove who it is.
public enum Mechanism: String, CaseIterable, Sendable {
    /// RFC 4616: name and password as they are.
    case plain = "PLAIN"
    /// RFC 5802 and 7677: a proof of the password, which never crosses the wire.
    case scramSHA256 = "SCRAM-SHA-256"
    case scramSHA512 = "SCRAM-SHA-512"

    /// The hash function of SCRAM; nil for other mechanisms.
    public var hash: HashFunction? {
        switch self {
        case .plain: nil
        case .scramSHA256: .sha256
        case .scramSHA512: .sha512
        }
    }
}
