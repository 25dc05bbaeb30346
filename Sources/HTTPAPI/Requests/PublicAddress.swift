import Hummingbird

/// Where a client reached the server, by its own Host header: what it can be told to connect to.
struct PublicAddress: Hashable, Sendable {
    let host: String
    let port: Int

    /// The port that a Host header without one means.
    private static let httpPort = 80

    init(authority: String) {
        let address = try? ListenAddress(authority)
        host = address?.host ?? (authority.isEmpty ? "localhost" : authority)
        port = address?.port ?? Self.httpPort
    }

    var brokerName: String { "Broker_\(host)_\(port)" }
    var serverName: String { "Server_\(host)_\(port)" }
}

extension Request {
    var publicAddress: PublicAddress { PublicAddress(authority: head.authority ?? "") }
}
