/// Which producer sent a batch, and where among that producer's records it belongs.
struct ProducerStamp: Equatable, Sendable {
    let id: Int64
    let epoch: Int16
    let firstSequence: Int32
    let lastSequence: Int32

    /// Sequence numbers go on at 0 after the greatest one.
    init(id: Int64, epoch: Int16, firstSequence: Int32, recordCount: Int64) {
        self.id = id
        self.epoch = epoch
        self.firstSequence = firstSequence
        lastSequence = Int32(truncatingIfNeeded: (Int64(firstSequence) &+ recordCount &- 1) & Int64(Int32.max))
    }

    /// Reads what `stored` gives.
    init(stored bytes: [UInt8], at start: Int) {
        typealias Layout = ProducerLayout
        id = bytes.littleEndian(Layout.producerID, of: start)
        epoch = bytes.littleEndian(Layout.epoch, of: start)
        firstSequence = bytes.littleEndian(Layout.firstSequence, of: start)
        lastSequence = bytes.littleEndian(Layout.lastSequence, of: start)
    }

    /// The payload of a frame that stands for the batch, which took the offsets below `endOffset`.
    func stored(endOffset: Int64) -> [UInt8] {
        typealias Layout = ProducerLayout
        var bytes = [UInt8](repeating: 0, count: Layout.size)
        bytes.storeLittleEndian(id, Layout.producerID)
        bytes.storeLittleEndian(endOffset, Layout.endOffset)
        bytes.storeLittleEndian(firstSequence, Layout.firstSequence)
        bytes.storeLittleEndian(lastSequence, Layout.lastSequence)
        bytes.storeLittleEndian(epoch, Layout.epoch)
        return bytes
    }

    /// Nil for a batch of a producer that is not idempotent; of `bytes`, which hold a batch's header at `start`.
    init?(_ bytes: [UInt8], at start: Int) {
        let id: Int64 = bytes.bigEndian(BatchLayout.producerID, of: start)
        guard id >= 0 else { return nil }
        self.init(
            id: id, epoch: bytes.bigEndian(BatchLayout.producerEpoch, of: start),
            firstSequence: bytes.bigEndian(BatchLayout.baseSequence, of: start),
            recordCount: Int64(bytes.bigEndian(BatchLayout.lastOffsetDelta, of: start) as Int32) + 1)
    }
}

/// What one partition remembers of its idempotent producers: the last batches of each, so that a batch that comes again
/// is recognised and one that is missing is noticed. A function of the batches in the log.
struct ProducerStates: Sendable {
    private struct Appended {
        let first: Int32
        let last: Int32
        let offsets: Range<Int64>
    }

    private struct Producer {
        var epoch: Int16
        /// The last ones, oldest first.
        var batches: [Appended]
        var lastOffset: Int64
    }

    private var producers: [Int64: Producer] = [:]
    private let limit: Int

    init(limit: Int = LogLimits.maximumProducers) { self.limit = limit }

    var count: Int { producers.count }

    /// Where the batches that are remembered begin.
    var firstOffsets: Set<Int64> {
        Set(producers.values.lazy.flatMap { $0.batches.lazy.map(\.offsets.lowerBound) })
    }

    /// The offsets of the batch if it was appended before; nil if it comes next.
    ///
    /// A producer that is not known may begin anywhere: its earlier batches may be gone. Throws
    /// `outOfOrderSequence`, `duplicateSequence` and `staleProducerEpoch`.
    func offsets(of stamp: ProducerStamp) throws(LogError) -> Range<Int64>? {
        guard stamp.epoch >= 0, stamp.firstSequence >= 0 else {
            throw .malformedBatch(
                offset: BatchLayout.producerEpoch.offset, detail: "a producer without an epoch or a sequence number")
        }
        guard let producer = producers[stamp.id], let last = producer.batches.last else { return nil }
        if stamp.epoch < producer.epoch {
            throw .staleProducerEpoch(current: producer.epoch, found: stamp.epoch)
        }
        if stamp.epoch > producer.epoch {
            guard stamp.firstSequence == 0 else { throw .outOfOrderSequence(expected: 0, found: stamp.firstSequence) }
            return nil
        }
        let same = producer.batches.last { $0.first == stamp.firstSequence && $0.last == stamp.lastSequence }
        if let same { return same.offsets }
        let expected = last.last == .max ? 0 : last.last + 1
        if stamp.firstSequence == expected { return nil }
        // Half of all numbers lie behind the last one.
        let behind = (last.last &- stamp.lastSequence) & .max
        if behind < 1 << 30, producer.batches.count == LogLimits.rememberedBatches,
            (last.last &- stamp.firstSequence) & .max < 1 << 30
        {
            throw .duplicateSequence
        }
        throw .outOfOrderSequence(expected: expected, found: stamp.firstSequence)
    }

    /// Notes that a batch was appended. Amortised O(1).
    mutating func note(_ stamp: ProducerStamp, _ offsets: Range<Int64>) {
        let appended = Appended(first: stamp.firstSequence, last: stamp.lastSequence, offsets: offsets)
        var producer = producers[stamp.id] ?? Producer(epoch: stamp.epoch, batches: [], lastOffset: 0)
        if producer.epoch != stamp.epoch {
            producer.epoch = stamp.epoch
            producer.batches = []
        }
        if producer.batches.count == LogLimits.rememberedBatches { producer.batches.removeFirst() }
        producer.batches.append(appended)
        producer.lastOffset = offsets.upperBound
        producers[stamp.id] = producer
        if producers.count > limit { forgetOldest() }
    }

    /// A tenth at once, so that it is rarely done.
    private mutating func forgetOldest() {
        let oldest = producers.sorted { ($0.value.lastOffset, $0.key) < ($1.value.lastOffset, $1.key) }
        for (id, _) in oldest.prefix(max(1, limit / 10)) { producers[id] = nil }
    }
}
