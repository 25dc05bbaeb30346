import Foundation
import Testing

/// The flights of 2013 from New York, and what SQLite answers about them.
struct Flights {
    /// One JSON object a line.
    let lines: [Data]
    let questions: [Question]

    struct Question {
        let sql: String
        let rows: [[Any]]
    }

    init() throws {
        let data = try Project.file(".cache/flights.ndjson")
        lines = data.split(separator: UInt8(ascii: "\n"))
        let answers = try JSONSerialization.jsonObject(with: Project.file(".cache/flights-answers.json"))
        questions = try (answers as? [[String: Any]] ?? []).map { answer in
            Question(
                sql: try #require(answer["sql"] as? String), rows: try #require(answer["rows"] as? [[Any]]))
        }
        #expect(lines.count == 336_776)
        #expect(questions.count == 10)
    }

    /// Some of the lines as the body of a request.
    static func body(_ lines: ArraySlice<Data>) -> Data {
        var body = Data()
        for line in lines {
            body += line
            body.append(UInt8(ascii: "\n"))
        }
        return body
    }

    /// Creates schema, topic and table. `rows` is the threshold at which a segment is sealed.
    static func create(on server: ServerProcess, rows: Int? = nil) async throws {
        try await server.json("POST", "/schemas", body: Project.file("scripts/flights/schema.json"))
        try await server.json("POST", "/topics/flights?partitions=4")
        var table = try #require(
            try JSONSerialization.jsonObject(with: Project.file("scripts/flights/table.json")) as? [String: Any])
        if let rows { table = Self.withThreshold(table, rows) as? [String: Any] ?? [:] }
        try await server.json("POST", "/tables", body: JSONSerialization.data(withJSONObject: table))
    }

    /// The table's config with a flush threshold beside the name of the topic, wherever that stands.
    private static func withThreshold(_ value: Any, _ rows: Int) -> Any {
        if var object = value as? [String: Any] {
            for (key, member) in object { object[key] = withThreshold(member, rows) }
            if object["stream.martlet.topic.name"] != nil {
                object["realtime.segment.flush.threshold.rows"] = String(rows)
            }
            return object
        }
        return (value as? [Any])?.map { withThreshold($0, rows) } ?? value
    }

    func produceAll(to server: ServerProcess) async throws {
        for start in stride(from: 0, to: lines.count, by: 40_000) {
            let range = start..<min(start + 40_000, lines.count)
            try await server.json("POST", "/topics/flights/records?key=tailnum", body: Self.body(lines[range]))
        }
        for _ in 0..<6000 where try await server.integer("SELECT COUNT(*) FROM flights") < lines.count {
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Compares the server's answers with SQLite's: numbers to nine digits where they are averages, everything else
    /// exactly.
    func checkAnswers(of server: ServerProcess, _ when: String) async throws {
        for question in questions {
            let rows = try await server.rows(question.sql)
            #expect(rows.count == question.rows.count, "\(when): \(question.sql)")
            for (row, expected) in zip(rows, question.rows) {
                #expect(row.count == expected.count)
                for (value, wanted) in zip(row, expected) {
                    #expect(Self.isSame(value, wanted), "\(when): \(value) is not \(wanted): \(question.sql)")
                }
            }
        }
    }

    private static func isSame(_ value: Any, _ wanted: Any) -> Bool {
        switch (value, wanted) {
        case (is NSNull, is NSNull): return true
        case (let value as String, let wanted as String): return value == wanted
        case (let value as NSNumber, let wanted as NSNumber):
            if let value = value as? Int, let wanted = wanted as? Int { return value == wanted }
            let (value, wanted) = (value.doubleValue, wanted.doubleValue)
            return abs(value - wanted) <= 1e-9 * max(abs(value), abs(wanted))
        default: return false
        }
    }
}
