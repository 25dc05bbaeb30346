import Bytes
import TestSupport
import Testing

@Suite struct ByteStringArenaTests {
    /// Lengths around the chunk size, empty strings, and strings longer than a chunk.
    @Test(arguments: seeds)
    func stringsReadBack(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let chunk = ByteStringArena.chunkBytes
        let lengths = [0, 1, chunk - 1, 0, 1, chunk, chunk + 1, 0, 3 * chunk]
        let strings = (0..<60).map { index in
            random.bytes(index < lengths.count ? lengths[index] : random.below(index % 7 == 0 ? 5000 : 30))
        }
        var arena = ByteStringArena()
        var snapshots: [ByteStringArena.Snapshot] = []
        for (index, string) in strings.enumerated() {
            #expect(arena.append(([0xAA] + string)[1...]) == index)
            snapshots.append(arena.snapshot)
        }
        for (index, string) in strings.enumerated() {
            #expect(arena.isEqual(index, to: string[...]))
            #expect(!arena.isEqual(index, to: (string + [0])[...]))
            #expect(snapshots[index].count == index + 1)
            #expect(snapshots[index][index] == ByteString(string) && arena.snapshot[index] == ByteString(string))
        }
    }

    @Test func memoryIsCountedWithTheLocations() {
        var arena = ByteStringArena()
        #expect(arena.count == 0 && arena.allocatedBytes == 0)
        for _ in 0..<ChunkedArray<UInt8>.chunkCapacity + 1 { _ = arena.append([1, 2][...]) }
        let locations = 2 * ChunkedArray<UInt8>.chunkCapacity * 12
        #expect(arena.allocatedBytes == ByteStringArena.chunkBytes + locations)
    }
}
