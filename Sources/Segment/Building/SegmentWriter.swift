import Bytes

/// Puts regions, footer and tail one after the other, and computes the checksums on the way.
struct SegmentWriter {
    private let identity: SegmentIdentity
    private let sink: any SegmentSink
    private var columns: [SegmentColumn] = []
    private var regions: [SegmentRegion] = []
    private var checksums: [UInt32] = []
    /// Of the block that is being filled.
    private var checksum: CRC32C
    /// Bytes written so far.
    private(set) var offset = 0

    init(_ identity: SegmentIdentity, to sink: any SegmentSink) {
        self.identity = identity
        self.sink = sink
        checksum = Self.seeded(identity, block: 0)
    }

    private static func seeded(_ identity: SegmentIdentity, block: Int) -> CRC32C {
        CRC32C(
            continuing: SegmentFormat.blockSeed(
                tableID: identity.tableID, segmentID: identity.segmentID, block: UInt64(block)))
    }

    /// Writes the next column.
    mutating func append(_ column: EncodedColumn) throws(SegmentError) {
        for region in column.regions {
            regions.append(
                SegmentRegion(
                    column: columns.count, kindNumber: region.kind.rawValue, parameter: region.parameter,
                    offset: offset, length: region.bytes.count))
            try write(region.bytes)
            let end = offset % SegmentFormat.alignment
            if end > 0 { try write([UInt8](repeating: 0, count: SegmentFormat.alignment - end)) }
        }
        columns.append(column.column)
    }

    /// Writes footer and tail.
    mutating func finish(rowCount: Int) throws(SegmentError) {
        if offset % SegmentFormat.blockBytes > 0 { checksums.append(checksum.value) }
        guard regions.count <= SegmentLimits.regions else {
            throw .limitExceeded("\(regions.count) regions, at most \(SegmentLimits.regions) are possible")
        }
        let footer = SegmentFooter(
            identity: identity, rowCount: rowCount, columns: columns, regions: regions, checksums: checksums
        ).encoded()
        guard footer.count <= SegmentLimits.footerBytes else {
            throw .limitExceeded("a footer of \(footer.count) bytes, at most \(SegmentLimits.footerBytes) are possible")
        }
        let tail = SegmentTail(
            footerOffset: UInt64(offset), footerLength: UInt32(footer.count), version: SegmentFormat.version)
        try sink.append(footer + tail.encoded(after: footer))
        offset += footer.count + SegmentFormat.tailBytes
    }

    private mutating func write(_ bytes: [UInt8]) throws(SegmentError) {
        var start = 0
        while start < bytes.count {
            let room = SegmentFormat.blockBytes - offset % SegmentFormat.blockBytes
            let end = min(start + room, bytes.count)
            checksum.update(bytes[start..<end])
            offset += end - start
            start = end
            if offset % SegmentFormat.blockBytes == 0 {
                checksums.append(checksum.value)
                checksum = Self.seeded(identity, block: offset / SegmentFormat.blockBytes)
            }
        }
        try sink.append(bytes)
    }
}
