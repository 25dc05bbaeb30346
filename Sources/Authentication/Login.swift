/// One try of a client to prove who it is: messages in, messages out, until its name is known or it is refused.
public struct Login: Sendable {
    /// What follows from a message.
    public enum Step: Equatable, Sendable {
        /// The client has to answer this.
        case challenge([UInt8])
        /// The client is this user; it gets the last message.
        case success(user: String, message: [UInt8])
    }

    private enum State: Sendable {
        case plain
        case scram(SCRAMExchange)
        /// Nothing more is taken.
        case over
    }

    private let users: UserStore
    private var state: State

    public init(_ mechanism: Mechanism, users: UserStore) {
        self.init(mechanism, users: users, nonce: Self.newNonce())
    }

    package init(_ mechanism: Mechanism, users: UserStore, nonce: String) {
        self.users = users
        state = mechanism.hash.map { .scram(SCRAMExchange($0, nonce: nonce)) } ?? .plain
    }

    /// Takes the client's next message. After an error, or a success, nothing more is taken.
    public mutating func take(_ message: [UInt8]) throws(AuthenticationError) -> Step {
        let now = state
        state = .over
        guard message.count <= AuthenticationLimits.messageBytes else {
            throw .malformed("\(message.count) bytes; the limit is \(AuthenticationLimits.messageBytes)")
        }
        switch now {
        case .over: throw .malformed("the login is over")
        case .plain:
            let plain = try PlainMessage(message)
            guard users.isPassword(plain.password, of: plain.name) else { throw .refused }
            return .success(user: plain.name, message: [])
        case .scram(var exchange):
            let step = try exchange.take(message, users)
            if case .challenge = step { state = .scram(exchange) }
            return step
        }
    }

    private static func newNonce() -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        return String(decoding: randomBytes(32).map { letters[Int($0 & 63)] }, as: UTF8.self)
    }
}

/// The one message of PLAIN: whom to act for, name and password with zeros between them.
struct PlainMessage {
    let name: String
    let password: String

    init(_ bytes: [UInt8]) throws(AuthenticationError) {
        let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("PLAIN has three texts with zeros between them") }
        let texts = parts.compactMap { String(validating: $0, as: UTF8.self) }
        guard texts.count == 3 else { throw .malformed("a text is not UTF-8") }
        guard texts[0].isEmpty || texts[0].utf8.elementsEqual(texts[1].utf8) else { throw .refused }
        let sizes = 1...AuthenticationLimits.textBytes
        guard sizes.contains(texts[1].utf8.count), sizes.contains(texts[2].utf8.count) else { throw .refused }
        (name, password) = (texts[1], texts[2])
    }
}
