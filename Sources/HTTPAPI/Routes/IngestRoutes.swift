import Engine
import Hummingbird
import Schema

extension Routes {
    func addIngestion(to router: Router<Context>) {
        router.post("/ingestFromFile") { request, _ in
            let parameters = try request.queryParameters()
            let table = try parameters.require("tableNameWithType")
            try checkBatchConfig(parameters["batchConfigMapStr"])
            return try await bodies.withBody(of: request, upTo: Limits.fileBodyBytes) { body in
                let file = try UploadedFile.content(of: body, contentType: request.headers[.contentType])
                return ingested(try await database.ingest(file, into: table), into: table)
            }
        }
    }

    private func ingested(_ segment: SegmentInfo, into table: String) -> Response {
        Response { writer in
            writer.member("status", "Successfully ingested file into table: \(table) as segment: \(segment.name)")
            writer.member("segmentName", segment.name)
            writer.member("rows", segment.rowCount)
        }
    }

    /// Reads Pinot's `batchConfigMapStr`, a JSON object of strings; only JSON files are taken.
    private func checkBatchConfig(_ text: String?) throws(RequestError) {
        guard let text else { return }
        guard let config = try? JSONValue.read(Array(text.utf8)), config.members != nil else {
            throw RequestError(
                code: "INVALID_PARAMETER", "'batchConfigMapStr' is '\(text)', expected a JSON object")
        }
        let format = config["inputFormat"]?.string ?? "json"
        guard format.lowercased() == "json" else {
            throw RequestError(
                code: "UNSUPPORTED_INPUT_FORMAT",
                "'inputFormat' is '\(format)'; this version reads json, one object per line")
        }
    }
}
