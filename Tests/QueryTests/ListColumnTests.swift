import Bytes
import Query
import Schema
import TestSupport
import Testing

/// Columns of lists: any-match conditions and exploding groups, against a model, in every form of storage.
struct ListColumnTests {
    struct Row {
        let id: Int64
        let tags: [String]?
        let numbers: [Int64]?
        let number: Int64?
    }

    static let fields = [
        FieldSpec(name: "id", type: .long), FieldSpec(name: "tags", type: .string, isMultiValue: true),
        FieldSpec(name: "numbers", type: .int, isMultiValue: true), FieldSpec(name: "number", type: .int),
    ]

    static let storage: [String: IndexingConfig] = [
        "dictionary": wishes(dictionary: .always, inverted: .never),
        "inverted": wishes(dictionary: .always, inverted: .always),
        "raw": wishes(dictionary: .never, inverted: .never), "automatic": IndexingConfig(),
    ]

    private static func wishes(dictionary: IndexingConfig.Choice, inverted: IndexingConfig.Choice) -> IndexingConfig {
        let column = IndexingConfig.Column(dictionary: dictionary, inverted: inverted)
        return IndexingConfig(columns: ["tags": column, "numbers": column, "number": column])
    }

    static func rows(_ random: inout SeededGenerator, _ count: Int) -> [Row] {
        (0..<count).map { id in
            Row(
                id: Int64(id),
                tags: random.oneIn(8)
                    ? nil : (0..<random.below(4)).map { _ in random.pick(["a", "ab", "b", "c", ""]) },
                numbers: random.oneIn(8) ? nil : (0..<random.below(5)).map { _ in Int64(random.below(7)) },
                number: random.oneIn(8) ? nil : Int64(random.below(7)))
        }
    }

    static func table(_ rows: [Row], parts: Int) -> TestTable {
        let values = rows.map { row -> [Value] in
            [
                .integer(row.id), row.tags.map { .list($0.map { .string(ByteString($0)) }) } ?? .null,
                row.numbers.map { .list($0.map { .integer($0) }) } ?? .null, row.number.map { .integer($0) } ?? .null,
            ]
        }
        let size = (rows.count + parts - 1) / parts
        return TestTable(
            fields, stride(from: 0, to: rows.count, by: size).map { Array(values[$0..<min($0 + size, rows.count)]) })
    }

    /// A condition and what it is for a row, nil for NULL.
    struct Condition {
        let sql: String
        let holds: (Row) -> Bool?

        init(_ sql: String, _ holds: @escaping (Row) -> Bool?) { (self.sql, self.holds) = (sql, holds) }

        static func leaf(_ random: inout SeededGenerator) -> Condition {
            let (k, m) = (Int64(random.below(8)), Int64(random.below(8)))
            switch random.below(15) {
            case 0: return Condition("numbers = \(k)") { $0.numbers?.contains(k) }
            case 1: return Condition("\(k) <> numbers") { $0.numbers.map { !$0.contains(k) } }
            case 2: return Condition("numbers > \(k)") { $0.numbers?.contains { $0 > k } }
            case 3: return Condition("numbers <= \(k)") { $0.numbers?.contains { $0 <= k } }
            case 4: return Condition("numbers IN (\(k), \(m))") { $0.numbers?.contains { $0 == k || $0 == m } }
            case 5:
                return Condition("numbers NOT IN (\(k), \(m))") {
                    $0.numbers.map { !$0.contains { $0 == k || $0 == m } }
                }
            case 6: return Condition("numbers BETWEEN \(k) AND \(m)") { $0.numbers?.contains { $0 >= k && $0 <= m } }
            case 7:
                return Condition("numbers NOT BETWEEN \(k) AND \(m)") {
                    $0.numbers.map { !$0.contains { $0 >= k && $0 <= m } }
                }
            case 8: return Condition("tags LIKE 'a%'") { $0.tags?.contains { $0.hasPrefix("a") } }
            case 9: return Condition("NOT REGEXP_LIKE(tags, 'b')") { $0.tags.map { !$0.contains { $0.contains("b") } } }
            case 10: return Condition("tags = ''") { $0.tags?.contains("") }
            case 11: return Condition("tags IS NULL") { $0.tags == nil }
            case 12:
                return Condition("numbers NOT IN (\(k), NULL)") { row in
                    row.numbers.flatMap { $0.isEmpty ? true : $0.contains(k) ? false : nil }
                }
            case 13:
                return Condition("numbers = number") { row in
                    row.numbers.flatMap { list in row.number.map(list.contains) ?? (list.isEmpty ? false : nil) }
                }
            default: return Condition("number <> \(k)") { $0.number.map { $0 != k } }
            }
        }

