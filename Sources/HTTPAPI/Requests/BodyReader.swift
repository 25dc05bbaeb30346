import Hummingbird
import NIOCore
import Synchronization

/// Collects request bodies, each under its own limit and all together under one.
package final class BodyReader: Sendable {
    private let inFlight = Mutex(0)

    package init() {}

    /// Runs `use` with a request's whole body.
    ///
    /// Throws `BODY_TOO_LARGE` (413) over `limit`, and `SERVER_BUSY` (503) while other requests hold the memory
    /// that this one would need. What the client still sends is then read and dropped, so its connection survives.
    package func withBody<Result: Sendable>(
        of request: Request, upTo limit: Int, _ use: ([UInt8]) async throws -> Result
    ) async throws -> Result {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > limit { throw tooLarge(limit) }
        let counted = max(0, (declared ?? limit) - Limits.uncountedBodyBytes)
        try acquire(counted)
        defer { inFlight.withLock { $0 -= counted } }
        return try await use(try await collect(request, declared: declared, limit: limit))
    }

    private func collect(_ request: Request, declared: Int?, limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(declared ?? 0, limit))
        for try await part in request.body {
            guard part.readableBytes <= limit - bytes.count else { throw tooLarge(limit) }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    private func acquire(_ count: Int) throws(RequestError) {
        let acquired = inFlight.withLock { total in
            guard total + count <= Limits.bodyBytesInFlight else { return false }
            total += count
            return true
        }
        guard acquired else {
            throw RequestError(
                .serviceUnavailable, code: "SERVER_BUSY",
                "request bodies of \(Limits.bodyBytesInFlight >> 20) MiB are being worked on; try again")
        }
    }

    private func tooLarge(_ limit: Int) -> RequestError {
        RequestError(.contentTooLarge, code: "BODY_TOO_LARGE", "the body is over the limit of \(limit) bytes")
    }
}
