import Bytes

/// The last offset of each key in a part of a log.
struct CompactionKeys {
    private var lastOffsets: [ByteString: Int64] = [:]
    private var byteCount = 0
    private let limit: Int
    /// The keys of all records below this offset are known, from where the part begins.
    private(set) var end: Int64

    /// What it costs to keep a key, besides its bytes.
    private static let bytesPerKey = 96

    init(from start: Int64, limit: Int) {
        end = start
        self.limit = limit
    }

    /// Takes the keys of a batch; false if there is no more room, and the part ends before it. The first batch always
    /// has room. A batch whose records cannot be read has no keys.
    mutating func add(_ batch: RecordBatch, of part: Int64) -> Bool {
        for record in (try? batch.records()) ?? [] where record.offset >= part {
            guard let key = record.key else { continue }
            if lastOffsets.updateValue(record.offset, forKey: ByteString(key)) == nil {
                byteCount += key.count + Self.bytesPerKey
            }
        }
        end = batch.endOffset
        return byteCount < limit
    }

    /// Notes that the part goes on to the end of a file.
    mutating func reach(_ offset: Int64) { end = max(end, offset) }

    /// Whether a later record of the part has the same key.
    func isSuperseded(_ record: Record) -> Bool {
        guard record.offset < end, let key = record.key, let last = lastOffsets[ByteString(key)] else { return false }
        return last > record.offset
    }
}

/// What a pass of compaction goes by.
struct CompactionRules {
    var keys: CompactionKeys
    /// Milliseconds since 1970-01-01 UTC.
    var now: Int64
    /// From when on a record without a value may go that is seen for the first time.
    var horizon: Int64
    /// This record stays, whatever it is, so that the log ends in a record.
    var lastOffset: Int64

    /// What becomes of a batch.
    enum Verdict {
        case keep
        /// These records stay, under a horizon if there are any without a value.
        case rewrite([Record], horizon: Int64?)
    }

    /// `isCompacted` says whether the batch comes from a file that compaction has written: only there does a batch say
    /// from when on its records without a value may go.
    func verdict(on batch: RecordBatch, isCompacted: Bool) -> Verdict {
        guard let records = try? batch.records() else { return .keep }
        let known = isCompacted ? batch.deleteHorizon : nil
        let kept = records.filter { stays($0, known) }
        let hasTombstones = kept.contains { $0.value == nil && $0.key != nil }
        let horizon = hasTombstones ? known ?? horizon : nil
        if kept.count == records.count && horizon == known { return .keep }
        return .rewrite(kept, horizon: horizon)
    }

    private func stays(_ record: Record, _ horizon: Int64?) -> Bool {
        if record.offset == lastOffset { return true }
        if keys.isSuperseded(record) { return false }
        guard record.value == nil, record.key != nil, record.offset < keys.end, let horizon else { return true }
        return horizon > now
    }
}

extension RecordBatch {
    /// From when on the records without a value may go, in milliseconds since 1970-01-01 UTC; nil if the batch does not
    /// say.
    var deleteHorizon: Int64? { attributes & BatchAttributes.deleteHorizon != 0 ? baseTimestamp : nil }
}
