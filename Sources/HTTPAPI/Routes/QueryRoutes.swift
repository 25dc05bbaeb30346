import Engine
import Hummingbird
import Logging
import Query

extension Routes {
    /// Pinot's broker answers under `/query/sql` and `/query`, its controller under `/sql`.
    func addQueries(to router: Router<Context>) {
        for path: RouterPath in ["/query/sql", "/query", "/sql"] {
            router.post(path) { request, _ in
                try await bodies.withBody(of: request, upTo: Limits.queryBodyBytes) { body in
                    await answer(try QueryRequest(json: body), request)
                }
            }
            router.get(path) { request, _ in
                await answer(try QueryRequest(try request.queryParameters()), request)
            }
        }
        router.get("/queries") { _, _ in queries() }
        router.delete("/query/:id") { _, context in
            let id = try context.name("id")
            guard let number = UInt64(id), database.cancelQuery(number) else {
                throw RequestError(.notFound, code: "UNKNOWN_QUERY", "no query \(id) waits or runs")
            }
            return Response(text: "Cancelled query: \(id)")
        }
    }

    /// `{"17": "SELECT …"}`: what waits or runs, as Pinot's broker answers.
    private func queries() -> Response {
        Response { writer in
            for query in database.runningQueries() { writer.member(String(query.id), query.sql) }
        }
    }

    private func answer(_ query: QueryRequest, _ request: Request) async -> Response {
        var body = QueryResponse()
        body.requestID = database.nextQueryID()
        body.brokerID = request.publicAddress.brokerName
        do throws(EngineError) {
            body.fill(try await database.query(query.sql, options: query.options, id: body.requestID))
        } catch {
            if error.kind == .failed { logger.warning("query \(body.requestID): \(error)") }
            body.failure = .init(code: PinotErrorCode(error), message: "\(error.code): \(error.message)")
        }
        let status = request.wantsStatusForErrors ? body.failure?.code.status : nil
        var response = Response(status: status ?? .ok, json: body.json())
        response.headers[.pinotErrorCode] = String(body.failure?.code.rawValue ?? PinotErrorCode.none)
        return response
    }
}

extension QueryResponse {
    mutating func fill(_ answer: QueryAnswer) {
        table = ResultTable(answer.result)
        statistics = answer.result.statistics
        tableName = answer.tableName
        duration = answer.duration
        epoch = answer.epoch
        offsets = answer.offsets
        freshness = answer.freshness
        unavailableSegments = answer.unavailableSegments
    }
}

extension Request {
    /// Pinot's clients see the error in the body, unless they ask for a status.
    fileprivate var wantsStatusForErrors: Bool {
        headers[.pinotUseStatusForErrors]?.lowercased() == "true"
    }
}
