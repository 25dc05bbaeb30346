import Schema

/// A file of SQL by example: tables, statements and the answers that they must have.
///
/// The format is a variant of SQLite's sqllogictest. Records are separated by empty lines; lines that begin with `#`
/// are comments.
///
///     table t (a INT, b STRING NOT NULL, c DOUBLE METRIC, d STRING[])
///     1 | x | 1.5 | [u, v]
///     NULL | (empty) | 2 | []
///     ---- segment
///     3 | y | NULL | NULL
///
/// makes a table: one line per row, values between `|`, with blanks around them dropped; `---- segment` begins the next
/// segment. TIMESTAMPs are milliseconds, BOOLEANs `true` or `false`, BYTES are hexadecimal. A table stays until another
/// one has its name.
///
///     query IT header
///     SELECT a, b FROM t
///     ----
///     a | b
///     1 | x
///
/// runs a statement (one or more lines) and compares rows in their order; with `unordered`, in any order. There is a
/// letter for each column: `I` INT or LONG, `R` FLOAT or DOUBLE, `T` STRING, `B` BOOLEAN, `S` TIMESTAMP, `J` JSON, `D`
/// BIG_DECIMAL, `X` BYTES; a small letter for lists of these. With `header` the first line has the names of the
/// columns.
///
///     error TYPE_MISMATCH
///     SELECT a FROM t WHERE b > 1
///     ----
///     line 1, column 23
///
/// expects an error with that code, and with that text in its message; the text may be left out.
public struct SQLScript: Sendable {
    public enum Expectation: Sendable {
        case rows(types: String, options: Set<String>, lines: [String])
        case error(code: String, text: String?)
    }

    public struct Record: Sendable {
        public let line: Int
        public let table: ScriptTable
        public let sql: String
        public let expectation: Expectation
    }

    /// What is wrong with a script.
    public struct Flaw: Error, CustomStringConvertible {
        public let line: Int
        public let detail: String
        public var description: String { "line \(line): \(detail)" }
    }

    public private(set) var records: [Record] = []
    private var tables: [String: ScriptTable] = [:]
    private var latest: ScriptTable?

    public init(_ text: String) throws {
        var block = [(number: Int, text: String)]()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("#") { continue }
            if line.allSatisfy({ $0 == " " }) {
                try add(block)
                block = []
            } else {
                block.append((index + 1, String(line)))
            }
        }
        try add(block)
    }

    private mutating func add(_ block: [(number: Int, text: String)]) throws {
        guard let head = block.first else { return }
        let words = head.text.split(separator: " ").map(String.init)
        let lines = block.dropFirst().map(\.text)
        switch words[0] {
        case "table":
            let table = try ScriptTable(head.text, lines, line: head.number)
            tables[table.name] = table
            latest = table
        case "query":
            guard words.count > 1 else { throw Flaw(line: head.number, detail: "a query says its types") }
            let options = Set(words.dropFirst(2))
            guard options.isSubset(of: ["header", "unordered"]) else {
                throw Flaw(line: head.number, detail: "unknown words in \(head.text)")
            }
            try addRecord(lines, line: head.number) { .rows(types: words[1], options: options, lines: $0) }
        case "error":
            guard words.count == 2 else { throw Flaw(line: head.number, detail: "an error says its code") }
            try addRecord(lines, line: head.number) { .error(code: words[1], text: $0.first) }
        default: throw Flaw(line: head.number, detail: "a record begins with table, query or error")
        }
    }

    private mutating func addRecord(_ lines: [String], line: Int, _ expect: ([String]) -> Expectation) throws {
        let end = lines.firstIndex(of: "----") ?? lines.count
        let sql = lines[..<end].joined(separator: "\n")
        let expectation = expect(Array(lines.dropFirst(end + 1)))
        guard let table = table(of: sql) else { throw Flaw(line: line, detail: "there is no table") }
        records.append(Record(line: line, table: table, sql: sql, expectation: expectation))
    }

    /// The table that the first FROM names, or else the latest.
    private func table(of sql: String) -> ScriptTable? {
        let words = sql.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") })
        for (word, next) in zip(words, words.dropFirst()) where word.uppercased() == "FROM" {
            if let table = tables[String(next)] { return table }
        }
        return latest
    }
}
