import Bytes
import Schema

/// The way of records that are looked into: read as objects, flattened, and made rows one by one.
struct NestedRecordPipeline: Sendable {
    private var reader: RecordReader
    private let flattener: RecordFlattener?
    private var builder: RowBuilder
    /// The rows of one record, to be used again.
    private var rows: [DecodedRow] = []
    private let fieldCount: Int

    init(
        schema: Schema, ingestion: IngestionConfig, avroSchemas: any AvroSchemaSource
    ) throws(ConfigError) {
        reader = try RecordReader(ingestion.decoder, schema: schema, avroSchemas: avroSchemas)
        let builder = try RowBuilder(schema: schema, ingestion: ingestion)
        self.builder = builder
        flattener = ingestion.complexTypes.map {
            RecordFlattener($0, wanted: builder.wantedNames, documents: builder.documentNames)
        }
        fieldCount = schema.fields.count
    }

    /// Calls `append` with the rows of a record, once they are all known; their number. `now` is the record's time.
    mutating func process(
        _ bytes: [UInt8], _ range: Range<Int>, now: Int64, _ append: (DecodedRow, Int) -> Void
    ) throws(RecordError) -> Int {
        guard let record = try reader.read(bytes, range) else { return 0 }
        var count = 0
        var size = 0
        if let flattener {
            try flattener.forEachRow(record) { row throws(RecordError) in
                try add(row, now: now, &count, &size)
            }
        } else {
            try add(record, now: now, &count, &size)
        }
        for number in 0..<count { append(rows[number], number) }
        if rows.count > Self.keptRows { rows.removeSubrange(Self.keptRows...) }
        return count
    }

    /// Rows whose memory is kept for the next record.
    private static let keptRows = 64

    private mutating func add(
        _ record: RecordObject, now: Int64, _ count: inout Int, _ size: inout Int
    ) throws(RecordError) {
        if count == rows.count { rows.append(DecodedRow(fieldCount: fieldCount)) }
        guard try builder.build(record, now: now, into: &rows[count]) else { return }
        size += rows[count].text.count + 8 * (fieldCount + rows[count].elements.count)
        count += 1
        if count > IngestLimits.recordRows {
            throw RecordError(.tooManyRows, "the record becomes more than \(IngestLimits.recordRows) rows")
        }
        if size > IngestLimits.recordRowBytes {
            throw RecordError(.tooManyRows, "the rows of the record have over \(IngestLimits.recordRowBytes) bytes")
        }
    }
}
