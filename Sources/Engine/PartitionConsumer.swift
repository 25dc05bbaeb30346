import Catalog
import Ingest
import Log
import Schema

/// Turns the records of one partition into rows of a table's consuming segment. Owned by the table's consumer.
package struct PartitionConsumer {
    let partition: Int32
    let log: PartitionLog
    /// Schema versions that hold later than the current one, by the offset at which each begins; ascending.
    private var upcoming: [(offset: Int64, version: SchemaVersion)] = []
    private var pipeline: RecordPipeline
    package private(set) var segment: ConsumingSegment
    /// When the first record came into the segment.
    private(set) var firstRecordAt: ContinuousClock.Instant?
    private(set) var lastTimestamp: Int64?
    /// Why consumption has stopped for good, if it has.
    var failure: EngineError?
    private let tableName: String

    /// A schema by which rows are built.
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

    /// Starts at an offset; `versions` are those of the table, oldest first, with the offsets from which they hold.
    package init(
        tableName: String, partition: Int32, log: PartitionLog, startOffset: Int64,
        versions: [(offset: Int64, version: SchemaVersion)]
    ) {
        self.tableName = tableName
        self.partition = partition
        self.log = log
        let currentIndex = versions.lastIndex { $0.offset <= startOffset } ?? 0
        let current = versions[currentIndex].version
        upcoming = Array(versions[(currentIndex + 1)...])
        pipeline = current.pipeline
        segment = Self.segment(tableName, partition, current, startOffset)
    }

    private static func segment(
        _ tableName: String, _ partition: Int32, _ version: SchemaVersion, _ offset: Int64
    ) -> ConsumingSegment {
        ConsumingSegment(
            name: "\(tableName)__\(partition)__\(offset)", schema: version.schema, schemaVersion: version.number,
            partition: partition, startOffset: offset)
    }

    package var nextOffset: Int64 { segment.offsets.upperBound }

    /// What a pass over some records did.
    package struct Progress {
        var rows = 0
        /// Records that the filter left out.
        var filtered = 0
        /// Why the next record cannot be decided now, if so.
        var obstacle: RecordError?
        /// Records that could not become rows, by themselves or with all others of their batch.
        var rejections: [(offsets: Range<Int64>, error: RecordError)] = []
        /// Set where the next record needs another schema version: the segment must be frozen first.
        var reachedSchemaChange = false
    }

    /// Bytes of the log that one pass reads: small enough that a new version is published every few milliseconds.
    static let bytesPerPass = 256 << 10

    /// Consumes what is synced, up to about `bytesPerPass`; nil if there is nothing.
    package mutating func consume(maximumRows: Int) throws(LogError) -> Progress? {
        if let change = upcoming.first, nextOffset >= change.offset { return schemaChangeDue() }
        guard nextOffset < log.highWatermark else { return nil }
        var progress = Progress()
        for batch in try log.read(from: nextOffset, maximumBytes: Self.bytesPerPass) {
            let contents: (bytes: [UInt8], records: [Record])
            do throws(LogError) { contents = try batch.contents() } catch {
                guard case .undecodableBatch = error else { throw error }
                reject(batch, error, &progress)
                if progress.reachedSchemaChange { return progress }
                continue
            }
            for record in contents.records where record.offset >= nextOffset {
                if let change = upcoming.first, record.offset >= change.offset {
                    progress.reachedSchemaChange = true
                    return progress
                }
                if segment.rowCount >= maximumRows || segment.isFull { return progress }
                if !append(record, bytes: contents.bytes, &progress) { return progress }
            }
        }
        if firstRecordAt == nil { firstRecordAt = .now }
        return progress
    }

    /// Passes over a batch whose records cannot be read. Its producer was told that it is in the log, where it stays.
    private mutating func reject(_ batch: RecordBatch, _ error: LogError, _ progress: inout Progress) {
        let end = min(batch.endOffset, upcoming.first?.offset ?? .max)
        progress.reachedSchemaChange = end < batch.endOffset
        guard nextOffset < end else { return }
        progress.rejections.append((nextOffset..<end, RecordError(.undecodable, error.message)))
        segment.reject(nextOffset..<end)
        if firstRecordAt == nil { firstRecordAt = .now }
    }

    private func schemaChangeDue() -> Progress {
        var progress = Progress()
        progress.reachedSchemaChange = true
        return progress
    }

    /// False if nothing can be said about the record at the moment.
    private mutating func append(_ record: Record, bytes: [UInt8], _ progress: inout Progress) -> Bool {
        let rowsBefore = segment.rowCount
        do throws(RecordError) {
            if try pipeline.process(record, in: bytes, into: &segment) == .filtered { progress.filtered += 1 }
            progress.rows += segment.rowCount - rowsBefore
        } catch {
            if error.kind == .unavailable {
                progress.obstacle = error
                return false
            }
            segment.reject(offset: record.offset)
            progress.rejections.append((record.offset..<record.offset + 1, error))
        }
        lastTimestamp = record.timestamp
        return true
    }

    /// Takes the segment away to be sealed and goes on in a new one; nil if it covers no record.
    package mutating func freeze() -> ConsumingSnapshot? {
        let frozen = segment.offsets.isEmpty ? nil : segment.snapshot
        let version = nextVersion()
        segment = Self.segment(tableName, partition, version, nextOffset)
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
}
