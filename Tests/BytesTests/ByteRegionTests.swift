import Bytes
import Testing

@Suite struct ByteRegionTests {
    private let region = ByteRegion(MappedRegion(copying: Array(0..<100)))

    @Test func slicesOfSlicesCountFromTheirStart() throws {
        let outer = try #require(region.slice(10..<90))
        let inner = try #require(outer.slice(5..<15))
        #expect(inner.offset == 15 && inner.count == 10)
        #expect(inner.bytes == Array(15..<25))
        #expect(inner.bytes(2..<4) == [17, 18])
        #expect(inner.load(UInt16.self, at: 1) == 0x1110)
        #expect(inner.load(UInt8.self, at: 9) == 24)
    }

    @Test func slicesOutsideAreRefused() throws {
        #expect(region.slice(0..<101) == nil)
        #expect(region.slice(-1..<5) == nil)
        #expect(region.slice(Int.min..<Int.max) == nil)
        let inner = try #require(region.slice(50..<60))
        #expect(inner.slice(0..<11) == nil)
        #expect(inner.slice(10..<10)?.count == 0)
    }

    @Test func emptyRegionsHaveEmptyParts() {
        let empty = ByteRegion(MappedRegion(copying: []))
        #expect(empty.count == 0 && empty.bytes.isEmpty)
        #expect(empty.checksum(0..<0, seed: 7) == 7)
    }

    @Test func checksumsCoverTheRange() {
        #expect(region.checksum(20..<50) == CRC32C.of(Array(20..<50)))
        #expect(region.checksum(20..<50, seed: 9) == CRC32C.of(Array(20..<50), seed: 9))
    }

    /// A region keeps its memory alive when it is all that is left.
    @Test func regionsKeepTheirOwner() throws {
        weak var owner: MappedRegion?
        var kept: ByteRegion?
        do {
            let made = MappedRegion(copying: [1, 2, 3, 4])
            owner = made
            kept = ByteRegion(made).slice(1..<3)
        }
        #expect(owner != nil)
        #expect(kept?.bytes == [2, 3])
        kept = nil
        #expect(owner == nil)
    }

    @Test func copiesAreAlignedLikeMappings() {
        region.withUnsafeBytes { #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0) }
    }
}
