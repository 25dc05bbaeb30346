import Bytes
import Schema

/// Describes a segment to people, from its footer alone.
public enum SegmentInspector {
    /// Identity, a table of the columns, and totals, as lines of text. Works for damaged data too, if the footer is
    /// good.
    public static func describe(_ segment: SealedSegment) -> String {
        let identity = segment.identity
        var lines = [
            "segment \(identity.name) (table \(identity.tableID), segment \(identity.segmentID))",
            "schema  \(identity.schemaName), version \(identity.schemaVersion)",
            "rows    \(segment.rowCount)",
            "bytes   \(segment.byteCount)\(perRow(segment.byteCount, segment.rowCount))",
            "",
        ]
        lines += table(header + segment.columns.indices.map { row(segment, column: $0) })
        lines.append("")
        lines += totals(segment)
        return lines.joined(separator: "\n") + "\n"
    }

    private static let header = [
        ["column", "type", "encoding", "bits", "distinct", "nulls", "minimum", "maximum", "bytes", "regions", "why"]
    ]

    private static func row(_ segment: SealedSegment, column index: Int) -> [String] {
        let column = segment.columns[index]
        let regions = segment.regions.filter { $0.column == index }
        return [
            column.name.string, type(column),
            column.encoding?.name ?? "encoding \(column.encodingNumber)", String(bits(column)),
            distinct(column), String(column.nullCount), text(column.minimum, column.type),
            text(column.maximum, column.type), String(regions.reduce(0) { $0 + $1.length }),
            regions.map { "\($0.kind?.name ?? "kind \($0.kindNumber)") \($0.length)" }.joined(separator: ", "),
            column.choices.map(text).joined(separator: ", "),
        ]
    }

    private static func type(_ column: SegmentColumn) -> String {
        guard let type = column.type else { return "type \(column.typeNumber)" }
        return ValueType(type, isList: column.isMultiValue).name
    }

    /// How many distinct values there are, where they were counted.
    private static func distinct(_ column: SegmentColumn) -> String {
        column.cardinality == 0 && column.nullCount < column.valueCount ? "-" : String(column.cardinality)
    }

    private static func text(_ choice: BuildChoice) -> String {
        let subject = choice.subject?.name ?? "choice \(choice.subjectNumber)"
        return "\(subject): \(choice.reason?.name ?? "reason \(choice.reasonNumber)")"
    }

    /// Bits that a row takes in the column's codes or values.
    private static func bits(_ column: SegmentColumn) -> Int {
        switch column.encoding {
        case .doubles: 64
        case .floats: 32
        default: column.width
        }
    }

    private static func totals(_ segment: SealedSegment) -> [String] {
        var (data, provenance) = (0, 0)
        for region in segment.regions {
            let isHidden = segment.columns[region.column].role == .hidden
            if isHidden { provenance += region.length } else { data += region.length }
        }
        let rest = segment.byteCount - data - provenance
        return table([
            ["columns", "\(data) bytes\(perRow(data, segment.rowCount))"],
            ["provenance", "\(provenance) bytes\(perRow(provenance, segment.rowCount))"],
            ["footer and padding", "\(rest) bytes\(perRow(rest, segment.rowCount))"],
        ])
    }

    /// Bytes per row in hundredths, rounded, in brackets; nothing for an empty segment.
    private static func perRow(_ bytes: Int, _ rows: Int) -> String {
        if rows == 0 { return "" }
        let hundredths = (bytes * 100 + rows / 2) / rows
        let fraction = String(hundredths % 100)
        return " (\(hundredths / 100).\(fraction.count < 2 ? "0" : "")\(fraction) per row)"
    }
}

extension SegmentInspector {
    /// Characters after which a minimum or maximum is cut.
    static let maximumBoundCharacters = 24

    private static func text(_ bound: SegmentColumn.Bound, _ type: DataType?) -> String {
        switch bound {
        case .none, .value(.null), .value(.list): return "-"
        case .omitted: return "(long)"
        case .value(.integer(let value)): return type == .boolean ? (value == 0 ? "false" : "true") : String(value)
        case .value(.double(let value)): return type == .float ? "\(Float(value))" : "\(value)"
        case .value(.string(let value)):
            let text = text(value, type)
            return text.count <= maximumBoundCharacters ? text : text.prefix(maximumBoundCharacters - 1) + "…"
        }
    }

    /// Bytes as hexadecimal digits, decimals as numbers.
    private static func text(_ value: ByteString, _ type: DataType?) -> String {
        if type == .bigDecimal, let number = BigDecimal(orderedBytes: value) { return number.description }
        if type == .bytes || type == .bigDecimal {
            var digits: [UInt8] = []
            HexText.append(value.bytes, to: &digits)
            return String(decoding: digits, as: UTF8.self)
        }
        let printable = value.string.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }
        return String(String.UnicodeScalarView(printable))
    }

    /// Cells padded to columns, two spaces apart.
    private static func table(_ rows: [[String]]) -> [String] {
        var widths = [Int](repeating: 0, count: rows.first?.count ?? 0)
        for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
        return rows.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                line += cell
                if index < row.count - 1 { line += String(repeating: " ", count: widths[index] - cell.count + 2) }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
