import Engine
import Hummingbird

extension Routes {
    func addSegments(to router: Router<Context>) {
        router.get("/segments/:table") { request, context in
            let name = try TableNames.name(try context.name("table"), type: try request.queryParameters()["type"])
            return try segments(name)
        }
        router.post("/segments/:table/reload") { request, context in
            let name = try TableNames.name(try context.name("table"), type: try request.queryParameters()["type"])
            let jobs = try database.reloadSegments(name)
            return Response { ReloadText.write(jobs, to: &$0) }
        }
        router.post("/segments/:table/:segment/reload") { request, context in
            let name = try TableNames.name(try context.name("table"), type: try request.queryParameters()["type"])
            let jobs = try database.reloadSegments(name, segment: try context.name("segment"))
            return Response { $0.member("status", jobs.map { ReloadText.submitted($0) }.joined(separator: "; ")) }
        }
        router.get("/segments/segmentReloadStatus/:job") { _, context in
            let job = try database.reloadJob(try context.name("job"))
            return Response { writer in ReloadText.write(job, to: &writer) }
        }
    }

    /// `[{"OFFLINE": ["…"]}, {"REALTIME": ["…"]}]`
    private func segments(_ name: String) throws -> Response {
        let groups = try database.segments(name)
        var writer = JSONWriter()
        writer.beginArray()
        for group in groups {
            writer.object { $0.member(group.tableType, group.segments.map(\.name)) }
        }
        writer.endArray()
        return Response(json: writer.bytes)
    }
}
