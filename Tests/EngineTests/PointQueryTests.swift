import Engine
import Schema
import TestSupport
import Testing

/// Questions for few rows of many: the answers are the same while the rows are in memory and when they are sealed.
@Suite struct PointQueryTests {
    @Test func consumingAndSealedRowsAnswerAlike() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<30_000)
        var random = SeededGenerator(seed: 11)
        let statements = (0..<60).map { number -> String in
            let id = random.next() % 31_000
            let (columns, what) = ("id, word, amount", "COUNT(*), MIN(id), SUM(amount)")
            let (some, three) = ("id BETWEEN \(id) AND \(id + 20)", "id IN (\(id), \(id / 2), \(id / 3))")
            return switch number % 6 {
            case 0: "SELECT \(columns) FROM events WHERE id = \(id)"
            case 1: "SELECT \(columns) FROM events WHERE \(some) ORDER BY id"
            case 2: "SELECT \(what) FROM events WHERE id = \(id) AND word <> 'w3'"
            case 3: "SELECT word, COUNT(*) FROM events WHERE \(three) GROUP BY word ORDER BY word"
            case 4: "SELECT id FROM events WHERE word = 'w\(number)' OR id = \(id) ORDER BY id LIMIT 5"
            default: "SELECT \(what) FROM events WHERE id > \(id) AND id < \(id + 2000) AND amount > 3"
            }
        }
        var consuming: [[[Value]]] = []
        for statement in statements { consuming.append(try await test.rows(statement)) }
        #expect(consuming.contains { !$0.isEmpty })
        try await test.database.forceCommit("events")
        for (statement, expected) in zip(statements, consuming) {
            #expect(try await test.rows(statement) == expected, "\(statement)")
        }
        await test.database.close()
    }
}
