import Authentication
import Bytes
import KafkaProtocol
import Logging

// Logging in with SASL; see Kafka's protocol guide, "SASL Authentication Sequence".
extension KafkaBroker {
    /// Throws if the client has to log in before it asks this.
    func checkLogin(_ call: Call) throws(ProtocolError) {
        guard options.users != nil, !call.connection.login.isAuthenticated else { return }
        switch call.frame.key {
        case .apiVersions, .saslHandshake, .saslAuthenticate:
            if case .refused = call.connection.login.update({ $0 }) { throw .notAuthenticated(call.frame.key) }
        default: throw .notAuthenticated(call.frame.key)
        }
    }

    /// The mechanisms that a client may use: a password crosses only a wire that nobody else can read.
    private func mechanisms(_ connection: ClientConnection) -> [Mechanism] {
        Mechanism.allCases.filter { $0 != .plain || connection.isPrivate }
    }

    func saslHandshake(_ request: SASLHandshakeRequest, _ call: Call) async -> SASLHandshakeResponse {
        var response = SASLHandshakeResponse()
        guard let users = options.users else {
            response.error = .illegalSASLState
            return response
        }
        let offered = mechanisms(call.connection)
        response.mechanisms = offered.map(\.rawValue)
        guard let mechanism = Mechanism(rawValue: request.mechanism), offered.contains(mechanism) else {
            response.error = .unsupportedSASLMechanism
            return response
        }
        response.error = call.connection.login.update { state in
            guard case .open = state else { return .illegalSASLState }
            state = .inProgress(Login(mechanism, users: users))
            return .none
        }
        return response
    }

    func saslAuthenticate(_ request: SASLAuthenticateRequest, _ call: Call) async -> SASLAuthenticateResponse {
        var response = SASLAuthenticateResponse()
        let login = call.connection.login
        guard case .inProgress(var exchange) = login.update({ $0 }) else {
            response.error = .illegalSASLState
            response.errorMessage = "a handshake that names a mechanism comes first, and once"
            return response
        }
        do throws(AuthenticationError) {
            switch try exchange.take(Array(request.message)) {
            case .challenge(let message):
                let exchange = exchange
                login.update { $0 = .inProgress(exchange) }
                response.message = message[...]
            case .success(let user, let message):
                login.update { $0 = .authenticated(user: user) }
                response.message = message[...]
                logger.debug("\(user) logged in from \(call.connection.clientHost)")
            }
        } catch {
            login.update { $0 = .refused }
            response.error = .saslAuthenticationFailed
            response.errorMessage = error.description
            logger.warning("a login from \(call.connection.clientHost) failed: \(error)")
            // Whoever tries passwords waits after each; the connection is closed at its next request.
            try? await Task.sleep(for: BrokerLimits.failedLoginDelay)
        }
        return response
    }
}
