import Bytes

extension SealedSegment {
    /// The checksum of footer and tail. The footer holds the checksums of all blocks, so that it stands for the whole
    /// file: two files with the same one are the same, but for a collision of CRC-32C.
    public var fileChecksum: UInt32 {
        let tailOffset = file.region.count - SegmentFormat.tailBytes
        return file.region.load(at: tailOffset + SegmentTail.checksumOffset)
    }
}
