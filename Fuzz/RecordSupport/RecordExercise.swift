import Ingest
import Schema

/// Takes bytes for a record of some table, and runs them through its pipeline.
///
/// The first byte chooses the decoder. For Avro a schema follows, up to a zero byte; the rest is the record.
public enum RecordExercise {
    private static let schema = Schema(
        name: "t",
        fields: [
            FieldSpec(name: "a", type: .long), FieldSpec(name: "b", type: .string),
            FieldSpec(name: "v", type: .json), FieldSpec(name: "c.d", type: .double),
            FieldSpec(name: "tags", type: .string, isMultiValue: true), FieldSpec(name: "t", type: .timestamp),
            FieldSpec(name: "price", type: .bigDecimal), FieldSpec(name: "raw", type: .bytes),
        ])

    /// How many rows the record became; nil if it became none, or the schema was none.
    @discardableResult
    public static func run(_ input: [UInt8]) -> Int? {
        guard let choice = input.first else { return nil }
        var record = input[1...]
        var ingestion = IngestionConfig()
        switch choice % 5 {
        case 0: ingestion.decoder = .csv(CSVConfig(header: ["a", "b", "tags", "t"]))
        case 1:
            ingestion.decoder = .csv(
                CSVConfig(
                    header: ["a", "b", "price", "raw"], delimiter: UInt8(ascii: "|"), quote: UInt8(ascii: "'"),
                    escape: UInt8(ascii: "\\"), commentMarker: UInt8(ascii: "#"), nullText: "\\N", trimsSpaces: true))
        case 2: ingestion.complexTypes = ComplexTypeConfig(fieldsToUnnest: ["v", "v.w"], delimiter: ".")
        default:
            let text = record.prefix { $0 != 0 }
            record = record.dropFirst(text.count + 1)
            ingestion.decoder = .avro(schemaJSON: String(decoding: text, as: UTF8.self))
            if choice % 5 == 3 { ingestion.complexTypes = ComplexTypeConfig(fieldsToUnnest: ["tags"]) }
        }
        guard var pipeline = try? RecordPipeline(schema: schema, ingestion: ingestion) else { return nil }
        let bytes = Array(record)
        return try? pipeline.rows(bytes, 0..<bytes.count, now: 0) { _, _ in }
    }
}
