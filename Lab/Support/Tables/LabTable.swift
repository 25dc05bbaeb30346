import Bytes
import Schema

/// A column with what is known about its values.
struct LabColumn: Sendable {
    let name: String
    let type: DataType
    /// No value is greater in magnitude.
    var bound = 0.0
    /// See `Facts.fraction`.
    var fraction: Int? = 0
    /// Whether a row has several values.
    var isList = false

    var field: FieldSpec { FieldSpec(name: name, type: type, isMultiValue: isList) }

    /// The name as statements write it.
    var sql: String {
        let isPlain = name.unicodeScalars.allSatisfy { ("a"..."z").contains($0) } && name != "select"
        return isPlain ? name : "\"\(name)\""
    }

    var labType: LabType {
        if isList { return type == .string ? .texts : .integers }
        return switch type {
        case .int, .long: .integer
        case .float, .double: .double
        case .boolean: .boolean
        case .timestamp: .timestamp
        case .bigDecimal: .decimal
        case .string, .json, .bytes: .text
        }
    }

    var term: Term {
        var facts = Facts(bound: bound, fraction: fraction)
        facts.isConstant = false
        var term = Term(labType, sql, duck: sql, facts: facts)
        term.isFloatColumn = type == .float
        term.isColumn = true
        return term
    }

    /// The value as DuckDB reads it.
    func duckText(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let integer): type == .boolean ? (integer == 1 ? "TRUE" : "FALSE") : "\(integer)"
        case .double(let double): doubleText(double)
        case .string(let string): type == .bigDecimal ? string.decimalText : quoted(string.string)
        case .list(let values): "[" + values.map(duckText).joined(separator: ", ") + "]"
        }
    }
}

extension ByteString {
    /// The digits of a BIG_DECIMAL.
    var decimalText: String { BigDecimal(orderedBytes: self)?.description ?? "" }
}

/// The rows that statements are about.
struct LabTable: Sendable {
    var columns: [LabColumn]
    /// A value for each column.
    var rows: [[Value]]

    var schema: Schema { Schema(name: "t", fields: columns.map(\.field)) }

    /// Statements that make the table in DuckDB.
    var duckStatements: [String] {
        let declared = columns.map { "\($0.sql) \($0.labType.duck)" }.joined(separator: ", ")
        var statements = ["CREATE OR REPLACE TABLE t (\(declared))"]
        if !rows.isEmpty {
            let lines = rows.map { row in
                "(" + zip(columns, row).map { $0.duckText($1) }.joined(separator: ", ") + ")"
            }
            statements.append("INSERT INTO t VALUES\n" + lines.joined(separator: ",\n"))
        }
        return statements
    }
}
