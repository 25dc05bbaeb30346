import Bytes
import Schema

/// How a script writes what a query answers.
public enum ScriptText {
    /// The letter of a column's type.
    public static func letter(_ type: DataType, isList: Bool) -> String {
        let letter =
            switch type {
            case .int, .long: "I"
            case .float, .double: "R"
            case .string: "T"
            case .json: "J"
            case .bytes: "X"
            case .bigDecimal: "D"
            case .boolean: "B"
            case .timestamp: "S"
            }
        return isList ? letter.lowercased() : letter
    }

    /// One row of a column.
    public static func cell(_ column: ColumnValues, row: Int) -> String {
        if !column.nulls.isEmpty && column.nulls[row] { return "NULL" }
        guard column.isMultiValue else { return text(column.storage, row, column.type) }
        let places = Int(column.valueStarts[row])..<Int(column.valueStarts[row + 1])
        return "[\(places.map { text(column.storage, $0, column.type) }.joined(separator: ", "))]"
    }

    private static func text(_ values: ColumnValues.Storage, _ place: Int, _ type: DataType) -> String {
        switch values {
        case .integers(let values): type == .boolean ? (values[place] == 1 ? "true" : "false") : "\(values[place])"
        case .doubles(let values): type == .float ? "\(Float(values[place]))" : "\(values[place])"
        case .strings(let values): text(values[place], type)
        case .codes(let codes, let dictionary): text(dictionary[Int(codes[place])], type)
        }
    }

    private static func text(_ value: ByteString, _ type: DataType) -> String {
        switch type {
        case .bigDecimal: BigDecimal(orderedBytes: value)?.description ?? "(no number)"
        case .bytes where !value.isEmpty:
            value.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        default: value.isEmpty ? "(empty)" : value.string
        }
    }

    /// What is wrong with an answer; nil if it is the expected one.
    ///
    /// - Parameter columns: names, whether they hold lists, and values, in their order.
    public static func difference(
        _ columns: [(name: String, isList: Bool, values: ColumnValues)], rowCount: Int,
        _ expectation: SQLScript.Expectation
    ) -> String? {
        guard case .rows(let types, let options, var lines) = expectation else {
            return "expected an error, found \(rowCount) rows"
        }
        if options.contains("header") {
            let names = columns.map(\.name)
            guard let header = lines.first?.cells, header == names else { return "the columns are \(names)" }
            lines.removeFirst()
        }
        let letters = columns.map { letter($0.values.type, isList: $0.isList) }.joined()
        guard letters == types else { return "the types are \(letters), expected \(types)" }
        var actual = (0..<rowCount).map { row in columns.map { cell($0.values, row: row) } }
        var expected = lines.map(\.cells)
        if options.contains("unordered") {
            actual.sort { $0.joined(separator: "|") < $1.joined(separator: "|") }
            expected.sort { $0.joined(separator: "|") < $1.joined(separator: "|") }
        }
        if actual == expected { return nil }
        func shown(_ rows: [[String]]) -> String {
            rows.prefix(20).map { $0.joined(separator: " | ") }.joined(separator: "\n")
        }
        return "found\n\(shown(actual))\nexpected\n\(shown(expected))"
    }
}
