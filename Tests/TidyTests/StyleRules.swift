/// Rules about how a file is written: pure functions from a file to its violations.
enum StyleRules {
    static let all: [@Sendable (SourceFile) -> [Violation]] = [
        length, lineLength, whitespace, finalNewline, unfinished, forced, uncheckedSendable, unseededRandomness,
        uncheckedBuilds, outsidePlaces,
    ]

    static let maximumLines = 800
    static let maximumLineLength = 120

    static func length(_ file: SourceFile) -> [Violation] {
        let count = file.lines.count
        guard file.isCode, count > maximumLines else { return [] }
        return [
            Violation(
                path: file.path, line: maximumLines + 1, problem: "\(count) lines, the limit is \(maximumLines)",
                fix: "split it into one capability per file")
        ]
    }

    /// Lines with a text in quotes, lines inside a text of several lines, and rows of a table in a comment may be
    /// longer: they cannot be broken.
    static func lineLength(_ file: SourceFile) -> [Violation] {
        guard file.isCode else { return [] }
        let threeQuotes = [UInt8](repeating: UInt8(ascii: "\""), count: 3)
        var isInsideText = false
        return file.lines.enumerated().compactMap { index, line in
            if line.split(separator: threeQuotes, omittingEmptySubsequences: false).count % 2 == 0 {
                isInsideText.toggle()
            }
            guard line.count > maximumLineLength, !isInsideText else { return nil }
            let isTable = line.drop { $0 == UInt8(ascii: " ") }.starts(with: "/// |".utf8)
            if isTable || line.contains(UInt8(ascii: "\"")) { return nil }
            let columns = String(decoding: line, as: UTF8.self).count
            guard columns > maximumLineLength else { return nil }
            return Violation(
                path: file.path, line: index + 1, problem: "\(columns) columns, the limit is \(maximumLineLength)",
                fix: "break the line")
        }
    }

    static func whitespace(_ file: SourceFile) -> [Violation] {
        guard file.isCode else { return [] }
        return file.lines.enumerated().flatMap { index, line in
            var found: [Violation] = []
            if line.contains(UInt8(ascii: "\t")) {
                found.append(Violation(path: file.path, line: index + 1, problem: "a tab", fix: "indent by 4 spaces"))
            }
            if let last = line.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\r") {
                found.append(
                    Violation(path: file.path, line: index + 1, problem: "white space at the end", fix: "delete it"))
            }
            return found
        }
    }

    static func finalNewline(_ file: SourceFile) -> [Violation] {
        guard file.isCode || file.path.hasSuffix(".md"), let last = file.bytes.last else { return [] }
        if last != UInt8(ascii: "\n") {
            return [file.violation(at: file.bytes.count, "no newline at the end", fix: "add one")]
        }
        guard file.bytes.count > 1, file.bytes[file.bytes.count - 2] == UInt8(ascii: "\n") else { return [] }
        return [file.violation(at: file.bytes.count - 1, "empty lines at the end", fix: "delete them")]
    }

    /// Spelled in halves, so that this file does not break the rule.
    static let unfinishedMarks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]

    static func unfinished(_ file: SourceFile) -> [Violation] {
        guard file.isCode || file.path == "Makefile" else { return [] }
        return unfinishedMarks.flatMap { mark in
            file.placesInText(of: mark).map { file.violation(at: $0, mark, fix: "finish it, or leave it out") }
        }
    }

    static func forced(_ file: SourceFile) -> [Violation] {
        guard file.target != nil, file.isSwift else { return [] }
        let fixes = [
            ("try!", "handle the error"), ("as!", "use as? and say what happens otherwise"),
            ("fatalError(", "throw a typed error, or use precondition and name the invariant"),
        ]
        return fixes.flatMap { token, fix in file.places(of: token).map { file.violation(at: $0, token, fix: fix) } }
    }

    static func uncheckedSendable(_ file: SourceFile) -> [Violation] {
        guard file.target != nil, file.isSwift else { return [] }
        let lines = file.lines
        return file.places(of: "@unchecked Sendable").compactMap { offset in
            let line = file.line(at: offset)
            let isExplained = lines[line - 1..<min(line + 3, lines.count)].contains {
                String(decoding: $0, as: UTF8.self).contains("// Sendable because")
            }
            if isExplained { return nil }
            return file.violation(
                at: offset, "@unchecked Sendable without a reason",
                fix: "say why in a comment that begins with \"Sendable because\", within the next 3 lines")
        }
    }

    /// In tests too: a failure that cannot be repeated is not worth finding.
    static func unseededRandomness(_ file: SourceFile) -> [Violation] {
        guard file.isSwift, file.target != nil || file.path.hasPrefix("Tests/") else { return [] }
        return [".shuffled()", ".randomElement()", "SystemRandomNumberGenerator()"].flatMap { token in
            file.places(of: token).map { file.violation(at: $0, token, fix: "pass a generator with a printed seed") }
        }
    }

    static func uncheckedBuilds(_ file: SourceFile) -> [Violation] {
        guard file.isCode || file.path == "Makefile" else { return [] }
        let flag = "-O" + "unchecked"
        return file.placesInText(of: flag).map { file.violation(at: $0, flag, fix: "build with -O") }
    }

    /// Spelled in halves, so that this file does not break the rule.
    static let outsideNames = ["/wo" + "rk/", "../sha" + "red", ".lib" + "rary/", "/.lib" + "rary"]

    static func outsidePlaces(_ file: SourceFile) -> [Violation] {
        outsideNames.flatMap { name in
            file.occurrences(of: name).map {
                file.violation(at: $0, "names \(name), a place outside the repository", fix: "say it without the place")
            }
        }
    }
}
