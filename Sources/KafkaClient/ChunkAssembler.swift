import Ingest
import Log
import RdKafka

/// Makes chunks without holes of what came of a partition: each begins where the one before ended.
package struct ChunkAssembler {
    /// Everything before is in chunks.
    package private(set) var position: Int64
    package private(set) var chunks: [RecordChunk] = []
    /// Why nothing more comes, if that was said.
    package private(set) var failure: KafkaFailure?

    package init(position: Int64) { self.position = position }

    package mutating func add(_ pieces: [FetchedPiece]) {
        for piece in pieces where failure == nil {
            switch piece {
            case .records(let records, let bytes): add(records, bytes)
            case .end(let offset): pass(to: offset)
            case .failed(let failure): self.failure = failure
            }
        }
    }

    /// A record before the position was there already: what was fetched together with one that was asked for.
    private mutating func add(_ records: [Record], _ bytes: [UInt8]) {
        var next: [Record] = []
        next.reserveCapacity(records.count)
        var end = position
        for record in records where record.offset >= end && record.offset < .max {
            next.append(record)
            end = record.offset + 1
        }
        if next.isEmpty { return }
        chunks.append(.records(next, bytes: bytes, offsets: position..<end))
        position = end
    }

    /// Offsets without records: markers of transactions, aborted records, or what compaction removed.
    private mutating func pass(to offset: Int64) {
        if offset <= position { return }
        chunks.append(.records([], bytes: [], offsets: position..<offset))
        position = offset
    }
}

extension RecordChunk {
    var offsets: Range<Int64> {
        switch self {
        case .records(_, _, let offsets), .undecodable(_, let offsets, _, _): offsets
        }
    }
}
