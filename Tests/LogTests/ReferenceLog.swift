import Bytes
import Log
import TestSupport
import Testing

/// What a log must hold: arrays and dictionaries, no cleverness.
struct ReferenceLog {
    struct Batch: Equatable {
        let baseOffset: Int64
        let endOffset: Int64
        /// Everything but the fields that the log rewrites.
        let content: ByteString

        init(_ batch: RecordBatch, at baseOffset: Int64) {
            self.baseOffset = baseOffset
            endOffset = baseOffset + Int64(batch.recordCount)
            content = ByteString(batch.bytes[16...])
        }

        static func == (left: Batch, right: Batch) -> Bool {
            left.baseOffset == right.baseOffset && left.endOffset == right.endOffset
                && ByteString.compare(left.content.bytes, right.content.bytes) == 0
        }
    }

    /// Batches that `append` accepted, from the start of the log on.
    private(set) var batches: [Batch] = []
    /// Batches that were being appended when an error came: they may be there or not.
    private var attempts: [Batch] = []
    private(set) var endOffset: Int64 = 0
    /// Everything below was acknowledged.
    private(set) var acknowledged: Int64 = 0
    /// The start lies between what retention last left and what it may have removed up to.
    private var lowestStart: Int64 = 0
    private var highestStart: Int64 = 0

    mutating func willAppend(_ batch: RecordBatch) { attempts.append(Batch(batch, at: endOffset)) }

    mutating func didAppend(_ batch: RecordBatch) {
        batches.append(Batch(batch, at: endOffset))
        endOffset += Int64(batch.recordCount)
    }

    mutating func didSync(_ highWatermark: Int64) { acknowledged = max(acknowledged, highWatermark) }

    mutating func willRetain(floor: Int64) { highestStart = max(highestStart, floor) }

    mutating func didRetain(start: Int64) { lowestStart = max(lowestStart, start) }

    /// Compares what readers see with what they must see while nothing has gone wrong.
    func check(_ log: PartitionLog, step: Int, _ comment: Comment) throws {
        #expect(log.endOffset == endOffset, comment)
        #expect(log.highWatermark == acknowledged, comment)
        #expect(try contents(of: log, step: step) == expected(log.startOffset, acknowledged), comment)
    }

    /// Compares a log that was recovered after a crash with what it must hold, and goes on from what it does hold.
    mutating func recover(_ log: PartitionLog, step: Int = 1 << 20, _ comment: Comment) throws {
        let (start, end) = (log.startOffset, log.highWatermark)
        #expect(end == log.endOffset && !log.isDirty, comment)
        #expect(end >= acknowledged, "acknowledged records are gone; \(comment)")
        #expect(start >= lowestStart && start <= max(highestStart, lowestStart), comment)
        let found = try contents(of: log, step: step)
        for batch in found where batches.first(where: { $0.baseOffset == batch.baseOffset }) != batch {
            let isAttempt = batch.baseOffset >= acknowledged && attempts.contains(batch)
            #expect(isAttempt, "offset \(batch.baseOffset) was never appended; \(comment)")
            batches.removeAll { $0.baseOffset >= batch.baseOffset }
            batches.append(batch)
        }
        batches.removeAll { $0.baseOffset >= end }
        attempts = []
        (endOffset, acknowledged) = (end, end)
        (lowestStart, highestStart) = (start, start)
        #expect(found == expected(start, end), comment)
    }

    private func expected(_ start: Int64, _ end: Int64) -> [Batch] {
        batches.filter { $0.baseOffset >= start && $0.endOffset <= end }
    }

    private func contents(of log: PartitionLog, step: Int) throws -> [Batch] {
        try readAll(log, step: step).map { Batch($0, at: $0.baseOffset) }
    }
}
