import Foundation
import HTTPAPI
import Schema

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Requests to a running server.
struct ServerClient {
    let base: String

    /// Seconds without a byte after which a request is given up.
    private static let timeout: TimeInterval = 300

    /// The JSON of an answer; a failure that the server reports becomes a `CommandFailure` with its words.
    func request(
        _ method: String, _ path: [String], _ parameters: [(name: String, value: String?)] = [], body: [UInt8]? = nil
    ) async throws -> JSONValue {
        let (status, bytes) = try await send(method, path, parameters, body)
        let json = try? JSONValue.read(bytes)
        guard (200..<300).contains(status) else {
            throw CommandFailure(json?["error"]?.string ?? "HTTP_\(status): \(String(decoding: bytes, as: UTF8.self))")
        }
        guard let json else {
            throw CommandFailure(
                code: "UNEXPECTED_ANSWER", "the server's answer is not JSON; is \(base) a Martlet server?")
        }
        return json
    }

    private func send(
        _ method: String, _ path: [String], _ parameters: [(name: String, value: String?)], _ body: [UInt8]?
    ) async throws -> (status: Int, body: [UInt8]) {
        var text = base + path.map { "/" + PercentCoding.encode($0) }.joined()
        let pairs = parameters.compactMap { pair in pair.value.map { "\(pair.name)=\(PercentCoding.encode($0))" } }
        if !pairs.isEmpty { text += "?" + pairs.joined(separator: "&") }
        guard let url = URL(string: text) else { throw CommandFailure(code: "INVALID_URL", text) }
        var request = URLRequest(url: url, timeoutInterval: Self.timeout)
        request.httpMethod = method
        if let body {
            request.httpBody = Data(body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        return try await perform(request)
    }

    private func perform(_ request: URLRequest) async throws -> (status: Int, body: [UInt8]) {
        do {
            let (data, response) = try await URLSession.shared.data(for: request)
            return ((response as? HTTPURLResponse)?.statusCode ?? 0, Array(data))
        } catch let error as URLError where error.code == .cannotConnectToHost {
            throw CommandFailure(
                code: "CANNOT_CONNECT",
                "no server answers at \(base); start one with 'martlet serve' or give its --url")
        } catch let error as URLError {
            throw CommandFailure(code: "CANNOT_CONNECT", "\(base): \(error.localizedDescription)")
        }
    }
}
