import Bytes
import Engine
import Hummingbird
import NIOCore

extension Response {
    /// An answer whose body is JSON.
    init(status: HTTPResponse.Status = .ok, json: [UInt8]) {
        self.init(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }

    /// An answer whose body is one JSON object.
    init(status: HTTPResponse.Status = .ok, object body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object(body)
        self.init(status: status, json: writer.bytes)
    }

    /// `{"status": "…"}`, as Pinot's controller answers a change.
    init(done message: String) {
        self.init { writer in
            writer.object("unrecognizedProperties") { _ in }
            writer.member("status", message)
        }
    }

    /// An answer in plain text.
    init(status: HTTPResponse.Status = .ok, text: String) {
        self.init(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// `{"code": 404, "error": "UNKNOWN_TABLE: …"}`, as Pinot's controller answers a failure.
    init(status: HTTPResponse.Status, error: any CodedError) {
        self.init(status: status) { writer in
            writer.member("code", status.code)
            writer.member("error", "\(error.code): \(error.message)")
        }
    }
}

extension EngineError.Kind {
    var status: HTTPResponse.Status {
        switch self {
        case .invalid: .badRequest
        case .notFound: .notFound
        case .conflict: .conflict
        case .unavailable: .serviceUnavailable
        case .failed: .internalServerError
        }
    }
}
