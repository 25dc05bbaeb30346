import Authentication
import Foundation
import TestSupport
import Testing

@Suite struct SCRAMTests {
    static let example: UserStore = {
        let salt = Array(Data(base64Encoded: "W22ZaJ0SNY7soEsUEjb6gQ==") ?? Data())
        let keys = StoredKeys(password: "pencil", hash: .sha256, salt: salt, iterations: 4096)
        return UserStore(["user": UserStore.User(keys: [.sha256: keys])])
    }()
    static let first = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    static let serverNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    static let final =
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="

    static func login() -> Login { Login(.scramSHA256, users: example, nonce: serverNonce) }

    /// RFC 7677, section 3.
    @Test func theExampleOfTheSpecification() throws {
        var login = Self.login()
        let challenge = try login.take(Array(Self.first.utf8))
        let expected = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
        #expect(challenge == .challenge(Array(expected.utf8)))
        let end = try login.take(Array(Self.final.utf8))
        let signature = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
        #expect(end == .success(user: "user", message: Array(signature.utf8)))
        #expect(throws: AuthenticationError.self) { try login.take(Array(Self.final.utf8)) }
    }

    /// Values of Python's hashlib.
    @Test func keysAreThoseOfAnotherImplementation() throws {
        let stored: [HashFunction: (String, String)] = [
            .sha256: ("HFnVUQinVsVVCwlAatW7t0u6Y1wdYND13AiizRy+5HA=", "YZf5bErEpnPEejFhg5FfmnBD18PW0aqV+W1btuYdqSA="),
            .sha512: (
                "p52GQ2E2hbCCIgxXnJ6SqijPwbbfCah4+SNbEekoeJP2BwsYcuBi4lMquhLrQF95pfDYQkkH0fcWD68zWsLlkw==",
                "xCdVB66+D8XbDxRh+vIz0JD69wIZME6HfO5Lv2yRvwnMZ0brMTC+Ttp3a/LTk1lN9ikX4aFYLfrIX+JoR83eYQ=="
            ),
        ]
        for (hash, expected) in stored {
            let keys = StoredKeys(password: "grüße", hash: hash, salt: Array(0..<16), iterations: 4096)
            #expect(Data(keys.storedKey).base64EncodedString() == expected.0)
            #expect(Data(keys.serverKey).base64EncodedString() == expected.1)
        }
    }

    @Test(arguments: [
        "", ",", "n,,", "n,,n=user", "p=tls-unique,,n=user,r=a", "n,,m=x,n=user,r=a", "n,,n=us=er,r=a", "n,,n=user,r=",
        "n,,n=,r=a", "n,b=x,n=user,r=a", "n,a=other,n=user,r=a", "n,,n=user,r=a b",
    ])
    func firstMessagesThatAreNone(text: String) {
        var login = Self.login()
        #expect(throws: AuthenticationError.self) { try login.take(Array(text.utf8)) }
    }

    @Test func anyChangeOfTheProofIsRefused() throws {
        for place in Self.final.utf8.indices {
            var bytes = Array(Self.final.utf8)
            bytes[Self.final.utf8.distance(from: Self.final.utf8.startIndex, to: place)] ^= 1
            var login = Self.login()
            _ = try login.take(Array(Self.first.utf8))
            #expect(throws: AuthenticationError.self) { try login.take(bytes) }
        }
    }

    @Test func whoeverActsAsItselfMay() throws {
        var login = Self.login()
        guard case .challenge = try login.take(Array("y,a=user,n=user,r=abc".utf8)) else {
            Issue.record("no challenge")
            return
        }
    }

    /// The same salt every time, so that nobody learns from it which names there are.
    @Test func namesThatNobodyHasLookLikeOthers() throws {
        let users = Self.example
        let answers = try (0..<2).map { _ in
            var login = Login(.scramSHA256, users: users, nonce: "n")
            return try login.take(Array("n,,n=nobody,r=abc".utf8))
        }
        #expect(answers[0] == answers[1])
        var login = Login(.scramSHA256, users: users, nonce: "n")
        _ = try login.take(Array("n,,n=nobody,r=abc".utf8))
        let proof = Data(repeating: 0, count: 32).base64EncodedString()
        #expect(throws: AuthenticationError.refused) { try login.take(Array("c=biws,r=abcn,p=\(proof)".utf8)) }
    }

    @Test func noBytesStopTheProcess() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("changed logins: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var challenged = 0
        for _ in 0..<20_000 {
            var login = Self.login()
            for text in [Self.first, Self.final] {
                var bytes = Array(text.utf8)
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                        [0x2C, 0x3D, 0, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random)
                        ?? 0
                }
                if case .challenge = try? login.take(bytes) { challenged += 1 }
            }
        }
        #expect(challenged > 1000)
    }
}

@Suite struct PlainTests {
    static let users = UserStore(["alice": UserStore.User(password: "wonder", iterations: 4096)])

    static func outcome(_ text: String) throws -> Login.Step {
        var login = Login(.plain, users: users)
        return try login.take(Array(text.utf8))
    }

    @Test func theRightPassword() throws {
        #expect(try Self.outcome("\0alice\0wonder") == .success(user: "alice", message: []))
        #expect(try Self.outcome("alice\0alice\0wonder") == .success(user: "alice", message: []))
    }

    @Test(arguments: [
        "\0alice\0wonde", "\0alice\0wonder2", "\0alice\0", "\0bob\0wonder", "bob\0alice\0wonder", "\0\0wonder",
    ])
    func whatIsRefused(text: String) {
        #expect(throws: AuthenticationError.refused) { try Self.outcome(text) }
    }

    @Test(arguments: ["", "alice", "\0alice", "\0alice\0wonder\0"])
    func whatIsMalformed(text: String) {
        #expect { try Self.outcome(text) } throws: { ($0 as? AuthenticationError)?.code == "MALFORMED_LOGIN" }
    }
}

@Suite struct UserFileTests {
    @Test func passwordsAndKeys() throws {
        var users = try UserStore(parsing: Array(#"{"alice":{"password":"wonder"}}"#.utf8))
        users.set(UserStore.User(password: "builder", iterations: 4096), for: "bob")
        let again = try UserStore(parsing: users.serialized)
        #expect(again.users == users.users)
        #expect(!String(decoding: users.serialized, as: UTF8.self).contains("wonder"))
        var login = Login(.plain, users: again)
        #expect(try login.take(Array("\0bob\0builder".utf8)) == .success(user: "bob", message: []))
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"a":1}"#, #"{"a":{}}"#, #"{"":{"password":"x"}}"#, #"{"a":{"password":""}}"#,
        #"{"a":{"password":1}}"#, #"{"a":{"password":"x","more":1}}"#, #"{"a":{"MD5":{}}}"#,
        #"{"a":{"SCRAM-SHA-256":{"salt":"AAAAAAAAAAA=","iterations":10,"storedKey":"","serverKey":""}}}"#,
        #"{"a":{"SCRAM-SHA-256":{"salt":"AAAAAAAAAAA=","iterations":4096,"storedKey":"AA==","serverKey":"AA=="}}}"#,
    ])
    func filesThatAreNone(text: String) {
        #expect { try UserStore(parsing: Array(text.utf8)) } throws: {
            ($0 as? AuthenticationError)?.code == "INVALID_USERS"
        }
    }
}
