import Files
import SQLFuzzSupport
import Testing

/// The committed inputs of the fuzzer `Fuzz/SQL`: those that reach what others do not, and any that once made
/// something fail.
@Suite struct FuzzCorpusTests {
    private static let repository = PosixFileSystem(
        root: Paths.directory(of: Paths.directory(of: Paths.directory(of: #filePath))))

    @Test func everyInputIsRefusedOrPlanned() throws {
        let directory = "Fuzz/SQL/corpus"
        let names = try Self.repository.list(directory)
        #expect(names.count > 40)
        var (parsed, planned) = (0, 0)
        var codes: Set<String> = []
        for name in names {
            let outcome = SQLExercise.run(try Self.repository.readAll("\(directory)/\(name)"))
            parsed += outcome.isParsed ? 1 : 0
            planned += outcome.isPlanned ? 1 : 0
            codes.formUnion([outcome.code].compactMap(\.self))
        }
        #expect(parsed > names.count / 4 && planned > 20, "\(parsed) of \(names.count) parsed, \(planned) planned")
        #expect(codes.isSuperset(of: ["SQL_SYNTAX", "SQL_UNSUPPORTED", "UNKNOWN_TABLE", "UNKNOWN_COLUMN"]))
    }
}
