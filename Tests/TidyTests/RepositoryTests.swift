import Foundation
import Testing

/// The rules, applied to this repository.
@Suite struct RepositoryTests {
    private static let files = Result { try Repository.files() }

    private func report(_ violations: [Violation]) {
        for violation in violations { Issue.record("\(violation)") }
    }

    @Test func theRootIsFound() throws {
        let paths = try Set(Self.files.get().map(\.path))
        #expect(paths.isSuperset(of: ["Package.swift", "Sources/Bytes/CRC32C.swift", "Tests/TidyTests/Layers.swift"]))
    }

    @Test func layersKeepToThemselves() throws {
        for file in try Self.files.get() { report(LayerRules.all.flatMap { $0(file) }) }
    }

    @Test func filesAreWrittenInHouseStyle() throws {
        for file in try Self.files.get() { report(StyleRules.all.flatMap { $0(file) }) }
    }

    @Test func everyTargetHasItsPlace() throws {
        for target in try Set(Self.files.get().compactMap(\.target)).sorted() where !Layers.order.contains(target) {
            Issue.record("Sources/\(target):1: no place in the order of layers. Fix: add it to Layers.order")
        }
    }

    @Test func formatPagesAreCompleteAndListed() throws {
        let pages = try Self.files.get().filter { $0.path.hasPrefix("formats/") && $0.path.hasSuffix(".md") }
        guard !pages.isEmpty else { return }
        let kinds = pages.filter { $0.path != "formats/README.md" && !$0.path.hasPrefix("formats/golden/") }
        #expect(kinds.contains { $0.path.hasPrefix("formats/segment/") }, "formats/segment/:1: no pages of regions")
        report(kinds.flatMap(FormatPageRules.headings))
        let index = try #require(
            pages.first { $0.path == "formats/README.md" }, "formats/README.md:1: missing. Fix: list the pages in it")
        report(FormatPageRules.unlisted(kinds.map { String($0.path.dropFirst("formats/".count)) }, index: index))
    }

    @Test func theChecksAreRunByMakeTest() throws {
        let run = Repository.root + "/.ci/run"
        #expect(FileManager.default.isExecutableFile(atPath: run), ".ci/run:1: no run bit. Fix: chmod +x")
        let text = try String(contentsOfFile: run, encoding: .utf8)
        let commands = text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix("set ") }
        #expect(commands.filter { $0.contains("make") } == ["make test"], ".ci/run calls exactly make test")
    }
}
