import Bytes
import Synchronization

/// A mapped segment file: its footer, and its bytes, each block of which is verified when it is first asked for.
final class SegmentFile: Sendable {
    let path: String
    let footer: SegmentFooter
    /// All of the file.
    let region: ByteRegion
    /// Where the data ends and the footer starts.
    let footerOffset: Int
    private let state: Mutex<State>

    private struct State: Sendable {
        /// One bit for each block whose checksum was found right.
        var verified: [UInt64]
        var damage: FormatError?
        var readFailure: FormatError?
    }

    init(_ mapped: MappedRegion, path: String) throws(FormatError) {
        self.path = path
        region = ByteRegion(mapped)
        (footer, footerOffset) = try SegmentFooter.read(from: region, file: path)
        state = Mutex(State(verified: Array(repeating: 0, count: (footer.checksums.count + 63) / 64), damage: nil))
    }

    /// The first damage that was found after opening, of whatever column.
    var damage: FormatError? { state.withLock { $0.damage } }

    /// The first damage that made a read give other values than were stored.
    var readFailure: FormatError? { state.withLock { $0.readFailure } }

    /// Remembers damage that a reader works around.
    func report(_ error: FormatError) {
        state.withLock { if $0.damage == nil { $0.damage = error } }
    }

    /// Remembers damage that a reader cannot work around. The read goes on; its result must not be used.
    func fail(_ error: FormatError) {
        state.withLock { state in
            if state.damage == nil { state.damage = error }
            if state.readFailure == nil { state.readFailure = error }
        }
    }

    func corrupt(_ section: String, at offset: Int, _ detail: String) -> FormatError {
        FormatError(.corrupt, file: path, section: section, offset: offset, detail)
    }
}

extension SegmentFile {
    /// Verifies the blocks that hold some bytes of the data, unless they were before. O(bytes not yet verified).
    func verify(_ range: Range<Int>) throws(FormatError) {
        if range.isEmpty { return }
        let (first, last) = (
            range.lowerBound / SegmentFormat.blockBytes, (range.upperBound - 1) / SegmentFormat.blockBytes
        )
        for block in first...last where !isVerified(block) { try verifyAgain(block: block) }
    }

    private func isVerified(_ block: Int) -> Bool {
        state.withLock { $0.verified[block >> 6] >> UInt64(block & 63) & 1 != 0 }
    }

    /// Computes the checksum of a block, whether it was found right before or not. O(block).
    func verifyAgain(block: Int) throws(FormatError) {
        let start = block * SegmentFormat.blockBytes
        let range = start..<min(start + SegmentFormat.blockBytes, footerOffset)
        let seed = SegmentFormat.blockSeed(
            tableID: footer.identity.tableID, segmentID: footer.identity.segmentID, block: UInt64(block))
        guard region.checksum(range, seed: seed) == footer.checksums[block] else {
            let error = corrupt("block \(block) (\(contents(of: range)))", at: start, "wrong checksum")
            report(error)
            throw error
        }
        state.withLock { $0.verified[block >> 6] |= 1 << UInt64(block & 63) }
    }

    /// The first and the last region that lie in a range of the file, by name.
    private func contents(of range: Range<Int>) -> String {
        let inside = footer.regions.filter { $0.range.overlaps(range) }
        guard let first = inside.first, let last = inside.last else { return "padding" }
        return inside.count == 1 ? section(of: first) : "\(section(of: first)) to \(section(of: last))"
    }

    /// What error messages call a region.
    func section(of region: SegmentRegion) -> String {
        "column \(footer.columns[region.column].name) \(region.kind?.name ?? "region kind \(region.kindNumber)")"
    }
}
