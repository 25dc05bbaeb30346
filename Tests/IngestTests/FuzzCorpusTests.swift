import Files
import JSONFuzzSupport
import Testing

/// The committed inputs of the fuzzer `Fuzz/JSONDecoder`: those that reach what others do not, and any that once made
/// something fail.
@Suite struct FuzzCorpusTests {
    private static let repository = PosixFileSystem(
        root: Paths.directory(of: Paths.directory(of: Paths.directory(of: #filePath))))

    @Test func everyRecordBecomesWhatTheReferenceSays() throws {
        let directory = "Fuzz/JSONDecoder/corpus"
        let names = try Self.repository.list(directory)
        var rows = 0
        var codes: Set<String> = []
        for name in names {
            let outcome = JSONExercise.run(try Self.repository.readAll("\(directory)/\(name)"))
            rows += outcome.rows
            codes.formUnion(outcome.codes)
        }
        #expect(rows > 6, "\(rows) rows of \(names.count) inputs")
        #expect(codes.isSuperset(of: ["MALFORMED_RECORD", "WRONG_TYPE", "MISSING_VALUE"]), "\(codes)")
    }
}
