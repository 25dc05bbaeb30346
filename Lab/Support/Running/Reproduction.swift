import Bytes
import Expressions
import Schema

/// A case as a person can run it again: a snippet of SQL by example for Martlet, and statements for DuckDB.
struct Reproduction: CustomStringConvertible {
    let lab: LabCase
    let verdict: Verdict
    let forms: [String]

    var description: String {
        var lines = ["The oracle \(lab.oracle.rawValue) found: \(verdict.detail)", ""]
        lines += forms.enumerated().map { "form \($0): \($1)" }
        lines += ["", "As a record of SQL by example:", "", script, "", "For DuckDB:", ""]
        lines += lab.table.duckStatements.map { $0 + ";" }
        lines.append(lab.statement.duck + ";")
        return lines.joined(separator: "\n")
    }

    private var script: String {
        let columns = lab.table.columns.map { "\($0.sql) \($0.field.valueType.name)" }.joined(separator: ", ")
        let rows = lab.table.rows.map { row in
            zip(row, lab.table.columns).map { Self.cell($0, $1.type) }.joined(separator: " | ")
        }
        var lines = ["table t (\(columns))"] + rows + [""]
        switch lab.oracle {
        case .comparison: lines += ["query", lab.statement.martlet, "----"]
        case .partition: lines += ["query", lab.statement.martlet, "", "# The condition that divides the rows:"]
        case .selection: break
        }
        if let condition = lab.condition {
            lines += ["query", "SELECT COUNT(*) FROM t WHERE \(condition.martlet)", "----"]
        }
        return lines.joined(separator: "\n")
    }

    private static func cell(_ value: Value, _ type: DataType) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let integer): type == .boolean ? (integer == 1 ? "true" : "false") : "\(integer)"
        case .double(let double): "\(double)"
        case .string(let string) where type == .bigDecimal: string.decimalText
        case .string(let string): string.isEmpty ? "(empty)" : string.string
        case .list(let values): "[" + values.map { cell($0, type) }.joined(separator: ", ") + "]"
        }
    }
}
