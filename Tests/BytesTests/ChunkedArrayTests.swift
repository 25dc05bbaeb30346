import Bytes
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct ChunkedArrayTests {
    static let chunk = ChunkedArray<Int32>.chunkCapacity

    @Test(arguments: [0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk + 7])
    func snapshotsReadBackWhatWasAppended(count: Int) {
        var array = ChunkedArray<Int32>()
        for number in 0..<count { array.append(Int32(number) &* 3) }
        let snapshot = array.snapshot
        #expect(snapshot.count == count && array.count == count)
        var copied: [Int32] = [99]
        snapshot.copy(0..<count, into: &copied)
        #expect(copied == (0..<Int32(count)).map { $0 &* 3 })
        #expect(array.allocatedBytes == (count + Self.chunk - 1) / Self.chunk * Self.chunk * 4)
    }

    @Test(arguments: seeds)
    func rangesAndGathersCrossChunks(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var array = ChunkedArray<UInt64>()
        let reference = (0..<10_000).map { _ in random.next() }
        for number in reference { array.append(number) }
        let snapshot = array.snapshot
        var output: [UInt64] = []
        for _ in 0..<20 {
            let (first, second) = (random.below(10_001), random.below(10_001))
            let range = min(first, second)..<max(first, second)
            snapshot.copy(range, into: &output)
            #expect(output == Array(reference[range]))
            let rows = (0..<50).map { _ in UInt32(random.below(10_000)) }
            snapshot.gather(rows, into: &output)
            #expect(output == rows.map { reference[Int($0)] })
            #expect(snapshot[Int(rows[0])] == reference[Int(rows[0])] && array[Int(rows[1])] == reference[Int(rows[1])])
        }
    }

    /// Elements are forgotten and replaced behind a snapshot's end, never inside it.
    @Test func truncationLeavesEarlierSnapshotsAlone() {
        var array = ChunkedArray<Int32>()
        for number in 0..<Int32(Self.chunk) { array.append(number) }
        let snapshot = array.snapshot
        for number in 0..<Int32(2 * Self.chunk) { array.append(-number) }
        array.truncate(to: Self.chunk)
        #expect(array.allocatedBytes == Self.chunk * 4)
        for _ in 0..<10 { array.append(7) }
        #expect(snapshot.count == Self.chunk && snapshot[Self.chunk - 1] == Int32(Self.chunk - 1))
        #expect(array.snapshot[Self.chunk] == 7 && array.count == Self.chunk + 10)
        array.truncate(to: 0)
        array.append(5)
        #expect(array.snapshot[0] == 5 && snapshot[0] == 0)
    }

    private struct Published {
        var numbers = ChunkedArray<UInt64>().snapshot
        var texts = ByteStringArena().snapshot
        var isDone = false
    }

    private final class Board: Sendable {
        let published = Mutex(Published())
    }

    /// One thread appends and publishes through a mutex while this one reads whatever is published.
    @Test func readersSeeWholePrefixesWhileAWriterAppends() {
        let board = Board()
        let total = 60_000
        Thread.detachNewThread {
            var numbers = ChunkedArray<UInt64>()
            var texts = ByteStringArena()
            for number in 0..<UInt64(total) {
                numbers.append(number &* 0x9E37_79B9_7F4A_7C15)
                _ = texts.append(Array("row \(number)".utf8)[...])
                if number % 97 == 0 || number == UInt64(total) - 1 {
                    board.published.withLock {
                        $0.numbers = numbers.snapshot
                        $0.texts = texts.snapshot
                        $0.isDone = number == UInt64(total) - 1
                    }
                }
            }
        }
        var (isDone, seen, wrong) = (false, 0, 0)
        var copied: [UInt64] = []
        while !isDone {
            let now = board.published.withLock { $0 }
            isDone = now.isDone
            if now.numbers.count < seen || now.texts.count != now.numbers.count { wrong += 1 }
            seen = now.numbers.count
            now.numbers.copy(max(0, seen - 500)..<seen, into: &copied)
            for (index, number) in copied.enumerated() {
                let row = max(0, seen - 500) + index
                if number != UInt64(row) &* 0x9E37_79B9_7F4A_7C15 { wrong += 1 }
            }
            if seen > 0, now.texts[seen - 1] != ByteString("row \(seen - 1)") { wrong += 1 }
        }
        #expect(wrong == 0 && seen == total)
    }
}
