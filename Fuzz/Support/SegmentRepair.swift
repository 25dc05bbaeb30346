import Bytes
import Segment

/// Makes bytes a segment as far as checksums and the tail tell, so that what is wrong in them is left to the structural
/// checks.
///
/// `SegmentTests` runs the committed corpus through it as well.
package enum SegmentRepair {
    /// What the first byte of a fuzzer's input asks for; the segment's bytes follow.
    package enum Mode: UInt8, CaseIterable {
        /// The tail is rewritten to fit the file, then all checksums.
        case everything = 0
        /// All checksums.
        case checksums = 1
        /// Nothing.
        case nothing = 2

        /// A mode for any byte; the first one for most.
        package init(_ byte: UInt8) { self = byte < 240 ? .everything : byte < 250 ? .checksums : .nothing }

        /// A byte that stands for the mode.
        package var byte: UInt8 {
            switch self {
            case .everything: 0
            case .checksums: 240
            case .nothing: 250
            }
        }
    }

    /// The segment's bytes in a fuzzer's input.
    package static func segment(in input: [UInt8]) -> [UInt8] {
        guard let first = input.first else { return [] }
        var bytes = Array(input.dropFirst())
        repair(&bytes, Mode(first))
        return bytes
    }

    package static func repair(_ bytes: inout [UInt8], _ mode: Mode) {
        guard mode != .nothing, bytes.count >= SegmentFormat.tailBytes else { return }
        if mode == .everything { repairTail(&bytes) }
        guard let footer = footer(bytes) else { return }
        repairBlocks(&bytes, footer)
        var crc = CRC32C()
        crc.update(bytes[footer.lowerBound..<footer.upperBound + tailChecksum])
        crc.update(bytes[(footer.upperBound + tailChecksum + 4)...])
        store(crc.value, in: &bytes, at: footer.upperBound + tailChecksum)
    }

    /// Offsets of fields in the tail, and in the footer.
    private static let tailFooterLength = 8
    private static let tailChecksum = 12
    private static let tailVersion = 16
    private static let footerBlocks = 36

    /// Where the footer is, if the tail tells.
    package static func footer(_ bytes: [UInt8]) -> Range<Int>? {
        let tail = bytes.count - SegmentFormat.tailBytes
        guard tail >= 0 else { return nil }
        let start = number(bytes, at: tail, UInt64.self)
        guard start <= UInt64(tail) else { return nil }
        return Int(start)..<tail
    }

    /// Magic, a version that can be read, and a footer that ends where the tail starts; its length stays if it can.
    private static func repairTail(_ bytes: inout [UInt8]) {
        let tail = bytes.count - SegmentFormat.tailBytes
        bytes.replaceSubrange((bytes.count - SegmentFormat.magic.count)..., with: SegmentFormat.magic)
        let version = number(bytes, at: tail + tailVersion, UInt32.self)
        if version < SegmentFormat.oldestReadableVersion || version > SegmentFormat.version {
            let versions = SegmentFormat.version - SegmentFormat.oldestReadableVersion + 1
            store(SegmentFormat.oldestReadableVersion + version % versions, in: &bytes, at: tail + tailVersion)
        }
        let length = min(Int(number(bytes, at: tail + tailFooterLength, UInt32.self)), tail)
        store(UInt64(tail - length), in: &bytes, at: tail)
        store(UInt32(length), in: &bytes, at: tail + tailFooterLength)
    }

    /// The checksums of the blocks, which end the footer, and their number.
    private static func repairBlocks(_ bytes: inout [UInt8], _ footer: Range<Int>) {
        let blocks = (footer.lowerBound + SegmentFormat.blockBytes - 1) / SegmentFormat.blockBytes
        guard footer.count >= footerBlocks + 4 + blocks * 4 else { return }
        store(UInt32(blocks), in: &bytes, at: footer.lowerBound + footerBlocks)
        let tableID = number(bytes, at: footer.lowerBound, UInt64.self)
        let segmentID = number(bytes, at: footer.lowerBound + 8, UInt64.self)
        for block in 0..<blocks {
            let start = block * SegmentFormat.blockBytes
            let seed = SegmentFormat.blockSeed(tableID: tableID, segmentID: segmentID, block: UInt64(block))
            let end = min(start + SegmentFormat.blockBytes, footer.lowerBound)
            store(CRC32C.of(bytes[start..<end], seed: seed), in: &bytes, at: footer.upperBound - (blocks - block) * 4)
        }
    }

    private static func number<Number: FixedWidthInteger>(
        _ bytes: [UInt8], at offset: Int, _ type: Number.Type
    ) -> Number {
        (0..<MemoryLayout<Number>.size).reduce(0) { $0 | Number(truncatingIfNeeded: bytes[offset + $1]) << ($1 * 8) }
    }

    private static func store<Number: FixedWidthInteger>(_ number: Number, in bytes: inout [UInt8], at offset: Int) {
        for index in 0..<MemoryLayout<Number>.size {
            bytes[offset + index] = UInt8(truncatingIfNeeded: number >> Number(index * 8))
        }
    }
}
