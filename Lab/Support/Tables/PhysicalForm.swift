import Bytes
import Ingest
import Query
import Schema
import Segment
import TestSupport

/// How the rows of a table are held, and how statements run on them: all of it follows from the seed and the table.
struct PhysicalForm: Sendable {
    let seed: UInt64

    /// The table in segments, and in words.
    func make(_ table: LabTable) throws -> (snapshot: TableSnapshot, limits: QueryLimits, description: String) {
        var random = SeededGenerator(seed: seed)
        var limits = QueryLimits()
        limits.batchRows = random.pick([2, 3, 7, 64, 65, 1000, 4096])
        limits.maximumDenseKeys = random.pick([1, 6, 100, 1 << 20])
        limits.rowsPerLookup = random.pick([1, 1, 1000])
        limits.blockRows = random.pick([64, 128, 1 << 16])
        limits.unitRows = random.pick([1, 64, 100, 1 << 16])
        limits.maximumUnits = random.pick([1, 2, 3, 16])
        let isParallel = random.oneIn(12)
        if isParallel { limits.executor = TwoThreads() }
        var words = ["batches of \(limits.batchRows), dense keys \(limits.maximumDenseKeys)"]
        words.append(
            "rows per lookup \(limits.rowsPerLookup), units of \(limits.unitRows), \(isParallel ? 2 : 1) threads")
        var segments: [any SegmentSource] = []
        var rows = table.rows[...]
        let count = 1 + random.below(4)
        for number in 0..<count {
            let length = number == count - 1 ? rows.count : random.below(rows.count + 1)
            let part = LabTable(columns: table.columns, rows: Array(rows.prefix(length)))
            rows = rows.dropFirst(length)
            let segment = try Self.segment(part, number, &random)
            segments.append(segment.source)
            words.append("segment \(number) of \(length) rows: \(segment.description)")
        }
        let snapshot = TableSnapshot(name: "t", schema: table.schema, segments: segments)
        return (snapshot, limits, words.joined(separator: "; "))
    }

    private static func segment(_ table: LabTable, _ number: Int, _ random: inout SeededGenerator) throws -> (
        source: any SegmentSource, description: String
    ) {
        let isIngestible = !table.rows.contains {
            $0.contains { $0 == .double(.infinity) || $0 == .double(-.infinity) }
        }
        if random.below(100) < 35 && isIngestible { return (try consuming(table, number), "consuming") }
        let indexing = Self.indexing(table, &random)
        let first = try sealed(input(table, number), number, indexing)
        if random.below(100) < 70 { return (first, "sealed, \(describe(indexing))") }
        let other = Self.indexing(table, &random)
        let half = table.rows.count / 2
        let parts = [Array(table.rows[..<half]), Array(table.rows[half...])]
        let sources = try parts.enumerated().map { index, rows in
            try sealed(
                input(LabTable(columns: table.columns, rows: rows), number), number * 10 + index, indexing)
        }
        let merged = try sealed(SealedRows(sources, schema: table.schema), number, other)
        return (merged, "merged of two, \(describe(indexing)), then \(describe(other))")
    }

    private static func input(_ table: LabTable, _ number: Int) -> SegmentInput {
        SegmentInput(
            schema: table.schema,
            columns: table.columns.indices.map { index in
                ColumnValues(
                    table.rows.map { $0[index] }, type: table.columns[index].type,
                    isList: table.columns[index].isList)
            },
            provenance: .consecutive(partition: Int32(number), firstOffset: Int64(number * 1000)),
            rowCount: table.rows.count)
    }

    private static func sealed(_ rows: some SegmentRows, _ number: Int, _ indexing: IndexingConfig) throws
        -> SealedSegment
    {
        let bytes = try SegmentBuilder.build(
            rows,
            identity: SegmentIdentity(
                tableID: 1, segmentID: UInt64(number), name: "t_\(number)", schemaName: "t", schemaVersion: 0),
            indexing: indexing)
        return try SealedSegment(MappedRegion(copying: bytes), path: "\(number).seg")
    }

    private static func indexing(_ table: LabTable, _ random: inout SeededGenerator) -> IndexingConfig {
        var config = IndexingConfig()
        let choices: [IndexingConfig.Choice] = [.automatic, .always, .never]
        for column in table.columns {
            var indexes = IndexingConfig.Column()
            indexes.dictionary = random.pick(choices)
            // An inverted index lists the rows of each entry of a dictionary.
            indexes.inverted = indexes.dictionary == .never ? .automatic : random.pick(choices)
            indexes.range = random.pick(choices)
            indexes.bloom = random.pick(choices)
            indexes.compression = random.pick([.automatic, .zstandard, .none])
            indexes.isRandomAccess = random.oneIn(5)
            if column.type == .timestamp && random.oneIn(3) { indexes.granularities = [.day, .month] }
            config.columns[column.name] = indexes
        }
        let sortable = table.columns.filter { !$0.isList }
        if random.oneIn(3) && !sortable.isEmpty { config.sortedColumn = random.pick(sortable).name }
        return config
    }

    private static func describe(_ config: IndexingConfig) -> String {
        let columns = config.columns.sorted { $0.key < $1.key }.map { name, column in
            let words = [
                ("dictionary", column.dictionary), ("inverted", column.inverted), ("range", column.range),
                ("bloom", column.bloom),
            ].filter { $0.1 != .automatic }.map { "\($0.1 == .always ? "" : "no ")\($0.0)" }
            return "\(name) (\(words.joined(separator: ", ")))"
        }
        return (config.sortedColumn.map { "sorted by \($0), " } ?? "") + columns.joined(separator: " ")
    }

    /// The rows as records that were ingested and not sealed yet.
    private static func consuming(_ table: LabTable, _ number: Int) throws -> ConsumingSnapshot {
        let decoder = JSONRecordDecoder(schema: table.schema)
        var row = DecodedRow(fieldCount: decoder.fieldCount)
        var segment = ConsumingSegment(
            name: "t__\(number)__0", schema: table.schema, schemaVersion: 1, partition: Int32(number), startOffset: 0)
        for (offset, values) in table.rows.enumerated() {
            let bytes = Array(RecordText.json(values, table.columns).utf8)
            try decoder.decode(bytes, 0..<bytes.count, into: &row)
            segment.append(row, offset: Int64(offset))
        }
        return segment.snapshot
    }
}
