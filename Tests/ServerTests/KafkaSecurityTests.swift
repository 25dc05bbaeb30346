import Foundation
import Testing

/// A server with users, a certificate, or both.
private struct SecureHost {
    let server: ServerProcess
    let data: TemporaryDirectory
    let environment: [String: String]

    static func start(users: Bool, encrypted: Bool) async throws -> SecureHost {
        let data = try TemporaryDirectory()
        var options: [String] = []
        var environment = ["MARTLET_PROTOCOL": encrypted ? "SASL_SSL" : "SASL_PLAINTEXT"]
        if users { options += ["--kafka-users", try await userFile(in: data.path)] }
        if encrypted {
            try await makeCertificate(in: data.path)
            options += ["--kafka-tls-certificate", data.path + "/cert.pem", "--kafka-tls-key", data.path + "/key.pem"]
            environment["MARTLET_CA"] = data.path + "/cert.pem"
        }
        let server = try await ServerProcess(data: data.path + "/data", kafka: true, arguments: options)
        return SecureHost(server: server, data: data, environment: environment)
    }

    /// One user with a name that has to be escaped, made by the command; the keys of both are in the file.
    private static func userFile(in directory: String) async throws -> String {
        let file = directory + "/users.json"
        for (name, password) in [("al,ice=1", "wonder, =land"), ("bob", "builder")] {
            let input = URL(filePath: directory + "/password")
            try Data((password + "\n").utf8).write(to: input)
            let added = try await ServerProcess.run(
                Project.binary, ["user", "add", name, "--file", file], input: input)
            #expect(added.status == 0 && added.output == "added user \(name)\n", Comment(rawValue: added.errors))
        }
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains("SCRAM-SHA-512") && !text.contains("builder"))
        return file
    }

    private static func makeCertificate(in directory: String) async throws {
        let made = try await ServerProcess.run(
            URL(filePath: "/usr/bin/openssl"),
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=martlet-test", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", directory + "/key.pem", "-out", directory + "/cert.pem",
            ])
        guard made.status == 0 else { throw TestFailure("openssl: \(made.errors)") }
    }

    func run(_ scenario: String) async throws {
        let directory = Project.root.appending(path: "Tests/ServerTests/kafka")
        let outcome = try await ServerProcess.run(
            directory.appending(path: ".venv/bin/python"),
            ["-B", directory.appending(path: "security.py").path, server.kafkaAddress, scenario],
            environment: environment)
        let detail = "\(scenario): status \(outcome.status)\n\(outcome.output)\(outcome.errors.suffix(3000))"
        #expect(outcome.status == 0 && outcome.output.hasSuffix("ok\n"), Comment(rawValue: detail))
    }
}

/// Kafka's clients, unmodified, log in to the real binary.
@Suite(.serialized) struct KafkaSecurityTests {
    @Test(arguments: [false, true])
    func clientsLogInByEveryMechanism(encrypted: Bool) async throws {
        let host = try await SecureHost.start(users: true, encrypted: encrypted)
        for scenario in ["confluent", "python", "wrong"] { try await host.run(scenario) }
        #expect(await host.server.terminate() == 0)
    }

    @Test func nothingIsAnsweredBeforeALogin() async throws {
        let host = try await SecureHost.start(users: true, encrypted: false)
        try await host.run("unauthenticated")
        #expect(await host.server.terminate() == 0)
    }

    @Test func encryptionWithoutUsers() async throws {
        let host = try await SecureHost.start(users: false, encrypted: true)
        try await host.run("encrypted")
        #expect(await host.server.terminate() == 0)
    }

    @Test func otherMachinesReachAListenerWithUsersOnly() async throws {
        let data = try TemporaryDirectory()
        let open = try await ServerProcess.run(
            ["serve", "--data", data.path + "/data", "--http", "127.0.0.1:0", "--kafka", "0.0.0.0:0"])
        #expect(open.status == 1 && open.errors.contains("INSECURE_ADDRESS"), Comment(rawValue: open.errors))
        try Data(#"{"bob":{"password":""}}"#.utf8).write(to: URL(filePath: data.path + "/users.json"))
        let broken = try await ServerProcess.run(
            [
                "serve", "--data", data.path + "/data", "--http", "127.0.0.1:0", "--kafka", "127.0.0.1:0",
                "--kafka-users", data.path + "/users.json",
            ])
        #expect(broken.status == 1 && broken.errors.contains("INVALID_USERS"), Comment(rawValue: broken.errors))
        let certificate = try await ServerProcess.run(
            [
                "serve", "--data", data.path + "/data", "--http", "127.0.0.1:0", "--kafka", "127.0.0.1:0",
                "--kafka-tls-certificate", data.path + "/users.json", "--kafka-tls-key", data.path + "/users.json",
            ])
        #expect(
            certificate.status == 1 && certificate.errors.contains("INVALID_CERTIFICATE"),
            Comment(rawValue: certificate.errors))
    }
}
