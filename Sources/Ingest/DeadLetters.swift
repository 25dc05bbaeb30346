import Bytes
import Log
import Schema

/// The table of the records of a topic that could not become rows.
///
/// | column | type | |
/// |---|---|---|
/// | `topic` | STRING | name of the topic |
/// | `partition` | INT | of the topic |
/// | `offset` | LONG | of the record; of a batch that cannot be read, of its first record |
/// | `recordCount` | LONG | records that the row stands for: 1, or those of the batch |
/// | `timestamp` | TIMESTAMP | of the record |
/// | `key`, `value` | BYTES | as they came; of a batch that cannot be read, its bytes |
/// | `headers` | JSON | an array of `{"key": …, "value": …}`; bytes that are not UTF-8 as `{"bytes": hexadecimal}` |
/// | `errorCode`, `errorColumn`, `errorMessage` | STRING | why; the column is NULL where none is to blame |
public enum DeadLetters {
    /// How many times a version of this schema was made; segments of dead letters name it.
    public static let schemaVersion: UInt32 = 1

    /// The columns by their place in the schema.
    public enum Column: Int, CaseIterable, Sendable {
        case topic, partition, offset, recordCount, timestamp, key, value, headers
        case errorCode, errorColumn, errorMessage

        fileprivate var field: FieldSpec {
            let name = String(describing: self)
            return switch self {
            case .topic, .errorCode, .errorColumn, .errorMessage: FieldSpec(name: name, type: .string)
            case .partition: FieldSpec(name: name, type: .int)
            case .offset: FieldSpec(name: name, type: .long)
            case .recordCount: FieldSpec(name: name, type: .long, role: .metric)
            case .timestamp:
                FieldSpec(
                    name: name, type: .timestamp, role: .dateTime, format: "1:MILLISECONDS:TIMESTAMP",
                    granularity: "1:MILLISECONDS")
            case .key, .value: FieldSpec(name: name, type: .bytes)
            case .headers: FieldSpec(name: name, type: .json)
            }
        }
    }

    public static let schema = Schema(name: "deadletters", fields: Column.allCases.map(\.field))
}

/// The dead letters of a partition that are not sealed yet. Covers the same offsets as the consuming segment beside it.
public struct DeadLetterSegment: Sendable {
    private let topic: String
    /// The topic's own number of the partition.
    private let topicPartition: Int32
    private var segment: ConsumingSegment
    private var row = DecodedRow(fieldCount: DeadLetters.schema.fields.count)
    /// Records that the rows stand for.
    public private(set) var recordCount: Int64 = 0

    /// `partition` is the table's number for the partition, `topicPartition` the topic's.
    public init(name: String, partition: Int32, topic: String, topicPartition: Int32, startOffset: Int64) {
        self.topic = topic
        self.topicPartition = topicPartition
        segment = ConsumingSegment(
            name: name, schema: DeadLetters.schema, schemaVersion: DeadLetters.schemaVersion, partition: partition,
            startOffset: startOffset)
    }

    public var rowCount: Int { segment.rowCount }
    public var allocatedBytes: Int { segment.rowCount == 0 ? 0 : segment.allocatedBytes }
    /// What queries may see from now on; nil if there is nothing.
    public var snapshot: ConsumingSnapshot? { segment.rowCount == 0 ? nil : segment.snapshot }

    /// Adds a record. Records come in the order of their offsets.
    public mutating func append(_ record: Record, _ error: RecordError) {
        fill(record.offset, count: 1, record.timestamp, key: record.key, value: record.value, error)
        set(.headers, row.keep(Self.text(of: record.headers)[...]))
        add(record.offset, count: 1)
    }

    /// Adds a batch that does not hold the records that it says it holds.
    public mutating func append(batch: [UInt8], offsets: Range<Int64>, timestamp: Int64, _ error: RecordError) {
        let count = Int64(offsets.count)
        fill(offsets.lowerBound, count: count, timestamp, key: nil, value: batch[...], error)
        add(offsets.lowerBound, count: count)
    }

    private mutating func add(_ offset: Int64, count: Int64) {
        let end = segment.offsets.upperBound
        if offset > end { segment.pass(end..<offset, \.skipped) }
        segment.append(row, offset: offset)
        recordCount += count
    }

    private mutating func fill(
        _ offset: Int64, count: Int64, _ timestamp: Int64, key: ArraySlice<UInt8>?, value: ArraySlice<UInt8>?,
        _ error: RecordError
    ) {
        row.clear()
        set(.topic, row.keep(topic))
        set(.partition, .integer(Int64(topicPartition)))
        set(.offset, .integer(offset))
        set(.recordCount, .integer(count))
        if timestamp >= 0 { set(.timestamp, .integer(timestamp)) }
        if let key { set(.key, row.keep(key)) }
        if let value { set(.value, row.keep(value)) }
        set(.errorCode, row.keep(error.code))
        if let column = error.column { set(.errorColumn, row.keep(column)) }
        set(.errorMessage, row.keep(error.detail))
    }

    private mutating func set(_ column: DeadLetters.Column, _ slot: DecodedRow.Slot) {
        row.slots[column.rawValue] = slot
    }

    private static func text(of headers: [RecordHeader]) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "[")]
        for header in headers {
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            text += Array("{\"key\":".utf8)
            append(header.key, to: &text)
            text += Array(",\"value\":".utf8)
            if let value = header.value { append(value, to: &text) } else { text += Array("null".utf8) }
            text.append(UInt8(ascii: "}"))
        }
        text.append(UInt8(ascii: "]"))
        return text
    }

    private static func append(_ bytes: ArraySlice<UInt8>, to text: inout [UInt8]) {
        if ValueCoercion.isValidUTF8(bytes) { return JSONScanner.append(quoted: bytes, to: &text) }
        text += Array("{\"bytes\":\"".utf8)
        HexText.append(bytes, to: &text)
        text += Array("\"}".utf8)
    }
}

extension DecodedRow {
    fileprivate mutating func keep(_ text: String) -> Slot { keep(Array(text.utf8)[...]) }
}
