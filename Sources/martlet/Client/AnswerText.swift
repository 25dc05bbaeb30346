import HTTPAPI
import Schema

/// An answer as aligned columns.
enum TableText {
    static func text(_ answer: Answer) -> String {
        let cells = answer.rows.map { row in row.map { visible($0.displayText ?? "NULL") } }
        let names = answer.columnNames.map(visible)
        var widths = names.map(\.count)
        for row in cells {
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
        }
        let alignment = names.indices.map { answer.isNumeric($0) }
        let rules = widths.map { String(repeating: "-", count: $0) }
        var lines = [line(names, widths, alignment), rules.joined(separator: "  ")]
        lines += cells.map { line($0, widths, alignment) }
        let unit = cells.count == 1 ? "row" : "rows"
        let time = Console.milliseconds(microseconds: answer.microseconds)
        lines.append("(\(Console.grouped(cells.count)) \(unit), \(time))")
        return lines.joined(separator: "\n")
    }

    private static func line(_ cells: [String], _ widths: [Int], _ rightAligned: [Bool]) -> String {
        var text = ""
        for (column, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - cell.count)
            if column > 0 { text += "  " }
            text += rightAligned[column] ? padding + cell : cell + padding
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// Control characters would break the lines, or the terminal.
    private static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let picture = scalar.value < 0x20 ? Unicode.Scalar(0x2400 + scalar.value) : "\u{FFFD}"
            shown.append(isControl(scalar) ? picture ?? "\u{FFFD}" : scalar)
        }
        return String(shown)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    }
}

/// An answer as an array of JSON objects, one to a line.
enum JSONRows {
    static func text(_ answer: Answer) -> String {
        let rows = answer.rows.map { row in
            var writer = JSONWriter()
            writer.object { writer in
                for (name, value) in zip(answer.columnNames, row) {
                    writer.key(name)
                    writer.raw(value.serialized)
                }
            }
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        return rows.isEmpty ? "[]" : "[\n" + rows.joined(separator: ",\n") + "\n]"
    }
}

/// An answer as comma-separated values (RFC 4180, with bare line feeds).
enum CSVText {
    static func text(_ answer: Answer) -> String {
        let rows = answer.rows.map { row in row.map { field($0.displayText ?? "") } }
        return ([answer.columnNames.map(field)] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n")
    }

    private static func field(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
        guard needsQuotes else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
