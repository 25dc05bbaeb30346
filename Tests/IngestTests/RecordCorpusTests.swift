import Files
import RecordFuzzSupport
import Testing

/// The committed inputs of the fuzzer `Fuzz/Records`, and any that once made something fail.
@Suite struct RecordCorpusTests {
    private static let repository = PosixFileSystem(
        root: Paths.directory(of: Paths.directory(of: Paths.directory(of: #filePath))))

    @Test func everyInputBecomesRowsOrAnError() throws {
        let directory = "Fuzz/Records/corpus"
        let names = try Self.repository.list(directory)
        var rows = 0
        for name in names {
            rows += RecordExercise.run(try Self.repository.readAll("\(directory)/\(name)")) ?? 0
        }
        #expect(names.count > 40 && rows > 20, "\(rows) rows of \(names.count) inputs")
    }
}
