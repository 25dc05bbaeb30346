import Engine
import Hummingbird
import Logging

/// Turns whatever a route throws into Pinot's JSON, and keeps the access log: requests at debug level, failures on
/// our side at warning.
struct ErrorMiddleware<Context: RequestContext>: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = answer(to: error, request)
        }
        logger.debug(
            "\(request.method.rawValue) \(request.uri.path) \(response.status.code)",
            metadata: ["micros": "\((ContinuousClock.now - start).wholeMicroseconds)"])
        return response
    }

    private func answer(to error: any Error, _ request: Request) -> Response {
        switch error {
        case let error as EngineError:
            if error.kind == .failed { logger.warning("\(request.uri.path): \(error)") }
            return Response(status: error.kind.status, error: error)
        case let error as RequestError:
            return Response(status: error.status, error: error)
        case let error as HTTPError where error.status == .notFound:
            let place = "\(request.method.rawValue) \(request.uri.path)"
            return Response(
                status: .notFound, error: RequestError(.notFound, code: "UNKNOWN_PATH", "there is no \(place)"))
        case let error as HTTPError:
            let text = error.body ?? error.status.reasonPhrase
            return Response(status: error.status, error: RequestError(error.status, code: "HTTP_ERROR", text))
        default:
            logger.warning("\(request.uri.path): \(error)")
            let failure = RequestError(.internalServerError, code: "INTERNAL_ERROR", "the request failed; see the log")
            return Response(status: .internalServerError, error: failure)
        }
    }
}
