import Authentication
import Synchronization

/// How far a connection has come in proving who its client is, and whether the client is still there.
public final class ClientLogin: Sendable {
    enum State: Sendable {
        /// No mechanism is chosen yet.
        case open
        case inProgress(Login)
        case authenticated(user: String)
        /// Whoever was refused has to connect again.
        case refused
    }

    private let state = Mutex(State.open)
    private let gone = Atomic<Bool>(false)

    public init() {}

    /// Whether the client has proved who it is.
    public var isAuthenticated: Bool { user != nil }

    /// The client's name, once it is proved.
    public var user: String? {
        state.withLock { state in if case .authenticated(let user) = state { user } else { nil } }
    }

    /// Whether the connection has ended.
    var isGone: Bool { gone.load(ordering: .acquiring) }

    func leave() { gone.store(true, ordering: .releasing) }

    func update<Result: Sendable>(_ body: (inout sending State) -> sending Result) -> Result {
        state.withLock(body)
    }
}
