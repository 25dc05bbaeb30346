import Bytes
import Schema
import Segment
import Synchronization

/// The only place that calls the builder.
enum Building {
    /// Writes a segment with all rows of the data set to a file.
    static func build(
        _ dataset: Dataset, indexing: IndexingConfig, provenance: Provenance, executor: some ParallelExecutor,
        to path: String
    ) throws {
        let input = SegmentInput(
            schema: dataset.schema, columns: dataset.columns.map(\.values), provenance: provenance,
            rowCount: dataset.rowCount)
        let identity = SegmentIdentity(
            tableID: 1, segmentID: 1, name: "\(dataset.name)__0__0", schemaName: dataset.name, schemaVersion: 1)
        let sink = try SegmentOutput(path)
        try SegmentBuilder.build(input, identity: identity, indexing: indexing, executor: executor, to: sink)
        try sink.close()
    }

    /// No index that the format can do without.
    static func withoutIndexes(_ dataset: Dataset) -> IndexingConfig {
        let bare = IndexingConfig.Column(inverted: .never, range: .never, bloom: .never)
        return IndexingConfig(
            columns: Dictionary(uniqueKeysWithValues: dataset.columns.map { ($0.field.name, bare) }))
    }
}

/// A file that a segment is written to, not synced.
private final class SegmentOutput: SegmentSink {
    private let writer: Mutex<ColumnFile.Writer>
    private let path: String

    init(_ path: String) throws {
        self.path = path
        writer = Mutex(try ColumnFile.Writer(path))
    }

    func append(_ bytes: [UInt8]) throws(SegmentError) {
        guard writer.withLock({ $0.append(bytes) }) else { throw .invalidInput("cannot write all of \(path)") }
    }

    func close() throws(BenchError) {
        guard writer.withLock({ $0.close() }) else { throw BenchError("cannot write all of \(path)") }
    }
}
