import Bytes

/// The last bytes of the file: where the footer lies, and the checksum of both. Its layout is the same in all versions.
struct SegmentTail: Sendable, Equatable {
    var footerOffset: UInt64
    var footerLength: UInt32
    var version: UInt32

    /// Offset of the checksum in the tail.
    static let checksumOffset = 12

    /// The tail's bytes, after a footer.
    func encoded(after footer: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeLittleEndian(footerOffset)
        writer.writeLittleEndian(footerLength)
        writer.writeLittleEndian(UInt32(0))
        writer.writeLittleEndian(version)
        writer.writeLittleEndian(UInt32(0))
        writer.write(SegmentFormat.magic)
        writer.overwriteLittleEndian(Self.checksum(footer, writer.bytes), at: Self.checksumOffset)
        return writer.bytes
    }

    /// Covers the footer and all of the tail but the checksum itself.
    static func checksum(_ footer: [UInt8], _ tail: [UInt8]) -> UInt32 {
        var crc = CRC32C()
        crc.update(footer)
        crc.update(tail[..<checksumOffset])
        crc.update(tail[(checksumOffset + 4)...])
        return crc.value
    }
}

extension SegmentFooter {
    /// Reads tail and footer of a file, checking the checksum over both; also gives the footer's offset. O(footer).
    static func read(
        from region: ByteRegion, file: String
    ) throws(FormatError) -> (footer: SegmentFooter, offset: Int) {
        let tailOffset = region.count - SegmentFormat.tailBytes
        func corrupt(_ section: String, _ detail: String) -> FormatError {
            FormatError(.corrupt, file: file, section: section, offset: max(tailOffset, 0), detail)
        }
        guard tailOffset >= 0 else { throw corrupt("tail", "a file of \(region.count) bytes is not a segment") }
        let tail = region.bytes(tailOffset..<region.count)
        guard tail.suffix(SegmentFormat.magic.count).elementsEqual(SegmentFormat.magic) else {
            throw corrupt("tail", "not a segment, or one that was not written to its end")
        }
        let offset = region.load(UInt64.self, at: tailOffset)
        let length = Int(region.load(UInt32.self, at: tailOffset + 8))
        guard length <= SegmentLimits.footerBytes, length <= tailOffset, offset == UInt64(tailOffset - length) else {
            throw corrupt("tail", "a footer of \(length) bytes at byte \(offset)")
        }
        let footer = region.bytes(tailOffset - length..<tailOffset)
        let stored = region.load(UInt32.self, at: tailOffset + SegmentTail.checksumOffset)
        guard SegmentTail.checksum(footer, tail) == stored else {
            throw corrupt("footer", "wrong checksum of footer and tail")
        }
        let version = region.load(UInt32.self, at: tailOffset + 16)
        try checkVersion(version, file: file, offset: tailOffset + 16)
        var decoder = SegmentFooterDecoder(footer, version: version, file: file, footerOffset: tailOffset - length)
        return (try decoder.decode(), tailOffset - length)
    }

    private static func checkVersion(_ version: UInt32, file: String, offset: Int) throws(FormatError) {
        let readable = "versions \(SegmentFormat.oldestReadableVersion) to \(SegmentFormat.version) can be read"
        let kind: FormatError.Kind
        if version > SegmentFormat.version {
            kind = .tooNew
        } else if version < SegmentFormat.oldestReadableVersion {
            kind = .tooOld
        } else {
            return
        }
        throw FormatError(kind, file: file, section: "tail", offset: offset, "version \(version); \(readable)")
    }
}
