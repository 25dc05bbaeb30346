import BatchFuzzSupport
import Files
import Testing

/// The committed inputs of the fuzzer `Fuzz/RecordBatch`, and any that once made something fail.
@Suite struct BatchCorpusTests {
    private static let repository = PosixFileSystem(
        root: Paths.directory(of: Paths.directory(of: Paths.directory(of: #filePath))))

    @Test func everyInputIsRecordsOrAnError() throws {
        let directory = "Fuzz/RecordBatch/corpus"
        let names = try Self.repository.list(directory)
        var records = 0
        for name in names {
            records += BatchExercise.run(try Self.repository.readAll("\(directory)/\(name)")) ?? 0
        }
        #expect(names.count >= 20 && records > 400, "\(records) records of \(names.count) inputs")
    }
}
