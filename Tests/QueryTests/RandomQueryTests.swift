import Query
import SQL
import Schema
import Testing

/// Random statements over random tables, in every physical form, against the reference evaluator.
struct RandomQueryTests {
    #if DEBUG
        static let seeds = Array(UInt64(1)...8)
    #else
        static let seeds = Array(UInt64(1)...200)
    #endif

    @Test(arguments: seeds)
    func answersAreThoseOfTheReference(seed: UInt64) throws {
        var queries = RandomQueries(seed: seed)
        let table = queries.table()
        var snapshots = PhysicalForm.allCases.map { ("\($0)", table.snapshot($0)) }
        snapshots.append(("mixed", table.mixedSnapshot(from: Int(seed))))
        snapshots.append(("sealed", try table.sealedSnapshot()))
        for number in 0..<40 {
            let sql = queries.statement()
            let expected = try ReferenceQuery(statement: reference(sql), fields: table.fields, rows: table.rows).run()
            for (form, snapshot) in snapshots {
                for shape in RunShape.all {
                    let actual = try run(sql, on: snapshot, limits(shape)).rows
                    #expect(
                        actual == expected,
                        "seed \(seed), statement \(number), \(form), \(shape): \(sql)")
                    if actual != expected { return }
                }
            }
        }
    }

    /// The statement for the reference evaluator, which knows no literals of instants.
    private func reference(_ sql: String) throws -> SelectStatement {
        let instants = [
            ("'2013-01-01 06:00:00'", "1357020000000"), ("'2013-01-01T12:00:00.000Z'", "1357041600000"),
            ("'2013-01-01'", "1356998400000"),
        ]
        var text = sql[...]
        var result = ""
        while !text.isEmpty {
            if let (literal, number) = instants.first(where: { text.hasPrefix($0.0) }) {
                result += number
                text = text.dropFirst(literal.count)
            } else {
                result.append(text.removeFirst())
            }
        }
        return try select(result)
    }
}
