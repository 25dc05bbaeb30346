/// A host and a port to listen on.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or a numeric address; an IPv6 address without brackets.
    public let host: String
    /// 0 asks the system for a free port.
    public let port: Int

    /// The port on which Pinot's broker listens.
    public static let defaultPort = 8099

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// From `HOST:PORT`, where an IPv6 host is in brackets. Throws `INVALID_ADDRESS`.
    public init(_ text: String) throws(HTTPServiceError) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw HTTPServiceError(.invalidAddress, "'\(text)' is not HOST:PORT with a port from 0 to 65535")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw HTTPServiceError(
                .invalidAddress, "'\(text)': an IPv6 address is written in brackets, as in [::1]:8099")
        }
        guard !host.isEmpty else {
            throw HTTPServiceError(
                .invalidAddress, "'\(text)' names no host; 127.0.0.1:\(port) is reachable from here only")
        }
        self.init(host: String(host), port: Int(port))
    }

    /// Whether only this machine can connect: `localhost`, `127.0.0.0/8` or `::1`.
    public var isLoopback: Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let fields = host.split(separator: ".", omittingEmptySubsequences: false)
        return fields.count == 4 && fields[0] == "127" && fields.allSatisfy { UInt8($0) != nil }
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
