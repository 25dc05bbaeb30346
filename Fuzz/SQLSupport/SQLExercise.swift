import Query
import SQL
import Schema

/// Uses everything that works on the text of a statement, whatever the bytes hold, and checks that what it says fits
/// together. A contradiction stops the process, as a fuzzer wants it.
public struct SQLExercise {
    /// How far a text came.
    public struct Outcome: Sendable {
        public var isParsed = false
        /// Whether names and types fit the table, too.
        public var isPlanned = false
        /// Of the first error, if there was one.
        public var code: String?
    }

    private let text: String

    /// Reads the bytes as UTF-8, with what is none repaired.
    public static func run(_ bytes: [UInt8]) -> Outcome {
        SQLExercise(text: String(decoding: bytes, as: UTF8.self)).run()
    }

    private func run() -> Outcome {
        do throws(SQLError) {
            let statement = try Parser.parse(text)
            checkCanonicalText(of: statement)
            return plan(statement)
        } catch {
            check(error)
            return Outcome(code: error.code)
        }
    }

    /// The canonical text parses to an equal statement, and is its own canonical text.
    private func checkCanonicalText(of statement: Statement) {
        let canonical = statement.sql
        if canonical.utf8.count > StatementLimits.textBytes { return }
        guard let again = try? Parser.parse(canonical) else { preconditionFailure("not parsed again: \(canonical)") }
        precondition(again == statement, "parsed to another tree: \(canonical)")
        precondition(again.hashValue == statement.hashValue, "equal trees with different hashes: \(canonical)")
        precondition(again.sql.utf8.elementsEqual(canonical.utf8), "another canonical text: \(canonical)")
    }

    /// An error has a place in the text, and a message of a bounded length.
    private func check(_ error: SQLError) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let (line, column) = (error.location.line, error.location.column)
        precondition(lines.indices.contains(line - 1), "an error has a line of the text: \(error)")
        let length = lines[line - 1].count { $0 & 0xC0 != 0x80 }
        precondition(column >= 1 && column <= length + 1, "an error has a place on its line: \(error)")
        precondition(!error.detail.isEmpty && error.message.utf8.count < 2000, "an error has a message: \(error)")
    }

    /// What comes behind the parser: names, types and constants of a statement over a table with a column of every
    /// type.
    private func plan(_ statement: Statement) -> Outcome {
        var outcome = Outcome(isParsed: true)
        switch statement {
        case .select(var select), .explain(var select, _):
            // Options of the engine are none of the planner's, which refuses them.
            select.options.removeAll { !Self.plannedOptions.contains($0.key) }
            do throws(QueryError) {
                let query = try QueryPlanner.prepare(select, schema: Self.schema, now: Self.now)
                precondition(query.columnNames.count == query.columnTypes.count, "every column has a name and a type")
                outcome.isPlanned = true
            } catch {
                precondition(!error.code.isEmpty && !error.message.isEmpty, "an error has a code and a message")
                outcome.code = error.code
            }
        case .showTables, .showFunctions, .describe: outcome.isPlanned = true
        }
        return outcome
    }

    private static let plannedOptions: Set<String> = ["enableNullHandling", "useMultistageEngine"]

    /// What `now()` is.
    static let now: Int64 = 1_700_000_000_000

    /// A table with a column of every type, `i` an INT and `iv` a list of them, and so on.
    static let schema = Schema(
        name: "t",
        fields: DataType.allCases.flatMap { type in
            let name = type.columnName
            return [
                FieldSpec(name: name, type: type), FieldSpec(name: name + "v", type: type, isMultiValue: true),
            ]
        })
}

extension DataType {
    /// One letter or two.
    fileprivate var columnName: String {
        switch self {
        case .int: "i"
        case .long: "l"
        case .float: "f"
        case .double: "d"
        case .bigDecimal: "m"
        case .boolean: "b"
        case .timestamp: "t"
        case .string: "s"
        case .json: "j"
        case .bytes: "y"
        }
    }
}
