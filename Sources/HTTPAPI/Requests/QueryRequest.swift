import SQL
import Schema

/// What a client asks of `/query/sql`.
package struct QueryRequest: Sendable {
    package var sql: String
    package var options: [QueryOption]

    /// From `{"sql":"…","queryOptions":"k=v;k=v","trace":false}`; other members are ignored, as Pinot ignores them.
    package init(json: [UInt8]) throws(RequestError) {
        let body: JSONValue
        do {
            body = try JSONValue.read(json)
        } catch {
            throw RequestError(code: error.code, error.message)
        }
        guard let sql = body["sql"]?.string else {
            throw RequestError(
                code: "MISSING_SQL", "the body is to be a JSON object with the statement in \"sql\"")
        }
        try self.init(sql: sql, options: body["queryOptions"]?.string, trace: body["trace"]?.boolean ?? false)
    }

    /// From the parameters of a GET request.
    package init(_ parameters: QueryParameters) throws(RequestError) {
        guard let sql = parameters["sql"] else {
            throw RequestError(code: "MISSING_SQL", "the statement is to be in the parameter 'sql'")
        }
        try self.init(sql: sql, options: parameters["queryOptions"], trace: parameters["trace"] == "true")
    }

    private init(sql: String, options: String?, trace: Bool) throws(RequestError) {
        guard !trace else {
            throw RequestError(code: "UNSUPPORTED_TRACE", "\"trace\":true is not available in this version")
        }
        self.sql = sql
        self.options = try QueryOptionsText.parse(options ?? "")
    }
}
