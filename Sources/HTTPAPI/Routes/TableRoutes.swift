import Engine
import Hummingbird

extension Routes {
    func addTables(to router: Router<Context>) {
        router.get("/tables") { request, _ in
            let names = try tableNames(ofType: try request.queryParameters()["type"])
            return Response { $0.member("tables", names) }
        }
        router.post("/tables") { request, _ in
            try await bodies.withBody(of: request, upTo: Limits.configurationBodyBytes) { body in
                Response(done: "Table \(try await database.createTable(body)) successfully added")
            }
        }
        router.get("/tables/:table") { request, context in
            let name = try TableNames.name(try context.name("table"), type: try request.queryParameters()["type"])
            return try tableConfigs(name)
        }
        router.put("/tables/:table") { request, context in
            let name = try context.name("table")
            return try await bodies.withBody(of: request, upTo: Limits.configurationBodyBytes) { body in
                try await database.alterTable(name, body)
                return Response(done: "Table config updated for \(name)")
            }
        }
        router.delete("/tables/:table") { request, context in
            let name = try TableNames.name(try context.name("table"), type: try request.queryParameters()["type"])
            let dropped = try await database.dropTable(name)
            return Response { $0.member("status", "Tables: [\(dropped.joined(separator: ", "))] deleted") }
        }
        router.get("/tables/:table/schema") { _, context in
            Response(json: try database.tableSchemaJSON(try context.name("table")))
        }
        router.get("/tables/:table/size") { _, context in
            let size = try database.tableSize(try context.name("table"))
            return Response { writer in TableSizeText.write(size, to: &writer) }
        }
    }

    private func tableNames(ofType type: String?) throws -> [String] {
        guard let type, !type.isEmpty else { return database.tableNames() }
        let suffix = try TableNames.name("", type: type)
        return database.tableNamesWithType().filter { $0.hasSuffix(suffix) }.map { TableNames.rawName($0) }
    }

    /// `{"REALTIME": {…}}`, with both types where the name leaves the type open and both exist.
    private func tableConfigs(_ name: String) throws -> Response {
        let configs = try database.tableConfigs(name)
        return Response { writer in
            for config in configs {
                writer.key(TableNames.type(of: config.nameWithType) ?? config.nameWithType)
                writer.raw(config.json)
            }
        }
    }
}
