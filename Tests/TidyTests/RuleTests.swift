import Testing

/// Every rule fires on a planted violation and stays quiet on its neighbour that is none.
@Suite struct RuleTests {
    private func lines(_ rule: (SourceFile) -> [Violation], _ path: String, _ text: String) -> [Int] {
        rule(SourceFile(path, text)).map(\.line).sorted()
    }

    @Test func importsGoOneWay() {
        let rule = LayerRules.oneWayImports
        #expect(lines(rule, "Sources/Log/A.swift", "import Bytes\nimport Files\n") == [])
        #expect(lines(rule, "Sources/Log/A.swift", "import Bytes\nimport Query\n") == [2])
        #expect(lines(rule, "Sources/Log/A.swift", "import Log\n") == [1])
        #expect(lines(rule, "Sources/Bytes/A.swift", "@preconcurrency public import struct Files.Paths\n") == [1])
        #expect(lines(rule, "Sources/Log/A.swift", "// import Query\nlet a = \"import Query\"\n") == [])
        #expect(lines(rule, "Tests/LogTests/A.swift", "import Engine\n") == [])
    }

    @Test func socketsAndSystemCallsHaveTheirLayers() {
        let rule = LayerRules.oneWayImports
        #expect(lines(rule, "Sources/Engine/A.swift", "import NIOCore\nimport Hummingbird\nimport Glibc\n") == [1, 2])
        #expect(lines(rule, "Sources/HTTPAPI/A.swift", "import NIOCore\nimport Hummingbird\n") == [])
        #expect(lines(rule, "Sources/Segment/A.swift", "#if canImport(Glibc)\n    import Glibc\n#endif\n") == [2])
        #expect(lines(rule, "Sources/Segment/A.swift", "import func Glibc.pow\nimport func Glibc.open\n") == [2])
    }

    @Test(arguments: [
        "let now = Date()", "let now = ContinuousClock.now", "let now = ContinuousClock.Instant.now",
        "let n = Int.random(in: 0..<4)", "var g = SystemRandomNumberGenerator()", "pthread_create(a)",
        "Task { await x() }", "Thread.detachNewThread {}", "list.shuffled()", "let id = UUID().uuidString",
    ])
    func purityFires(_ code: String) {
        #expect(!lines(LayerRules.purity, "Sources/Query/A.swift", code + "\n").isEmpty)
        #expect(lines(LayerRules.purity, "Sources/Engine/A.swift", code + "\n") == [])
    }

    @Test(arguments: [
        "let day = parseDate(text)", "struct ThreadCount {}", "let deadline: ContinuousClock.Instant",
        "/// Started by a Thread.", "throw error(\"Task { }\")", "let subTask = 1",
    ])
    func purityStaysQuiet(_ code: String) {
        #expect(lines(LayerRules.purity, "Sources/Query/A.swift", code + "\n") == [])
    }

    @Test func filesAreReachedThroughFiles() {
        let code = "let m = FileManager.default\n"
        #expect(lines(LayerRules.files, "Sources/Catalog/A.swift", code) == [1])
        #expect(lines(LayerRules.files, "Sources/Files/A.swift", code) == [])
    }

    @Test(arguments: [
        "let p: UnsafeRawPointer", "bytes.withUnsafeBytes { $0 }", "let x = unsafe y", "unowned(unsafe) let a: B",
        "let p: UnsafeMutablePointer<Int>", "nonisolated(unsafe) var x = 1", "Unmanaged.passRetained(x)",
    ])
    func unsafeConstructsAreFenced(_ code: String) {
        #expect(lines(LayerRules.unsafeConstructs, "Sources/Query/A.swift", "\n" + code + "\n") == [2])
        #expect(lines(LayerRules.unsafeConstructs, "Sources/Bytes/A.swift", code + "\n") == [])
    }

    @Test func wordsThatOnlyLookUnsafeAreFine() {
        let code = "let isUnsafe = true // withUnsafeBytes\nlet unsafety = \"unsafe x\"\n"
        #expect(lines(LayerRules.unsafeConstructs, "Sources/Query/A.swift", code) == [])
    }

    @Test func printingBelongsToTheExecutable() {
        #expect(lines(LayerRules.printing, "Sources/Query/A.swift", "print(x)\n") == [1])
        #expect(lines(LayerRules.printing, "Sources/Query/A.swift", "tree.print(x)\nsprint(x)\n// print(x)\n") == [])
        #expect(lines(LayerRules.printing, "Sources/martlet/A.swift", "print(x)\n") == [])
    }

    @Test func lengthsAreLimited() {
        let limit = StyleRules.maximumLines
        let line = "let a = 1\n"
        #expect(lines(StyleRules.length, "a.swift", String(repeating: line, count: limit)) == [])
        #expect(lines(StyleRules.length, "a.swift", String(repeating: line, count: limit + 1)) == [limit + 1])
        #expect(lines(StyleRules.lineLength, "a.py", String(repeating: "é", count: 120) + "\n") == [])
        #expect(lines(StyleRules.lineLength, "a.py", "\n" + String(repeating: "é", count: 121) + "\n") == [2])
        let wide = String(repeating: "a", count: 121)
        #expect(lines(StyleRules.lineLength, "a.swift", "x = \"\(wide)\"\n    /// | \(wide) |\n\(wide)\n") == [3])
        #expect(lines(StyleRules.lineLength, "a.swift", "\"\"\"\n\(wide)\n\"\"\"\n\(wide)\n") == [4])
        #expect(lines(StyleRules.lineLength, "a.md", String(repeating: "a", count: 300)) == [])
    }

