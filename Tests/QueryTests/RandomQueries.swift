import Bytes
import Schema
import TestSupport

/// Makes tables and statements for them that never fail, from a seed.
struct RandomQueries {
    var random: SeededGenerator

    static let fields = [
        FieldSpec(name: "i", type: .int), FieldSpec(name: "l", type: .long), FieldSpec(name: "f", type: .float),
        FieldSpec(name: "d", type: .double), FieldSpec(name: "b", type: .boolean), FieldSpec(name: "s", type: .string),
        FieldSpec(name: "u", type: .string), FieldSpec(name: "ts", type: .timestamp), FieldSpec(name: "k", type: .int),
    ]

    /// What a LONG column is compared with.
    private static let bounds = [
        "9223372036854775807", "9007199254740993", "9007199254740992.0", "0.5", "1e19", "-1",
    ]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func table() -> TestTable {
        var (segments, key) = ([[[Value]]](), 0)
        for _ in 0..<(1 + random.below(4)) {
            var rows = [[Value]]()
            for _ in 0..<(random.chance(10) ? 0 : 1 + random.below(150)) {
                rows.append(Self.fields.map { $0.name == "k" ? .integer(Int64(key)) : value($0) })
                key += 1
            }
            segments.append(rows)
        }
        return TestTable(Self.fields, segments)
    }

    private mutating func value(_ field: FieldSpec) -> Value {
        if random.chance(15) { return .null }
        switch field.name {
        case "i": return .integer(Int64(random.below(9)) - 4)
        case "l": return .integer(random.pick([.max, .max - 1, 1 << 53, 1 << 53 + 1, 0, -1, .min, .min + 1, 7]))
        case "f", "d": return .double(Double(random.below(17) - 8) / 4)
        case "b": return .integer(random.chance(50) ? 1 : 0)
        case "ts": return .integer(1_356_998_400_000 + Int64(random.below(5)) * 21_600_000)
        case "u": return .string(ByteString("user\(random.below(60))"))
        default: return .string(ByteString(random.pick(["", "a", "ab", "abc", "b", "é", "éa", "a_b", "z%"])))
        }
    }

    mutating func statement() -> String {
        let isGrouped = random.chance(60)
        var sql = isGrouped ? groupedHead() : plainHead()
        if random.chance(50) { sql += " LIMIT \(random.pick([0, 1, 3, 10, 1000]))" }
        if sql.contains("LIMIT") && random.chance(40) { sql += " OFFSET \(random.below(12))" }
        return sql
    }

    private mutating func filter() -> String { random.chance(70) ? " WHERE \(condition(3))" : "" }

    private mutating func plainHead() -> String {
        let items = (0...random.below(3)).map { index in "\(scalar()) AS c\(index)" }
        let distinct = random.chance(25)
        var sql = "SELECT \(distinct ? "DISTINCT " : "")\(items.joined(separator: ", ")) FROM t\(filter())"
        if random.chance(60) {
            let keys = (0...random.below(2)).map { _ in
                (distinct || random.chance(50) ? "c\(random.below(items.count))" : scalar()) + direction()
            }
            sql += " ORDER BY \(keys.joined(separator: ", "))"
        }
        return sql
    }

    private mutating func groupedHead() -> String {
        var keys = [String]()
        for _ in 0..<random.below(4) {
            keys.append(random.pick(["s", "b", "i", "u", "f", "ts", "i + 1", "upper(s)", "i % 3"]))
        }
        var items = keys + (0...random.below(3)).map { _ in aggregate() }
        if random.chance(20) { items.append("\(aggregate(numeric: true)) + COUNT(*)") }
        let list = items.enumerated().map { "\($0.element) AS c\($0.offset)" }.joined(separator: ", ")
        var sql = "SELECT \(random.chance(15) ? "DISTINCT " : "")\(list) FROM t\(filter())"
        if !keys.isEmpty {
            let names = keys.enumerated().map { random.chance(20) ? "\($0.offset + 1)" : $0.element }
            sql += " GROUP BY \(names.joined(separator: ", "))"
        }
        if random.chance(30) { sql += " HAVING \(aggregate(numeric: true)) \(comparison()) \(random.below(5))" }
        if random.chance(60) {
            let order = (0...random.below(2)).map { _ in "c\(random.below(items.count))" + direction() }
            sql += " ORDER BY \(order.joined(separator: ", "))"
        }
        return sql
    }

    private mutating func direction() -> String {
        random.pick(["", " ASC", " DESC"]) + random.pick(["", "", " NULLS FIRST", " NULLS LAST"])
    }

    private mutating func comparison() -> String { random.pick(["=", "<>", "<", "<=", ">", ">="]) }

    private mutating func aggregate(numeric: Bool = false) -> String {
        let number = random.pick(["i", "f", "d", "i * 2", "d + i", "k"])
        switch random.below(numeric ? 5 : 8) {
        case 0: return "COUNT(*)"
        case 1: return "COUNT(\(random.pick(["s", "i", "d", "l"])))"
        case 2: return "SUM(\(number))"
        case 3: return "AVG(\(number))"
        case 4: return "COUNT(DISTINCT \(random.pick(["s", "u", "l", "i", "d", "i + k", "b"])))"
        default:
            return "\(random.pick(["MIN", "MAX"]))(\(random.pick(["s", "u", "l", "i", "d", "f", "ts", "b", number])))"
        }
    }

    private mutating func scalar() -> String {
        random.pick([
            "i", "l", "f", "d", "b", "s", "u", "ts", "k", "i + k", "-d", "i * 2 - 1", "d / 4", "coalesce(i, 100)",
            "length(s)", "upper(s)", "abs(i)", "i > 0", "s = 'a' OR b", "k % 7", "coalesce(s, u, 'none')",
        ])
    }

    private mutating func condition(_ depth: Int) -> String {
        if depth > 0 && random.chance(45) {
            switch random.below(3) {
            case 0: return "(\(condition(depth - 1)) AND \(condition(depth - 1)))"
            case 1: return "(\(condition(depth - 1)) OR \(condition(depth - 1)))"
            default: return "NOT (\(condition(depth - 1)))"
            }
        }
        return leaf()
    }

    private mutating func leaf() -> String {
        let not = random.chance(30) ? "NOT " : ""
        switch random.below(12) {
        case 0: return "i \(comparison()) \(random.below(9) - 4)"
        case 1:
            return
                "l \(comparison()) \(random.pick(Self.bounds))"
        case 2: return "d \(comparison()) \(random.pick(["0.25", "-1", "9223372036854775807", "1.75"]))"
        case 3: return "s \(not)LIKE '\(random.pick(["a%", "%b", "_", "%", "a\\_b", "%a%", "", "é_", "_b%"]))'"
        case 4: return "s \(not)IN ('a', '\(random.pick(["ab", "zz", "é"]))'\(random.chance(25) ? ", NULL" : ""))"
        case 5: return "i \(not)IN (\(random.below(9) - 4), 1.5, k\(random.chance(25) ? ", NULL" : ""))"
        case 6: return "\(random.pick(["i", "s", "d", "ts"])) IS \(not)NULL"
        case 7: return "\(random.pick(["i", "k"])) \(not)BETWEEN \(random.below(6) - 4) AND \(random.below(60))"
        case 8: return "b"
        case 9: return "i + k \(comparison()) \(random.below(200))"
        case 10: return "u \(comparison()) 'user\(random.below(60))'"
        default: return "ts \(comparison()) '2013-01-01\(random.pick(["", " 06:00:00", "T12:00:00.000Z"]))'"
        }
    }
}
