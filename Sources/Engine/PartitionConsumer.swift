import Catalog
import Ingest
import Log
import Schema

/// What a consumer has of its partition that is not sealed: rows, and the dead letters of the same offsets.
package struct PartitionSnapshot: Sendable {
    package let rows: ConsumingSnapshot
    /// Nil if there are none.
    package let deadLetters: ConsumingSnapshot?
    /// Records that the dead letters stand for.
    let deadLetterRecords: Int64

    var allocatedBytes: Int { rows.allocatedBytes + (deadLetters?.allocatedBytes ?? 0) }
}

/// Turns the records of one partition into rows of a table's consuming segment. Owned by the table's consumer.
package struct PartitionConsumer {
    /// A schema, with the rules by which records become rows of it.
    package struct SchemaVersion {
        let number: UInt32
        let schema: Schema
        let pipeline: RecordPipeline

        package init(number: UInt32, schema: Schema, pipeline: RecordPipeline) {
            self.number = number
            self.schema = schema
            self.pipeline = pipeline
        }
    }

    /// One partition of one source of a table.
    package struct Source {
        /// The table's number for the partition.
        let partition: Int32
        let topic: String
        /// The topic's number for the partition.
        let topicPartition: Int32
        var reader: any PartitionReader
        /// The offsets that belong to the table, ascending; nil if all do.
        var committed: [Range<Int64>]?

        package init(
            partition: Int32, topic: String, topicPartition: Int32, reader: any PartitionReader,
            committed: [Range<Int64>]? = nil
        ) {
            self.partition = partition
            self.topic = topic
            self.topicPartition = topicPartition
            self.reader = reader
            self.committed = committed
        }

        /// What can be read is below.
        var endOffset: Int64 {
            guard let committed else { return reader.endOffset }
            return min(reader.endOffset, committed.last?.upperBound ?? 0)
        }

        func owns(_ offset: Int64) -> Bool { committed?.contains { $0.contains(offset) } ?? true }
    }

    package private(set) var source: Source
    private let tableName: String
    /// Schema versions that hold later than the current one, by the offset at which each begins; ascending.
    private var upcoming: [(offset: Int64, version: SchemaVersion)] = []
    private var pipeline: RecordPipeline
    package private(set) var segment: ConsumingSegment
    private var deadLetters: DeadLetterSegment
    /// When the first record came into the segment.
    private(set) var firstRecordAt: ContinuousClock.Instant?
    private(set) var lastTimestamp: Int64?
    var limiter: RateLimiter?

    /// Starts at an offset; `versions` are those of the table, oldest first, with the offsets from which they hold.
    package init(
        tableName: String, source: Source, startOffset: Int64, versions: [(offset: Int64, version: SchemaVersion)]
    ) {
        self.tableName = tableName
        self.source = source
        let currentIndex = versions.lastIndex { $0.offset <= startOffset } ?? 0
        let current = versions[currentIndex].version
        upcoming = Array(versions[(currentIndex + 1)...])
        pipeline = current.pipeline
        (segment, deadLetters) = Self.segments(tableName, source, current, startOffset)
    }

    private static func segments(
        _ tableName: String, _ source: Source, _ version: SchemaVersion, _ offset: Int64
    ) -> (ConsumingSegment, DeadLetterSegment) {
        let name = "\(tableName)__\(source.partition)__\(offset)"
        let segment = ConsumingSegment(
            name: name, schema: version.schema, schemaVersion: version.number, partition: source.partition,
            startOffset: offset)
        let deadLetters = DeadLetterSegment(
            name: name + "__deadletters", partition: source.partition, topic: source.topic,
            topicPartition: source.topicPartition, startOffset: offset)
        return (segment, deadLetters)
    }

    package var partition: Int32 { source.partition }
    package var nextOffset: Int64 { segment.offsets.upperBound }
    /// Bytes of memory held.
    var allocatedBytes: Int { segment.allocatedBytes + deadLetters.allocatedBytes }
    var rowCount: Int { max(segment.rowCount, deadLetters.rowCount) }

    package var snapshot: PartitionSnapshot {
        PartitionSnapshot(
            rows: segment.snapshot, deadLetters: deadLetters.snapshot, deadLetterRecords: deadLetters.recordCount)
    }

    /// Takes the segment away to be sealed and goes on in a new one; nil if it covers no record.
    package mutating func freeze() -> PartitionSnapshot? {
        let frozen = segment.offsets.isEmpty ? nil : snapshot
        (segment, deadLetters) = Self.segments(tableName, source, nextVersion(), nextOffset)
        firstRecordAt = nil
        return frozen
    }

    private mutating func nextVersion() -> SchemaVersion {
        guard let change = upcoming.first, change.offset <= nextOffset else {
            return SchemaVersion(number: segment.schemaVersion, schema: segment.schema, pipeline: pipeline)
        }
        upcoming.removeFirst()
        pipeline = change.version.pipeline
        return change.version
    }

    /// Announces a schema version that holds from the next record on.
    mutating func change(to version: SchemaVersion) {
        upcoming.append((nextOffset, version))
    }

    /// The next records come from another reader of the same partition.
    mutating func setReader(_ reader: any PartitionReader) { source.reader = reader }

    /// Offsets of the source that belong to the table from now on, besides those before.
    mutating func commit(_ offsets: Range<Int64>) { source.committed?.append(offsets) }
}

