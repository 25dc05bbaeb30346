/// Rules about the pages that describe stored files.
enum FormatPageRules {
    /// What every page tells, and words of which one must stand in a heading of the page.
    static let chapters: [(name: String, words: [String])] = [
        ("purpose", ["purpose"]),
        ("byte layout", ["layout"]),
        ("limits", ["limit"]),
        ("what the checksum covers", ["checksum"]),
        ("what a reader does with what it does not know", ["unknown", "not know"]),
        ("a worked example", ["example"]),
        ("version history", ["version", "history"]),
    ]

    static func headings(_ file: SourceFile) -> [Violation] {
        let headings = file.lines.filter { $0.first == UInt8(ascii: "#") }
            .map { String(decoding: $0, as: UTF8.self).lowercased() }
        let missing = chapters.filter { chapter in
            !headings.contains { line in chapter.words.contains { line.contains($0) } }
        }
        return missing.map { chapter in
            Violation(
                path: file.path, line: 1, problem: "no heading for \(chapter.name)",
                fix: "add a chapter with \"\(chapter.words[0])\" in its heading")
        }
    }

    /// Pages that the index does not name.
    static func unlisted(_ pages: [String], index: SourceFile) -> [Violation] {
        let text = String(decoding: index.bytes, as: UTF8.self)
        return pages.filter { !text.contains($0) }.map {
            Violation(path: index.path, line: 1, problem: "\($0) is not listed", fix: "add a line for formats/\($0)")
        }
    }
}
