import Query
import Schema
import TestSupport
import Testing

/// States of parts of the rows, merged, against the reference on all rows.
struct MergeTests {
    static let items = [
        "COUNT(*)", "COUNT(s)", "COUNT(d)", "SUM(i)", "SUM(d)", "AVG(i)", "AVG(f)", "MIN(l)", "MAX(d)", "MIN(s)",
        "MAX(u)",
        "MAX(upper(s))", "COUNT(DISTINCT s)", "COUNT(DISTINCT l)", "COUNT(DISTINCT i + k)", "COUNT(DISTINCT d)",
    ]

    @Test(arguments: SeededGenerator.seeds)
    func mergedPartsGiveWhatAllRowsGive(seed: UInt64) throws {
        var queries = RandomQueries(seed: seed)
        let table = queries.table()
        let rowCount = table.rows.count
        if rowCount == 0 { return }
        let divided = DividedRows(table, groupCount: 1 + queries.random.below(min(rowCount, 20)), &queries.random)
        for item in Self.items {
            for isGrouped in [false, true] {
                let expected = try divided.rows(isGrouped: isGrouped).map { rows in
                    try ReferenceQuery(statement: select("SELECT \(item) FROM t"), fields: table.fields, rows: rows)
                        .run()[0][0]
                }
                for form in PhysicalForm.allCases {
                    let actual = try divided.results(
                        item, isGrouped: isGrouped, on: table.snapshot(form), limits(batchRows: 7), &queries.random)
                    #expect(actual == expected, "seed \(seed), \(form), grouped \(isGrouped): \(item)")
                }
            }
        }
    }
}
