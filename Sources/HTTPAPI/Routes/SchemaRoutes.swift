import Engine
import Hummingbird

extension Routes {
    func addSchemas(to router: Router<Context>) {
        router.get("/schemas") { _, _ in
            var writer = JSONWriter()
            writer.strings(database.schemaNames())
            return Response(json: writer.bytes)
        }
        router.post("/schemas") { request, _ in try await putSchema(request, replacing: nil) }
        router.put("/schemas/:schema") { request, context in
            try await putSchema(request, replacing: try context.name("schema"))
        }
        router.get("/schemas/:schema") { _, context in
            Response(json: try database.schemaJSON(try context.name("schema")))
        }
        router.delete("/schemas/:schema") { _, context in
            let name = try context.name("schema")
            try await database.dropSchema(name)
            return Response(done: "Schema \(name) deleted")
        }
    }

    private func putSchema(_ request: Request, replacing name: String?) async throws -> Response {
        try await bodies.withBody(of: request, upTo: Limits.configurationBodyBytes) { body in
            let stored = try await database.putSchema(body, replacing: name)
            return Response(done: "\(stored) successfully added")
        }
    }
}
