import Bytes
import Hummingbird

/// A request that this layer refuses before it reaches the database.
package struct RequestError: CodedError {
    package let status: HTTPResponse.Status
    package let code: String
    package let message: String

    package init(_ status: HTTPResponse.Status = .badRequest, code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }
}
