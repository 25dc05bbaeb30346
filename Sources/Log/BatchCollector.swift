/// Gathers whole batches from the synced part of one file, for one read.
struct BatchCollector {
    private var window: FileWindow
    private let limit: Int
    private let rules: FrameRules
    /// Batches that end at or before this offset are passed over.
    private let offset: Int64
    /// Bytes after which no further batch is added.
    private let budget: Int
    private var position: Int
    private var nextOffset: Int64
    private var taken = 0
    private(set) var batches: [RecordBatch] = []

    init(_ file: LogFile, _ place: LogFile.Place, limit: Int, from offset: Int64, maximumBytes: Int) {
        budget = min(max(maximumBytes, 1), LogLimits.maximumReadBytes)
        let chunk = budget + LogLimits.indexIntervalBytes + Frame.prefixBytes
        window = FileWindow(place.file, limit: limit, chunkBytes: chunk)
        self.limit = limit
        rules = file.rules
        self.offset = offset
        position = place.position
        nextOffset = place.baseOffset
    }

    /// Walks until the limit, the budget, the end of what one read brought, or damage.
    mutating func run() throws(LogError) -> Damage? {
        while position < limit {
            if !batches.isEmpty && !window.holds(position, min(Frame.prefixBytes, limit - position)) { return nil }
            switch try window.frame(at: position, baseOffset: nextOffset, rules) {
            case .failure(let damage): return damage
            case .success(let frame):
                position = frame.endPosition
                nextOffset = frame.endOffset
                guard frame.kind == .batch, frame.endOffset > offset else { continue }
                if !batches.isEmpty && !fits(frame) { return nil }
                if case .failure(let damage) = try take(frame) { return damage }
            }
        }
        return nil
    }

    private func fits(_ frame: Frame) -> Bool {
        taken + frame.payloadBytes <= budget && window.holds(frame.position, frame.byteCount)
    }

    private mutating func take(_ frame: Frame) throws(LogError) -> Result<Void, Damage> {
        try window.checkPayload(frame, rules).map { start in
            let payload = start + FrameLayout.size
            batches.append(RecordBatch(checked: Array(window.bytes[payload..<payload + frame.payloadBytes])))
            taken += frame.payloadBytes
        }
    }
}
