import Bytes
import Schema

/// A file of SQL by example: tables, statements and the answers that they must have.
///
/// The format is a variant of SQLite's sqllogictest. Records are separated by empty lines; lines that begin with `#`
/// are comments.
///
///     table t (a INT, b STRING NOT NULL, c DOUBLE)
///     1 | x | 1.5
///     NULL | (empty) | 2
///     ---- segment
///     3 | y | NULL
///
/// makes a table: one line per row, values between `|`, with blanks around them dropped; `---- segment` begins the next
/// segment. TIMESTAMPs are milliseconds, BOOLEANs `true` or `false`. A table stays until another one has its name.
///
///     query IT header
///     SELECT a, b FROM t
///     ----
///     a | b
///     1 | x
///
/// runs a statement (one or more lines) and compares rows in their order. There is a letter for each column: `I` INT or
/// LONG, `R` FLOAT or DOUBLE, `T` STRING, `B` BOOLEAN, `S` TIMESTAMP. With `header` the first line has the names of
/// the columns.
///
///     error TYPE_MISMATCH
///     SELECT a FROM t WHERE b > 1
///     ----
///     line 1, column 23
///
/// expects an error with that code, and with that text in its message; the text may be left out.
struct SQLScript {
    enum Expectation {
        case rows(types: String, hasHeader: Bool, lines: [String])
        case error(code: String, text: String?)
    }

    struct Record {
        let line: Int
        let table: TestTable
        let sql: String
        let expectation: Expectation
    }

    struct Flaw: Error, CustomStringConvertible {
        let line: Int
        let detail: String
        var description: String { "line \(line): \(detail)" }
    }

    private(set) var records: [Record] = []
    private var tables: [String: TestTable] = [:]

    init(_ text: String) throws {
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
        case "table": try addTable(head.text, lines, line: head.number)
        case "query":
            try addRecord(lines, line: head.number) {
                .rows(types: words[1], hasHeader: words.contains("header"), lines: $0)
            }
        case "error": try addRecord(lines, line: head.number) { .error(code: words[1], text: $0.first) }
        default: throw Flaw(line: head.number, detail: "a record begins with table, query or error")
        }
    }

    private mutating func addRecord(_ lines: [String], line: Int, _ expect: ([String]) -> Expectation) throws {
        let end = lines.firstIndex(of: "----") ?? lines.count
        let sql = lines[..<end].joined(separator: "\n")
        let expectation = expect(Array(lines.dropFirst(end + 1)))
        let name = sql.components(after: " FROM ").prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard let table = tables[String(name)] else { throw Flaw(line: line, detail: "there is no table \(name)") }
        records.append(Record(line: line, table: table, sql: sql, expectation: expectation))
    }

    private mutating func addTable(_ head: String, _ lines: [String], line: Int) throws {
        let parts = head.split(whereSeparator: { $0 == "(" || $0 == ")" })
        let name = parts[0].split(separator: " ")[1]
        var fields = [FieldSpec]()
        for column in parts[1].split(separator: ",") {
            let words = column.split(separator: " ")
            guard let type = DataType(rawValue: String(words[1])) else {
                throw Flaw(line: line, detail: "there is no type \(words[1])")
            }
            fields.append(FieldSpec(name: String(words[0]), type: type, isNotNull: words.count > 2))
        }
        var segments: [[[Value]]] = [[]]
        for (index, text) in lines.enumerated() {
            if text == "---- segment" {
                segments.append([])
                continue
            }
            let cells = text.cells
            guard cells.count == fields.count else { throw Flaw(line: line + index + 1, detail: "a value per column") }
            segments[segments.count - 1].append(try zip(cells, fields).map { try value($0, $1.type, line + index + 1) })
        }
        tables[String(name)] = TestTable(name: String(name), fields, segments)
    }

    private func value(_ text: String, _ type: DataType, _ line: Int) throws -> Value {
        if text == "NULL" { return .null }
        switch type {
        case .string, .json, .bytes, .bigDecimal: return .string(ByteString(text == "(empty)" ? "" : text))
        case .boolean: return .integer(text == "true" ? 1 : 0)
        case .float, .double:
            if let number = Double(text) { return .double(type == .float ? Double(Float(number)) : number) }
        case .int, .long, .timestamp:
            if let number = Int64(text) { return .integer(number) }
        }
        throw Flaw(line: line, detail: "\(text) is no \(type.rawValue)")
    }
}

extension String {
    /// The values of a line.
    var cells: [String] {
        split(separator: "|", omittingEmptySubsequences: false).map { cell in
            String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// What stands behind the first occurrence of a word, in upper or lower case, a line break counting as a blank.
    func components(after word: String) -> Substring {
        let flat = String(map { $0 == "\n" ? " " : $0 })
        var rest = flat[...]
        while !rest.isEmpty {
            if rest.uppercased().hasPrefix(word) { return rest.dropFirst(word.count) }
            rest = rest.dropFirst()
        }
        return rest
    }
}
