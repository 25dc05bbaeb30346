import SQL
import TestSupport
import Testing

private let corpus = [
    "SELECT * FROM flights LIMIT 10",
    "SET timeoutMs = 100; SELECT carrier, COUNT(*) AS n FROM flights WHERE month = 1 GROUP BY carrier ORDER BY n DESC",
    "SELECT DISTINCT \"my col\", `x` FROM \"t\" WHERE a NOT IN (1, -2.5e3, 'it''s') AND b LIKE 'x!%' ESCAPE '!'",
    "SELECT f(a, -b * (c + 1) % 3), count(DISTINCT d) FROM t WHERE NOT a BETWEEN 1 AND 2 OR c IS NOT NULL -- end",
    "SELECT a /* note */ FROM t HAVING sum(x) / count(*) >= .5 ORDER BY 1 NULLS LAST, größe LIMIT 5, 10 OPTION(k=v)",
    "SELECT CASE x.a WHEN 1 THEN 'b' ELSE CAST(c AS INT ARRAY) END || d::VARCHAR FROM t AS x WHERE x.e ILIKE 'f'",
    "SELECT CASE WHEN a IS NOT DISTINCT FROM b THEN TRY_CAST(c AS LONG) END, EXTRACT(YEAR FROM d) FROM t x",
    "SELECT listAgg(a, ',') WITHIN GROUP (ORDER BY b DESC), sum(c) FILTER (WHERE d IS TRUE), ARRAY[1, 2.50] FROM t",
    "SELECT a FROM t WHERE b >= TIMESTAMP '2024-01-01' - INTERVAL '3' DAY GROUP BY ROLLUP(a, (b, c)), CUBE(d)",
    "EXPLAIN ANALYZE SELECT a FROM t GROUP BY GROUPING SETS ((a, b), a, ())",
    "SELECT -9223372036854775808, $docId, ((((a)))), TRUE, null FROM t WHERE '🐦' <> a AND b != -(-1)",
]

private let pieces = [
    "'", "\"", "`", "(", ")", ",", ";", "--", "/*", "*/", "*", "-", "+", "=", "<", ">", "!", "|", ".", "\n", "\u{0}",
    " SELECT ", " FROM ", " WHERE ", " NOT ", " AND ", " OR ", " IN (", " BETWEEN ", " LIKE ", " IS ", " NULL ", " BY ",
    " LIMIT ", " OFFSET ", " OPTION(", " SET ", " UNION ", " CASE ", " OVER (", " DISTINCT ", " 9e999 ", " 1e", "é",
    "🐦", "9223372036854775808", " JOIN ", " AS ", " ORDER ", " GROUP ", " ESCAPE ", " NULLS ", "f(", "$", "[", "?",
    "::", "::INT", "||", "]", " WHEN ", " THEN ", " ELSE ", " END ", " CAST(", " ARRAY[", " INTERVAL ", " DAY ",
    " DATE '1' ", " FILTER (WHERE ", " WITHIN GROUP (ORDER BY ", " ILIKE ", " IS TRUE ", " IS DISTINCT FROM ", "t.",
    " ROLLUP(", " CUBE(", " GROUPING SETS (", "()", " EXTRACT(", " YEAR ", " EXPLAIN ", " ANALYZE ", " SHOW TABLES ",
    " DESCRIBE ",
]

/// Takes pieces out of a text, puts others in, repeats and swaps them.
private struct Mutator {
    var random: SeededGenerator

    mutating func mutate(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for _ in 0...random.below(2) {
            let start = random.below(bytes.count + 1)
            let end = min(bytes.count, start + random.below(8))
            switch random.below(5) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: random.pick(pieces).utf8, at: start)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: random.below(bytes.count + 1))
            case 3: bytes.replaceSubrange(start..<end, with: random.pick(pieces).utf8)
            default: if start < bytes.count { bytes[start] = UInt8(truncatingIfNeeded: random.next()) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

@Suite struct MutationTests {
    /// Every mutated statement is a statement that survives its own text, or an error with a place inside the text.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func mutatedStatements(seed: UInt64) throws {
        var mutator = Mutator(random: SeededGenerator(seed: seed))
        var parsed = 0
        var kinds: Set<SQLError.Kind> = []
        for round in 0..<1000 {
            var text = corpus[round % corpus.count]
            for _ in 0..<mutator.random.pick([1, 1, 1, 4]) {
                text = mutator.mutate(text)
            }
            do {
                let statement = try Parser.parse(text)
                parsed += 1
                let again = try? Parser.parse(statement.sql)
                try #require(again == statement, "seed \(seed), round \(round): \(text) became \(statement.sql)")
            } catch let error as SQLError {
                kinds.insert(error.kind)
                let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
                let line = try #require(lines.dropFirst(error.location.line - 1).first, "seed \(seed), round \(round)")
                try #require((1...line.count + 1).contains(error.location.column), "seed \(seed), round \(round)")
                try #require(!error.detail.isEmpty && error.detail.utf8.count < 500)
            }
        }
        #expect(parsed > 50, "seed \(seed): the mutations left only \(parsed) statements")
        #expect(kinds.isSuperset(of: [.syntax, .unsupported]))
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func randomTokens(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let text = "SELECT a" + (0..<random.below(20)).map { _ in random.pick(pieces) }.joined()
            _ = try? Parser.parse(text)
        }
    }
}
