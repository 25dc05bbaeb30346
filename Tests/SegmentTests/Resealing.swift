import Bytes
import Segment

/// Recomputes the checksums of a segment's bytes, so that what was done to them is not found by checksums.
enum Resealing {
    static func footerOffset(_ bytes: [UInt8]) -> Int {
        Int(number(bytes, at: bytes.count - SegmentFormat.tailBytes, UInt64.self))
    }

    static func number<Number: FixedWidthInteger>(_ bytes: [UInt8], at offset: Int, _ type: Number.Type) -> Number {
        (0..<MemoryLayout<Number>.size).reduce(0) { $0 | Number(truncatingIfNeeded: bytes[offset + $1]) << ($1 * 8) }
    }

    static func store(_ number: UInt32, in bytes: inout [UInt8], at offset: Int) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> UInt32(index * 8)) }
    }

    /// Block checksums for the given identity, then the checksum of footer and tail.
    static func reseal(_ bytes: inout [UInt8], tableID: UInt64, segmentID: UInt64) {
        let footer = footerOffset(bytes)
        let tail = bytes.count - SegmentFormat.tailBytes
        let blocks = (footer + SegmentFormat.blockBytes - 1) / SegmentFormat.blockBytes
        for block in 0..<blocks {
            let start = block * SegmentFormat.blockBytes
            let seed = SegmentFormat.blockSeed(tableID: tableID, segmentID: segmentID, block: UInt64(block))
            let crc = CRC32C.of(bytes[start..<min(start + SegmentFormat.blockBytes, footer)], seed: seed)
            store(crc, in: &bytes, at: tail - (blocks - block) * 4)
        }
        resealFooter(&bytes)
    }

    static func resealFooter(_ bytes: inout [UInt8]) {
        let tail = bytes.count - SegmentFormat.tailBytes
        var crc = CRC32C()
        crc.update(bytes[footerOffset(bytes)..<tail + 12])
        crc.update(bytes[(tail + 16)...])
        store(crc.value, in: &bytes, at: tail + 12)
    }
}
