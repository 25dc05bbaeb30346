import Bytes
import Files
import Ingest
import Schema
import Segment
import TestSupport
import Upsert

/// A schema with its rules, and how its values are made up.
struct TableShape: Sendable, CustomStringConvertible {
    let schema: Schema
    let keys: [Int]
    let comparison: [Int]
    let deletion: Int?
    /// How many keys there are.
    var keyCount = 60
    var hashMask: UInt64 = .max

    var description: String { "\(schema.name) \(keyCount) keys, hash & \(hashMask)" }

    private init(_ name: String, _ fields: [(String, DataType)], keys: Int, comparison: Int, deletion: Bool) {
        schema = Schema(
            name: name, fields: fields.map { FieldSpec(name: $0.0, type: $0.1) },
            primaryKeyColumns: fields[..<keys].map(\.0))
        self.keys = Array(0..<keys)
        self.comparison = Array(keys..<keys + comparison)
        self.deletion = deletion ? keys + comparison : nil
    }

    static let simple = TableShape(
        "simple", [("id", .long), ("ts", .timestamp), ("gone", .boolean)], keys: 1, comparison: 1, deletion: true)
    static let texts = TableShape(
        "texts", [("name", .string), ("n", .int), ("a", .long), ("b", .int), ("gone", .boolean)], keys: 2,
        comparison: 2, deletion: true)
    static let odd = TableShape(
        "odd", [("d", .double), ("raw", .bytes), ("f", .float), ("flag", .boolean), ("t", .timestamp), ("v", .string)],
        keys: 5, comparison: 1, deletion: false)
    static let doubles = TableShape(
        "doubles", [("name", .string), ("x", .double), ("gone", .boolean)], keys: 1, comparison: 1, deletion: true)
    static let all = [simple, texts, odd, doubles]

    func colliding(_ mask: UInt64) -> TableShape {
        var shape = self
        shape.hashMask = mask
        return shape
    }

    var rules: UpsertRules {
        get throws {
            let names = schema.fields.map(\.name)
            var rules = try UpsertRules(
                schema, keys: keys.map { names[$0] }, comparison: comparison.map { names[$0] },
                deletion: deletion.map { names[$0] })
            rules.hashMask = hashMask
            return rules
        }
    }

    /// The values of a row with the key of that number, and comparison values about `time`.
    func values(key: Int, time: Int, _ generator: inout SeededGenerator) -> [Value] {
        schema.fields.enumerated().map { position, field in
            if position == deletion { return generator.oneIn(20) ? .null : .integer(generator.oneIn(6) ? 1 : 0) }
            if position < keys.count { return keyValue(key, position, field.type) }
            if generator.oneIn(9) { return .null }
            return value(time + generator.below(7) - 3, field.type)
        }
    }

    /// The parts of a key together say its number, but single ones do not; one part is NULL now and then.
    private func keyValue(_ key: Int, _ position: Int, _ type: DataType) -> Value {
        let digit = keys.count == 1 ? key : (key >> (position * 2)) & 3
        let part = position == keys.count - 1 && keys.count > 1 ? key >> (position * 2) : digit
        if part == 1 { return .null }
        if type == .boolean { return .integer(Int64(part & 1)) }
        // Both zeros are one key.
        if type == .double && part == 2 { return .double(key & 1 == 0 ? 0.0 : -0.0) }
        return value(part, type)
    }

    private func value(_ number: Int, _ type: DataType) -> Value {
        switch type.representation {
        case .integer: .integer(Int64(number))
        case .double: .double(Double(number) / 4)
        case .string:
            .string(ByteString(number == 3 ? "" : "text \(number % 3 == 0 ? "of some length " : "")\(number)"))
        }
    }

    func sealed(_ rows: some SegmentRows, sortedBy column: String? = nil) throws -> (SealedSegment, RowOrder?) {
        let sink = SegmentBytes()
        let order = try SegmentBuilder.build(
            rows,
            identity: SegmentIdentity(
                tableID: 1, segmentID: 1, name: "sealed", schemaName: schema.name, schemaVersion: 1),
            indexing: IndexingConfig(sortedColumn: column), to: sink)
        return (try SealedSegment(MappedRegion(copying: sink.bytes), path: "sealed"), order)
    }

    /// A sealed segment with these rows in this order.
    func sealed(_ rows: [ModelRow]) throws -> SealedSegment {
        let columns = schema.fields.enumerated().map { position, field in
            column(rows.map { $0.values[position] }, field.type)
        }
        let input = SegmentInput(
            schema: schema, columns: columns, provenance: Provenance(rows.map(\.origin)), rowCount: rows.count)
        return try sealed(input).0
    }

    private func column(_ values: [Value], _ type: DataType) -> ColumnValues {
        let storage: ColumnValues.Storage =
            switch type.representation {
            case .integer: .integers(values.map { if case .integer(let value) = $0 { value } else { 0 } })
            case .double: .doubles(values.map { if case .double(let value) = $0 { value } else { 0 } })
            case .string: .strings(values.map { if case .string(let value) = $0 { value } else { ByteString([]) } })
            }
        return ColumnValues(type: type, storage: storage, nulls: values.map(\.isNull))
    }
}
