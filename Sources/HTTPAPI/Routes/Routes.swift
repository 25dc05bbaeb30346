import Engine
import Hummingbird
import Logging

/// What every group of routes works with.
struct Routes: Sendable {
    typealias Context = BasicRequestContext

    let database: Database
    let logger: Logger
    let process: ProcessFigures
    let bodies = BodyReader()

    /// The router with every path of the HTTP surface.
    func router() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ErrorMiddleware(logger: logger))
        addHealth(to: router)
        addQueries(to: router)
        addSchemas(to: router)
        addTables(to: router)
        addSegments(to: router)
        addConsumption(to: router)
        addIngestion(to: router)
        addTopics(to: router)
        addDiscovery(to: router)
        return router
    }
}

extension BasicRequestContext {
    /// A part of the path, with percent-escapes decoded.
    func name(_ parameter: String) throws -> String {
        guard let name = PercentCoding.decode(Substring(try parameters.require(parameter))) else {
            throw RequestError(code: "MALFORMED_URL", "cannot decode a name in the path")
        }
        return name
    }
}

extension Request {
    /// The parameters behind the `?`.
    func queryParameters() throws(RequestError) -> QueryParameters { try QueryParameters(uri.query) }
}
