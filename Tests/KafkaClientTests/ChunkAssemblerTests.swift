import Ingest
import KafkaClient
import Log
import RdKafka
import Testing

struct ChunkAssemblerTests {
    private func records(_ offsets: [Int64]) -> FetchedPiece {
        .records(offsets.map { Record(key: nil, value: nil, timestamp: 0, offset: $0) }, bytes: [])
    }

    private func assemble(_ pieces: [FetchedPiece], from position: Int64) -> ChunkAssembler {
        var assembler = ChunkAssembler(position: position)
        assembler.add(pieces)
        return assembler
    }

    private func ranges(_ assembler: ChunkAssembler) -> [Range<Int64>] {
        assembler.chunks.map { chunk in
            guard case .records(_, _, let offsets) = chunk else { return 0..<0 }
            return offsets
        }
    }

    /// Compaction and transactions leave offsets without records: between records, before them, and at the end.
    @Test func gapsArePartOfTheChunks() {
        let assembled = assemble([records([12, 15]), .end(20), records([23]), .end(24)], from: 10)
        #expect(ranges(assembled) == [10..<16, 16..<20, 20..<24])
        #expect(assembled.position == 24 && assembled.failure == nil)
    }

    @Test func theEndThatIsKnownSaysNothing() {
        let assembled = assemble([.end(10), records([10]), .end(11), .end(9)], from: 10)
        #expect(ranges(assembled) == [10..<11])
    }

    @Test func recordsThatWereThereBeforeAreLeftOut() {
        let assembled = assemble([records([3, 9, 10, 11]), records([10, 11])], from: 10)
        #expect(ranges(assembled) == [10..<12])
        guard case .records(let found, _, _)? = assembled.chunks.first else {
            Issue.record("no records")
            return
        }
        #expect(found.map(\.offset) == [10, 11])
    }

    @Test func nothingIsTakenBehindAFailure() {
        let failure = KafkaFailure(.other, "bad bytes")
        let assembled = assemble([records([0]), .failed(failure), records([5]), .end(9)], from: 0)
        #expect(ranges(assembled) == [0..<1])
        #expect(assembled.position == 1 && assembled.failure == failure)
    }
}
