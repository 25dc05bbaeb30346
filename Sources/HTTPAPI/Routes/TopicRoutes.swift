import Engine
import Hummingbird

extension Routes {
    func addTopics(to router: Router<Context>) {
        router.get("/topics") { _, _ in
            let topics = database.topics()
            return Response { writer in
                writer.array("topics", of: topics) { writer, topic in
                    writer.object { TopicText.write(topic, to: &$0) }
                }
            }
        }
        router.get("/topics/:topic") { _, context in
            let topic = try database.topic(try context.name("topic"))
            return Response { writer in TopicText.write(topic, to: &writer) }
        }
        router.post("/topics/:topic") { request, context in
            let name = try context.name("topic")
            let parameters = try request.queryParameters()
            let partitions = try parameters.integer("partitions", in: 1...Limits.topicPartitions) ?? 1
            try await database.createTopic(name, partitions: partitions, settings: settings(parameters))
            return Response(done: "Topic \(name) successfully added")
        }
        router.put("/topics/:topic") { request, context in
            let name = try context.name("topic")
            let parameters = try request.queryParameters()
            let settings = settings(parameters)
            if !settings.isEmpty { try await database.alterTopic(name, settings: settings) }
            if let partitions = try parameters.integer("partitions", in: 1...Limits.topicPartitions) {
                try await database.growTopic(name, to: partitions)
            }
            return Response(done: "Topic \(name) successfully updated")
        }
        router.delete("/topics/:topic") { _, context in
            let name = try context.name("topic")
            try await database.dropTopic(name)
            return Response(done: "Topic \(name) deleted")
        }
        addRecords(to: router)
    }

    private func addRecords(to router: Router<Context>) {
        router.post("/topics/:topic/records") { request, context in
            let name = try context.name("topic")
            let keyField = try request.queryParameters()["key"].flatMap { $0.isEmpty ? nil : $0 }
            return try await bodies.withBody(of: request, upTo: Limits.recordsBodyBytes) { body in
                let ranges = try await database.produce(body, to: name, keyField: keyField)
                return Response { writer in TopicText.write(ranges, to: &writer) }
            }
        }
        router.get("/topics/:topic/records") { request, context in
            let name = try context.name("topic")
            let parameters = try request.queryParameters()
            let records = try await database.records(
                of: name,
                partition: try parameters.integer("partition", in: 0...Limits.topicPartitions) ?? 0,
                from: try parameters.integer("offset", in: 0...Int64.max) ?? 0,
                limit: try parameters.integer("limit", in: 1...Limits.recordsPerRead)
                    ?? Limits.defaultRecordsPerRead)
            return Response { writer in TopicText.write(records, to: &writer) }
        }
    }

    /// All parameters but the count of partitions, by their names in Kafka. An empty value stands for the default.
    private func settings(_ parameters: QueryParameters) -> [(name: String, value: String?)] {
        let others = ["retentionMs": "retention.ms", "retentionBytes": "retention.bytes"]
        return parameters.all.filter { $0.name != "partitions" }.map { parameter in
            (others[parameter.name] ?? parameter.name, parameter.value.isEmpty ? nil : parameter.value)
        }
    }
}
