import Bytes
import Files
import FuzzSupport
import Segment
import Testing

/// The committed inputs of the fuzzer `Fuzz/SegmentReader`: those that reach what others do not, and any that once made
/// a reader fail.
@Suite struct FuzzCorpusTests {
    static let directory = "Fuzz/SegmentReader/corpus"

    @Test func everyInputIsRefusedOrReadable() throws {
        let names = try GoldenSegments.repository.list(Self.directory)
        #expect(names.count > 20)
        var (open, columns) = (0, 0)
        for name in names {
            let input = try GoldenSegments.repository.readAll("\(Self.directory)/\(name)")
            let result = SegmentExercise.run(SegmentRepair.segment(in: input))
            open += result.isOpen ? 1 : 0
            columns += result.columns
        }
        #expect(open > names.count / 4 && columns > open, "\(open) of \(names.count) open, with \(columns) columns")
    }

    /// Golden segments pass through the repair unchanged, so that what it writes is what the format says.
    @Test(arguments: GoldenSegments.all) func repairKeepsGoodSegments(golden: GoldenSegment) throws {
        let bytes = try golden.bytes()
        for mode in SegmentRepair.Mode.allCases {
            #expect(SegmentRepair.segment(in: [mode.byte] + bytes) == bytes)
        }
        let result = SegmentExercise.run(bytes)
        let derived = golden.indexing.columns.values.reduce(0) { $0 + $1.granularities.count }
        #expect(result.isOpen && result.columns == golden.input.columns.count + 4 + derived)
    }

    @Test func repairMakesDamagedSegmentsOpen() throws {
        let golden = try GoldenSegments.tiny()
        var damaged = golden
        for index in golden.count - SegmentFormat.tailBytes..<golden.count { damaged[index] ^= 0x55 }
        damaged[0] ^= 1
        #expect(!SegmentExercise.run(damaged).isOpen)
        // The footer's length is not known any more; without it nothing can be repaired.
        damaged.replaceSubrange(
            golden.count - 24..<golden.count - 20, with: golden[(golden.count - 24)..<(golden.count - 20)])
        SegmentRepair.repair(&damaged, .everything)
        #expect(SegmentExercise.run(damaged).isOpen)
    }
}