extension PartitionConsumer {
    /// What a pass over some records did.
    package struct Progress {
        var records = 0
        var rows = 0
        var filtered = 0
        /// Why nothing can be said about the next record at the moment, if so.
        var hindrance: ReadError?
        /// Records that could not become rows, by themselves or with all others of their batch.
        var rejections: [(offsets: Range<Int64>, error: RecordError)] = []
        /// Set where the next record needs another schema version: the segment must be frozen first.
        var reachedSchemaChange = false
        /// Set where the segment is full.
        var isFull = false
    }

    /// Bytes of the log that one pass reads: small enough that a new version is published every few milliseconds.
    static let bytesPerPass = 256 << 10

    /// Consumes what can be read, up to about `bytesPerPass`; nil if there is nothing.
    package mutating func consume(maximumRows: Int) throws(ReadError) -> Progress? {
        var progress = Progress()
        if isSchemaChangeDue {
            progress.reachedSchemaChange = true
            return progress
        }
        let start = nextOffset
        if let obstacle = source.reader.obstacle(at: start) { throw obstacle }
        guard nextOffset < source.endOffset else { return nil }
        if nextOffset < source.reader.startOffset { skip(to: source.reader.startOffset, &progress) }
        if !progress.reachedSchemaChange && nextOffset < source.endOffset {
            for chunk in try source.reader.read(from: nextOffset, maximumBytes: Self.bytesPerPass) {
                if !take(chunk, maximumRows, &progress) { break }
            }
        }
        // What is known to be there may still be on its way.
        let isPassive = !progress.reachedSchemaChange && !progress.isFull && progress.hindrance == nil
        if nextOffset == start && isPassive { return nil }
        if firstRecordAt == nil && !segment.offsets.isEmpty { firstRecordAt = .now }
        return progress
    }

    /// Passes over records up to an offset, or to where another schema version holds: then true, and the segment must
    /// be frozen.
    mutating func skip(to offset: Int64) -> Bool {
        var progress = Progress()
        skip(to: offset, &progress)
        return progress.reachedSchemaChange
    }

    private var isSchemaChangeDue: Bool {
        if let change = upcoming.first { nextOffset >= change.offset } else { false }
    }

    /// Passes over offsets without a record, up to where another schema version holds.
    private mutating func skip(to offset: Int64, _ progress: inout Progress) {
        let end = min(offset, upcoming.first?.offset ?? .max)
        if nextOffset < end { segment.pass(nextOffset..<end, \.skipped) }
        progress.reachedSchemaChange = isSchemaChangeDue
    }

    /// Whether to go on with the next chunk.
    private mutating func take(_ chunk: RecordChunk, _ maximumRows: Int, _ progress: inout Progress) -> Bool {
        switch chunk {
        case .undecodable(let bytes, let offsets, let timestamp, let error):
            skip(to: offsets.lowerBound, &progress)
            if progress.reachedSchemaChange { return false }
            reject(bytes, offsets, timestamp, error, &progress)
        case .records(let records, let bytes, let offsets):
            for record in records where record.offset >= nextOffset {
                if record.offset > nextOffset { skip(to: record.offset, &progress) }
                if isSchemaChangeDue {
                    progress.reachedSchemaChange = true
                    return false
                }
                if segment.isFull || rowCount >= maximumRows {
                    progress.isFull = true
                    return false
                }
                take(record, bytes: bytes, &progress)
                if progress.hindrance != nil { return false }
            }
            skip(to: offsets.upperBound, &progress)
        }
        return !progress.reachedSchemaChange
    }

    /// Passes over a batch whose records cannot be read. Its producer was told that it is in the log, where it stays.
    private mutating func reject(
        _ bytes: [UInt8], _ batch: Range<Int64>, _ timestamp: Int64, _ error: RecordError, _ progress: inout Progress
    ) {
        let end = min(batch.upperBound, upcoming.first?.offset ?? .max)
        guard nextOffset < end else { return }
        let offsets = nextOffset..<end
        deadLetters.append(batch: bytes, offsets: offsets, timestamp: timestamp, error)
        progress.rejections.append((offsets, error))
        progress.records += offsets.count
        segment.pass(offsets, \.rejected)
        progress.reachedSchemaChange = isSchemaChangeDue
    }

    private mutating func take(_ record: Record, bytes: [UInt8], _ progress: inout Progress) {
        let offsets = record.offset..<record.offset + 1
        guard source.owns(record.offset) else { return segment.pass(offsets, \.skipped) }
        let rowsBefore = segment.rowCount
        do throws(RecordError) {
            switch try pipeline.process(record, in: bytes, into: &segment) {
            case .rows: progress.rows += segment.rowCount - rowsBefore
            case .filtered:
                segment.pass(offsets, \.filtered)
                progress.filtered += 1
            }
        } catch {
            if error.kind == .unavailable {
                progress.hindrance = ReadError(code: error.code, message: error.message, mayPass: true)
                return
            }
            deadLetters.append(record, error)
            segment.pass(offsets, \.rejected)
            progress.rejections.append((offsets, error))
        }
        lastTimestamp = record.timestamp
        progress.records += 1
    }
}
