import Engine
import Hummingbird

/// What Trino, Presto and Pinot's Java client ask to find brokers and servers: one process is both.
extension Routes {
    func addDiscovery(to router: Router<Context>) {
        router.get("/tables/:table/instances") { request, context in
            let name = try context.name("table")
            let types = try database.tableConfigs(name).map { TableNames.type(of: $0.nameWithType) ?? "" }
            return instances(TableNames.rawName(name), types: types, at: request.publicAddress)
        }
        router.get("/brokers/tables/:table") { request, context in
            _ = try database.tableConfigs(try context.name("table"))
            var writer = JSONWriter()
            writer.strings([request.publicAddress.brokerName])
            return Response(json: writer.bytes)
        }
        router.get("/v2/brokers/tables") { request, _ in
            brokers(of: database.tableNames(), at: request.publicAddress)
        }
        router.get("/debug/routingTable/:table") { request, context in
            try routing(try context.name("table"), at: request.publicAddress)
        }
        router.get("/debug/timeBoundary/:table") { _, context -> Response in
            let name = try context.name("table")
            throw RequestError(.notFound, code: "NO_TIME_BOUNDARY", "the table '\(name)' has no time boundary")
        }
    }

    private func instances(_ table: String, types: [String], at address: PublicAddress) -> Response {
        Response { writer in
            writer.member("tableName", table)
            for (key, name) in [("brokers", address.brokerName), ("server", address.serverName)] {
                writer.array(key, of: types) { writer, type in
                    writer.object { writer in
                        writer.member("tableType", type.lowercased())
                        writer.member("instances", [name])
                    }
                }
            }
        }
    }

    private func brokers(of tables: [String], at address: PublicAddress) -> Response {
        Response { writer in
            for table in tables {
                writer.array(table, of: [address]) { writer, address in
                    writer.object { writer in
                        writer.member("host", address.host)
                        writer.member("port", address.port)
                        writer.member("instanceName", address.brokerName)
                    }
                }
            }
        }
    }

    /// `{"t_REALTIME": {"Server_host_port": ["segment", …]}}`
    private func routing(_ table: String, at address: PublicAddress) throws -> Response {
        let groups = try database.segments(table)
        return Response { writer in
            for group in groups {
                writer.object("\(TableNames.rawName(table))_\(group.tableType)") { writer in
                    writer.member(address.serverName, group.segments.map(\.name))
                }
            }
        }
    }
}
