import Bytes
import Schema
import Segment
import TestSupport

/// What a segment should hold, as plainly as possible.
struct NaiveColumn {
    var field: FieldSpec
    var values: [Value]

    /// The column as the builder takes it; NULL rows hold `filler`.
    func columnValues(asCodes: Bool = false, using generator: inout SeededGenerator) -> ColumnValues {
        let nulls = values.contains(.null) ? values.map(\.isNull) : []
        let storage: ColumnValues.Storage =
            switch field.type.representation {
            case .integer: .integers(values.map { $0.integer ?? generator.next(upTo: 3) })
            case .double: .doubles(values.map { $0.double ?? .nan })
            case .string: asCodes ? codes(using: &generator) : .strings(values.map { $0.string ?? "filler" })
            }
        return ColumnValues(type: field.type, storage: storage, nulls: nulls)
    }

    /// Codes in a shuffled dictionary with entries that no row has.
    private func codes(using generator: inout SeededGenerator) -> ColumnValues.Storage {
        let strings = Set(values.compactMap(\.string)).union(["unused", ""])
        let dictionary = strings.sorted().shuffled(using: &generator)
        var numbers: [ByteString: UInt32] = [:]
        for (number, string) in dictionary.enumerated() { numbers[string] = UInt32(number) }
        return .codes(values.map { $0.string.map { numbers[$0]! } ?? 9_999_999 }, dictionary: dictionary)
    }

    /// The distinct values in ascending order, NULL left out.
    var distinct: [Value] { Set(values.filter { !$0.isNull }).sorted { $0.sortsBefore($1) } }
}

struct NaiveTable {
    var columns: [NaiveColumn]
    var provenance: [RowProvenance]

    var rowCount: Int { provenance.count }
    var schema: Schema { Schema(name: "random", fields: columns.map(\.field)) }

    func input(using generator: inout SeededGenerator) -> SegmentInput {
        let values = columns.map { $0.columnValues(asCodes: Bool.random(using: &generator), using: &generator) }
        return SegmentInput(
            schema: schema, columns: values, provenance: Provenance(provenance), rowCount: rowCount)
    }

    static let identity = SegmentIdentity(
        tableID: 7, segmentID: 11, name: "random__0", schemaName: "random", schemaVersion: 3)
}

extension Value {
    var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    var double: Double? { if case .double(let value) = self { value } else { nil } }
    var string: ByteString? { if case .string(let value) = self { value } else { nil } }

    func sortsBefore(_ other: Value) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left < right
        case (.double(let left), .double(let right)): left < right
        case (.string(let left), .string(let right)): left < right
        default: false
        }
    }
}

extension SeededGenerator {
    mutating func next(upTo limit: Int64) -> Int64 { Int64.random(in: 0..<limit, using: &self) }
}
