import Engine
import Hummingbird

/// What operators see and do of consumption: Pinot's paths, and those for dead letters and for offsets.
extension Routes {
    func addConsumption(to router: Router<Context>) {
        router.post("/tables/:table/forceCommit") { request, context in
            // Pinot answers before the segments are sealed; here one has to ask for that.
            let waits = try request.queryParameters()["wait"] != "false"
            let name = try context.name("table")
            let job = waits ? try await database.forceCommit(name) : try await database.beginCommit(name)
            return Response { writer in
                writer.member("forceCommitStatus", "SUCCESS")
                writer.member("forceCommitJobId", job.id)
            }
        }
        router.get("/tables/forceCommitStatus/:job") { _, context in
            let job = try database.commitJob(try context.name("job"))
            return Response { writer in ConsumingText.write(job, to: &writer) }
        }
        router.get("/tables/:table/consumingSegmentsInfo") { request, context in
            let partitions = try database.consumingSegments(try context.name("table"))
            let server = request.publicAddress.serverName
            return Response { writer in ConsumingText.write(partitions, server: server, to: &writer) }
        }
        router.post("/tables/:table/pauseConsumption") { _, context in
            let status = try await database.pauseConsumption(try context.name("table"))
            return Response { writer in ConsumingText.write(status, to: &writer) }
        }
        router.post("/tables/:table/resumeConsumption") { request, context in
            let start = try consumeFrom(try request.queryParameters()["consumeFrom"])
            let status = try await database.resumeConsumption(try context.name("table"), from: start)
            return Response { writer in ConsumingText.write(status, to: &writer) }
        }
        router.get("/tables/:table/pauseStatus") { _, context in
            let status = try database.pauseStatus(try context.name("table"))
            return Response { writer in ConsumingText.write(status, to: &writer) }
        }
        router.post("/tables/:table/skipRecords") { request, context in
            let parameters = try request.queryParameters()
            let offset = try parameters.number("offset")
            let partition = try parameters.number("partition")
            guard let topic = parameters["topic"] else {
                throw RequestError(
                    code: "MISSING_PARAMETER", "the parameter 'topic' says which topic's partition it is")
            }
            try await database.skipRecords(
                of: try context.name("table"), topic: topic, partition: Int(clamping: partition), to: offset)
            return Response(done: "\(topic)/\(partition) goes on at offset \(offset)")
        }
        router.post("/tables/:table/deadLetters/redrive") { request, context in
            let condition = try request.queryParameters()["where"]
            let outcome = try await database.redriveDeadLetters(try context.name("table"), where: condition)
            return Response { writer in
                writer.member("redriven", outcome.redriven)
                writer.member("left", outcome.left)
            }
        }
    }

    private func consumeFrom(_ text: String?) throws -> ConsumeFrom {
        switch text?.lowercased() {
        case nil, "", "lastconsumed": return .lastConsumed
        case "largest": return .largest
        case "smallest":
            throw RequestError(
                code: "UNSUPPORTED_PARAMETER",
                "consumeFrom=smallest would consume records twice; a new table begins at the smallest offset")
        default:
            throw RequestError(
                code: "INVALID_PARAMETER", "consumeFrom is lastConsumed or largest, not '\(text?.prefix(64) ?? "")'")
        }
    }
}

extension QueryParameters {
    /// A whole number that must be there.
    fileprivate func number(_ name: String) throws(RequestError) -> Int64 {
        guard let text = self[name] else {
            throw RequestError(code: "MISSING_PARAMETER", "the parameter '\(name)' is to be a whole number")
        }
        guard let number = Int64(text), number >= 0 else {
            throw RequestError(code: "INVALID_PARAMETER", "'\(name)' is to be a whole number, not '\(text.prefix(64))'")
        }
        return number
    }
}
