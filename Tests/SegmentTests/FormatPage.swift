import Bytes
import Files
import Testing

/// A page of `formats/`: its tables, and the bytes of files that it shows (see `HexDump`).
struct FormatPage: Sendable, CustomTestStringConvertible {
    /// Path below `formats/`.
    let path: String
    let lines: [String]

    init(_ path: String) throws {
        self.path = path
        lines = String(decoding: try GoldenSegments.repository.readAll("formats/" + path), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var testDescription: String { path }

    /// The pages of the parts of a segment.
    static func regionPages() throws -> [FormatPage] {
        try GoldenSegments.repository.list("formats/segment").filter { $0.hasSuffix(".md") }.sorted()
            .map { try FormatPage("segment/" + $0) }
    }

    func contains(_ text: String) -> Bool { lines.joined(separator: "\n").contains(text) }
}

extension FormatPage {
    /// A table: the cells of its header, and those of each row. Backquotes and links are left out of cells.
    struct Table {
        let header: [String]
        let rows: [[String]]
    }

    /// The first table under a heading.
    func table(_ heading: String) throws -> [[String]] {
        let start = try #require(lines.firstIndex(of: heading), "\(path) has the heading \(heading)")
        return Self.tables(lines[(start + 1)...].prefix { !$0.hasPrefix("#") }).first?.rows ?? []
    }

    /// First and second cell of each row of the first table under a heading.
    func pairs(_ heading: String) throws -> [String] {
        try table(heading).map { "\($0[0]) \($0[1])" }
    }

    /// The rows of all tables whose header starts with those cells.
    func rows(under header: [String]) -> [[String]] {
        Self.tables(lines[...]).filter { $0.header.starts(with: header) }.flatMap(\.rows)
    }

    private static func tables(_ lines: ArraySlice<String>) -> [Table] {
        let groups = lines.split { !$0.hasPrefix("|") }
        return groups.map { group in
            let cells = group.map { line in
                line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map(cell)
            }
            return Table(header: cells[0], rows: Array(cells.dropFirst(2)))
        }
    }

    /// The text of a cell: of a link only what is in its brackets.
    private static func cell(_ text: Substring) -> String {
        var text = text.filter { $0 != "`" }
        while let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]"),
            let end = text[close...].firstIndex(of: ")"), text[close...].hasPrefix("](")
        {
            text.replaceSubrange(open...end, with: text[text.index(after: open)..<close])
        }
        return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
