import Files
import KafkaFuzzSupport
import Testing

/// The committed inputs of the fuzzer `Fuzz/KafkaFrames`, and any that once made something fail.
@Suite struct FrameCorpusTests {
    private static let repository = PosixFileSystem(
        root: Paths.directory(of: Paths.directory(of: Paths.directory(of: #filePath))))

    @Test func everyRequestIsAnsweredOrRefused() async throws {
        let directory = "Fuzz/KafkaFrames/corpus"
        let names = try Self.repository.list(directory)
        var answers = 0
        for name in names {
            let input = try Self.repository.readAll("\(directory)/\(name)")
            answers += await FrameExercise.run(input, patience: .seconds(1)) ?? 0
        }
        #expect(names.count >= 80 && answers > 50, "\(answers) answers to \(names.count) inputs")
    }
}