        static func random(_ random: inout SeededGenerator, depth: Int = 0) -> Condition {
            if depth == 2 || random.oneIn(2) { return leaf(&random) }
            let left = Self.random(&random, depth: depth + 1)
            if random.oneIn(3) { return Condition("NOT (\(left.sql))") { left.holds($0).map { !$0 } } }
            let right = Self.random(&random, depth: depth + 1)
            if random.oneIn(2) {
                return Condition("(\(left.sql) AND \(right.sql))") { row in
                    let (x, y) = (left.holds(row), right.holds(row))
                    return x == false || y == false ? false : x == nil || y == nil ? nil : true
                }
            }
            return Condition("(\(left.sql) OR \(right.sql))") { row in
                let (x, y) = (left.holds(row), right.holds(row))
                return x == true || y == true ? true : x == nil || y == nil ? nil : false
            }
        }
    }

    @Test(arguments: SeededGenerator.seeds, storage.keys.sorted())
    func conditionsHoldForAnyElement(seed: UInt64, storage: String) throws {
        var random = SeededGenerator(seed: seed)
        let rows = Self.rows(&random, 700)
        let table = try Self.table(rows, parts: 3).sealedSnapshot(indexing: Self.storage[storage] ?? IndexingConfig())
        for _ in 0..<40 {
            let condition = Condition.random(&random)
            let sql = "SELECT id FROM t WHERE \(condition.sql) LIMIT 10000"
            let expected = rows.filter { condition.holds($0) == true }.map { [Value.integer($0.id)] }
            #expect(
                try run(sql, on: table, limits(batchRows: 100)).rows == expected, "\(sql), \(storage), seed \(seed)")
        }
    }

    /// A NULL list is one element that is NULL, and an empty one is none.
    private func elements<Element>(_ list: [Element]?, _ value: (Element) -> Value) -> [Value] {
        list.map { $0.map(value) } ?? [.null]
    }

    @Test(arguments: SeededGenerator.seeds, storage.keys.sorted())
    func groupsAreOfElements(seed: UInt64, storage: String) throws {
        var random = SeededGenerator(seed: seed)
        let rows = Self.rows(&random, 500)
        let table = try Self.table(rows, parts: 2).sealedSnapshot(indexing: Self.storage[storage] ?? IndexingConfig())
        var byTag: [Value: (count: Int64, sum: Int64)] = [:]
        var byBoth: [[Value]: Int64] = [:]
        for row in rows {
            let tags = elements(row.tags) { .string(ByteString($0)) }
            for tag in tags {
                byTag[tag, default: (0, 0)].count += 1
                byTag[tag, default: (0, 0)].sum += row.id
                for number in elements(row.numbers, { .integer($0) }) {
                    byBoth[[tag, number, row.number.map { .integer($0) } ?? .null], default: 0] += 1
                }
            }
        }
        for batchRows in [7, 4096] {
            let limits = limits(batchRows: batchRows)
            let single = try run("SELECT tags, COUNT(*), SUM(id) FROM t GROUP BY tags", on: table, limits)
            #expect(
                Set(single.rows) == Set(byTag.map { [$0.key, .integer($0.value.count), .integer($0.value.sum)] }),
                "\(storage), seed \(seed)")
            #expect(single.rowCount == byTag.count)
            #expect(single.columnTypes == [.string, .long, .long])
            let several = try run(
                "SELECT tags, numbers, number, COUNT(*) FROM t GROUP BY numbers, number, tags", on: table, limits)
            #expect(Set(several.rows) == Set(byBoth.map { $0.key + [.integer($0.value)] }), "\(storage), seed \(seed)")
            #expect(several.rowCount == byBoth.count)
            let distinct = try run("SELECT DISTINCT tags FROM t ORDER BY tags DESC", on: table, limits)
            #expect(distinct.rows.map { $0[0] }.contains(.null) == byTag.keys.contains(.null))
            #expect(Set(distinct.rows.map { $0[0] }) == Set(byTag.keys))
        }
    }

    private static let small = table(
        [
            Row(id: 0, tags: ["x", "y", "x"], numbers: [1, 2], number: 5),
            Row(id: 1, tags: ["y"], numbers: [], number: 6),
            Row(id: 2, tags: nil, numbers: [2], number: 7), Row(id: 3, tags: [], numbers: [3], number: 8),
        ], parts: 1)

    @Test func keysThatAreElementsStandWhereValuesDo() throws {
        let table = try Self.small.sealedSnapshot()
        #expect(
            try run("SELECT tags, COUNT(*) FROM t GROUP BY tags HAVING tags = 'x' ORDER BY tags", on: table).rows == [
                ["x", .integer(2)]
            ])
        #expect(
            try run("SELECT tags, COUNT(*) FROM t GROUP BY tags HAVING tags <> 'x' ORDER BY 2 DESC", on: table).rows
                == [["y", .integer(2)]])
        #expect(
            try run("SELECT tags FROM t GROUP BY 1 ORDER BY tags NULLS FIRST", on: table).rows == [
                [.null], ["x"], ["y"],
            ])
        #expect(
            try run(
                "SELECT numbers, tags, COUNT(*) FROM t GROUP BY GROUPING SETS ((numbers), (tags)) ORDER BY numbers, tags",
                on: table
            ).rows == [
                [.integer(1), .null, .integer(1)], [.integer(2), .null, .integer(2)],
                [.integer(3), .null, .integer(1)], [.null, "x", .integer(2)],
                [.null, "y", .integer(2)], [.null, .null, .integer(1)],
            ])
        #expect(try run("SELECT COUNT(*) FROM t WHERE tags = 'x'", on: table).rows == [[.integer(1)]])
        #expect(errorCode("SELECT arrayLength(tags) FROM t GROUP BY tags", on: table) == "INVALID_QUERY")
        #expect(errorCode("SELECT id FROM t ORDER BY tags", on: table) == "TYPE_MISMATCH")
        #expect(errorCode("SELECT id FROM t WHERE tags", on: table) == "TYPE_MISMATCH")
        #expect(errorCode("SELECT id FROM t WHERE tags = numbers", on: table) == "TYPE_MISMATCH")
    }

    @Test func listsAreSelected() throws {
        let result = try run(
            "SELECT tags, numbers, number FROM t WHERE number > 5 ORDER BY number DESC",
            on: try Self.small.sealedSnapshot())
        #expect(result.columnTypes == [.list(.string), .list(.int), .int])
        #expect(result.columns[0].valueStarts == [0, 0, 0, 1])
        #expect(result.columns[0].nulls == [false, true, false])
        #expect(result.columns[1].valueStarts == [0, 1, 2, 2])
        guard case .integers(let elements) = result.columns[1].storage else { return #expect(Bool(false), "integers") }
        #expect(elements == [3, 2])
    }

    /// Groups of combinations are found in parts, so that a row with long lists needs no more memory than others.
    @Test func longListsAreExplodedInParts() throws {
        let rows = [Row(id: 0, tags: (0..<300).map { "t\($0)" }, numbers: (0..<300).map { $0 % 7 }, number: 0)]
        let result = try run(
            "SELECT numbers, COUNT(*) FROM t GROUP BY numbers, number ORDER BY 1 LIMIT 1",
            on: try Self.table(rows, parts: 1).sealedSnapshot(), limits(batchRows: 64))
        #expect(result.rows == [[.integer(0), .integer(43)]])
        let both = try run(
            "SELECT tags, numbers, COUNT(*) FROM t GROUP BY tags, numbers",
            on: try Self.table(rows, parts: 1).sealedSnapshot(), limits(batchRows: 64))
        #expect(both.rowCount == 2100)
    }
}
