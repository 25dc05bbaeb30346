import Bytes
import Ingest
import Schema

/// Decodes records, whatever the bytes hold, and compares what becomes of them with a slow reference. A difference
/// stops the process, as a fuzzer wants it.
public struct JSONExercise {
    public struct Outcome: Sendable {
        public var rows = 0
        /// Of the records that became none.
        public var codes: [String] = []
    }

    /// What separates the records of an input: a control character that JSON does not have.
    private static let separator: UInt8 = 0x1E

    private static let schemas = [
        Schema(name: "single", fields: DataType.allCases.map { FieldSpec(name: name($0), type: $0) }),
        Schema(
            name: "lists", fields: DataType.allCases.map { FieldSpec(name: name($0), type: $0, isMultiValue: true) }),
        Schema(
            name: "demanding",
            fields: [
                FieldSpec(name: "i", type: .int, defaultValue: .integer(9)),
                FieldSpec(name: "s", type: .string, defaultValue: .string("none")),
                FieldSpec(name: "d", type: .double, isNotNull: true),
                FieldSpec(name: "", type: .string), FieldSpec(name: "a name beyond eight bytes", type: .string),
                FieldSpec(name: "é\"", type: .string),
                FieldSpec(name: "l", type: .long, isMultiValue: true, defaultValue: .integer(7)),
            ]),
    ]

    /// Short names, so that mutations keep them.
    private static func name(_ type: DataType) -> String {
        switch type {
        case .bigDecimal: "n"
        case .bytes: "x"
        default: String(type.rawValue.lowercased().prefix(1))
        }
    }

    /// The first byte chooses a schema; records follow, all of which go through one row.
    public static func run(_ bytes: [UInt8]) -> Outcome {
        var outcome = Outcome()
        guard let first = bytes.first else { return outcome }
        let schema = schemas[Int(first) % schemas.count]
        let decoder = JSONRecordDecoder(schema: schema)
        var row = DecodedRow(fieldCount: decoder.fieldCount)
        for record in bytes[1...].split(separator: separator, omittingEmptySubsequences: false) {
            compare(record, decoder, ReferenceDecoder(fields: schema.fields), &row, &outcome)
        }
        return outcome
    }

    private static func compare(
        _ record: ArraySlice<UInt8>, _ decoder: JSONRecordDecoder, _ reference: ReferenceDecoder,
        _ row: inout DecodedRow, _ outcome: inout Outcome
    ) {
        let expected = Result<[Value], RecordError> { () throws(RecordError) in try reference.decode(Array(record)) }
        // What stands around a record must not matter.
        let padded = Array("7\"".utf8) + record + Array("7\"}".utf8)
        let range = 2..<2 + record.count
        let found = Result<[Value], RecordError> { () throws(RecordError) in
            try decoder.decode(padded, range, into: &row)
            return row.slots.map { row.value($0) }
        }
        switch (found, expected) {
        case (.success(let found), .success(let expected)):
            precondition(same(found, expected), "\(found) instead of \(expected) of \(shown(record))")
            outcome.rows += 1
        case (.failure(let found), .failure(let expected)):
            precondition(
                found.kind == expected.kind && found.column == expected.column,
                "\(found) instead of \(expected) of \(shown(record))")
            outcome.codes.append(found.code)
        default: preconditionFailure("\(found) instead of \(expected) of \(shown(record))")
        }
    }

    private static func shown(_ record: ArraySlice<UInt8>) -> String { String(decoding: record, as: UTF8.self) }

    /// Doubles by their bits.
    private static func same(_ left: [Value], _ right: [Value]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { left, right in
                switch (left, right) {
                case (.double(let left), .double(let right)): left.bitPattern == right.bitPattern
                case (.list(let left), .list(let right)): same(left, right)
                default: left == right
                }
            }
    }
}

extension DecodedRow {
    fileprivate func value(_ slot: Slot) -> Value {
        switch slot {
        case .null: .null
        case .integer(let number): .integer(number)
        case .double(let number): .double(number)
        case .string(let range): .string(ByteString(text[range]))
        case .list(let range): .list(elements[range].map { value($0) })
        }
    }
}
