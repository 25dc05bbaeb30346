import Authentication
import KafkaBroker
import KafkaProtocol
import Testing

@Suite struct LoginTests {
    static let users = UserStore(["alice": UserStore.User(password: "wonder", iterations: 4096)])

    static func with(_ body: (TestBroker) async throws -> Void) async throws {
        let broker = try await TestBroker.open(users: users)
        try await body(broker)
        await broker.close()
    }

    static func handshake(_ mechanism: String) -> SASLHandshakeRequest {
        var request = SASLHandshakeRequest()
        request.mechanism = mechanism
        return request
    }

    static func authenticate(_ text: String) -> SASLAuthenticateRequest {
        var request = SASLAuthenticateRequest()
        request.message = Array(text.utf8)[...]
        return request
    }

    @Test func nothingIsAnsweredBeforeALogin() async throws {
        try await Self.with { broker in
            let connection = TestBroker.newConnection()
            for key in APIKey.allCases where ![.apiVersions, .saslHandshake, .saslAuthenticate].contains(key) {
                // The fields are not even read.
                let frame: [UInt8] = [
                    0, UInt8(key.rawValue), 0, UInt8(key.versions.lowerBound), 0, 0, 0, 1, 0xFF, 0xFF,
                ]
                await #expect(throws: ProtocolError.notAuthenticated(key)) {
                    _ = try await broker.broker.accept(frame, from: connection)
                }
            }
            let versions = try await broker.ask(APIVersionsRequest(), from: connection)
            #expect(versions.apis.contains { $0.key == APIKey.saslAuthenticate.rawValue })
            #expect(!connection.login.isAuthenticated)
        }
    }

    @Test func aPasswordLetsIn() async throws {
        try await Self.with { broker in
            let connection = TestBroker.newConnection()
            let handshake = try await broker.ask(Self.handshake("PLAIN"), from: connection)
            #expect(handshake.error == .none)
            #expect(handshake.mechanisms == ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
            let answer = try await broker.ask(Self.authenticate("\0alice\0wonder"), from: connection)
            #expect(answer.error == .none && connection.login.user == "alice")
            _ = try await broker.ask(MetadataRequest(), from: connection)
            // Once is enough.
            #expect(try await broker.ask(Self.handshake("PLAIN"), from: connection).error == .illegalSASLState)
            #expect(try await broker.ask(Self.authenticate("\0x\0y"), from: connection).error == .illegalSASLState)
            #expect(connection.login.isAuthenticated)
        }
    }

    @Test func aWrongPasswordEndsTheConnection() async throws {
        try await Self.with { broker in
            let connection = TestBroker.newConnection()
            _ = try await broker.ask(Self.handshake("PLAIN"), from: connection)
            let answer = try await broker.ask(Self.authenticate("\0alice\0wrong"), from: connection)
            #expect(answer.error == .saslAuthenticationFailed && answer.errorMessage?.isEmpty == false)
            await #expect(throws: ProtocolError.notAuthenticated(.saslHandshake)) {
                try await broker.ask(Self.handshake("PLAIN"), from: connection)
            }
        }
    }

    @Test func aPasswordDoesNotCrossAnOpenWire() async throws {
        try await Self.with { broker in
            let connection = TestBroker.newConnection(isPrivate: false)
            let handshake = try await broker.ask(Self.handshake("PLAIN"), from: connection)
            #expect(handshake.error == .unsupportedSASLMechanism)
            #expect(handshake.mechanisms == ["SCRAM-SHA-256", "SCRAM-SHA-512"])
            let answer = try await broker.ask(Self.authenticate("\0alice\0wonder"), from: connection)
            #expect(answer.error == .illegalSASLState && !connection.login.isAuthenticated)
        }
    }

    @Test func scramIsChallengedAndAFalseProofRefused() async throws {
        try await Self.with { broker in
            for mechanism in ["SCRAM-SHA-256", "SCRAM-SHA-512"] {
                let connection = TestBroker.newConnection()
                _ = try await broker.ask(Self.handshake(mechanism), from: connection)
                let first = try await broker.ask(Self.authenticate("n,,n=alice,r=abc"), from: connection)
                let challenge = String(decoding: first.message, as: UTF8.self)
                #expect(first.error == .none && challenge.hasPrefix("r=abc") && challenge.hasSuffix(",i=4096"))
                let nonce = challenge.prefix { $0 != "," }
                let final = try await broker.ask(Self.authenticate("c=biws,\(nonce),p=AAAA"), from: connection)
                #expect(final.error == .saslAuthenticationFailed && !connection.login.isAuthenticated)
            }
        }
    }

    @Test func withoutUsersThereIsNoLogin() async throws {
        let broker = try await TestBroker.open()
        #expect(try await broker.ask(Self.handshake("PLAIN")).error == .illegalSASLState)
        _ = try await broker.ask(MetadataRequest())
        await broker.close()
    }
}