    @Test func whiteSpaceIsTidy() {
        #expect(lines(StyleRules.whitespace, "a.swift", "a\n\tb\nc \nd\r\n    e\n") == [2, 3, 4])
        #expect(lines(StyleRules.whitespace, "Makefile", "a:\n\tb\n") == [])
        #expect(lines(StyleRules.finalNewline, "a.swift", "a\nb") == [2])
        #expect(lines(StyleRules.finalNewline, "a.swift", "a\n\n") == [2])
        #expect(lines(StyleRules.finalNewline, "a.swift", "a\n") == [])
        #expect(lines(StyleRules.finalNewline, "a.swift", "") == [])
    }

    @Test func nothingIsLeftUnfinished() {
        for mark in StyleRules.unfinishedMarks {
            #expect(lines(StyleRules.unfinished, "a.swift", "let a = 1\n// \(mark): more\n") == [2])
            #expect(lines(StyleRules.unfinished, "a.swift", "let a\(mark)b = 1\n") == [])
        }
    }

    @Test func nothingIsForced() {
        let code = "a = try! b()\nc = d as! E\nfatalError(\"x\")\n"
        #expect(lines(StyleRules.forced, "Sources/Log/A.swift", code) == [1, 2, 3])
        let good = "try? a()\nif has! == b {}\n// try! as! fatalError(\n"
        #expect(lines(StyleRules.forced, "Sources/Log/A.swift", good) == [])
    }

    @Test func uncheckedSendableSaysWhy() {
        let rule = StyleRules.uncheckedSendable
        let head = "final class A: @unchecked Sendable {\n"
        #expect(lines(rule, "Sources/Log/A.swift", head + "    // Sendable because it is immutable.\n}\n") == [])
        #expect(lines(rule, "Sources/Log/A.swift", head + "    let a = 1\n}\n") == [1])
        #expect(lines(rule, "Sources/Log/A.swift", head + "\n\n\n    // Sendable because of luck.\n}\n") == [1])
    }

    @Test func randomnessHasASeed() {
        #expect(lines(StyleRules.unseededRandomness, "Tests/A/A.swift", "a.shuffled()\nb.randomElement()\n") == [1, 2])
        #expect(lines(StyleRules.unseededRandomness, "Tests/A/A.swift", "a.shuffled(using: &g)\n") == [])
    }

    @Test func buildsAreChecked() {
        #expect(lines(StyleRules.uncheckedBuilds, "Makefile", "a:\n\tswift build -O" + "unchecked\n") == [2])
        #expect(lines(StyleRules.uncheckedBuilds, "Makefile", "a:\n\tswift build -O\n") == [])
    }

    @Test func placesOutsideAreNotNamed() {
        for name in StyleRules.outsideNames {
            #expect(lines(StyleRules.outsidePlaces, "README.md", "see\n`\(name)x`\n") == [2])
        }
        #expect(lines(StyleRules.outsidePlaces, "README.md", "work/a, shared, library\n") == [])
    }

    @Test func formatPagesHaveTheirChapters() {
        let good = "# Log\n## Purpose\n## Layout\n## Limits\n## Checksums\n## Unknown fields\n## Example\n## Versions\n"
        #expect(FormatPageRules.headings(SourceFile("formats/log.md", good)) == [])
        let bad = good.replacing("## Limits", with: "Limits")
        #expect(FormatPageRules.headings(SourceFile("formats/log.md", bad)).map(\.problem) == ["no heading for limits"])
        let index = SourceFile("formats/README.md", "* [log](log.md)\n")
        #expect(FormatPageRules.unlisted(["log.md"], index: index) == [])
        #expect(FormatPageRules.unlisted(["segment.md"], index: index).count == 1)
    }

    @Test func violationsPrintPlaceAndFix() {
        let found = LayerRules.printing(SourceFile("Sources/Log/A.swift", "\nprint(1)\n"))
        #expect(
            found.map(\.description)
                == ["Sources/Log/A.swift:2: print in Log. Fix: log it, or return it to the caller"])
    }
}

/// Comments and strings are blank to the rules, whatever they nest.
@Suite struct CodeMaskTests {
    private func masked(_ text: String) -> String {
        String(decoding: CodeMask.masked(Array(text.utf8)), as: UTF8.self)
    }

    @Test func commentsAndStringsAreBlanked() {
        #expect(masked("a // b\nc") == "a     \nc")
        #expect(masked("a /* b /* c */ d */ e") == "a " + String(repeating: " ", count: 17) + " e")
        #expect(masked("f(\"a\\\"b\", c)") == "f(      , c)")
        #expect(masked("f(#\"a\"b\"#, c)") == "f(       , c)")
        #expect(masked("x(\"\"\"\n a \"b\"\n \"\"\", c)") == "x(   \n      \n    , c)")
    }

    @Test func interpolationsAreBlankedWhole() {
        #expect(masked("f(\"a \\(g(\"x)\")) b\") + c") == "f(" + String(repeating: " ", count: 16) + ") + c")
        #expect(masked("\"\\\\\" + a") == "     + a")
    }

    @Test func anUnterminatedStringEndsWithItsLine() {
        #expect(masked("\"abc\nlet a") == "    \nlet a")
    }
}
