import Bytes
import Schema

/// A table in memory, by column, as the generators make it and the builder takes it.
struct Dataset {
    struct Column {
        var field: FieldSpec
        var values: ColumnValues
    }

    var name: String
    var columns: [Column]
    /// The column by which rows are sorted to show what shuffled offsets cost.
    var clusteringColumn: String

    var rowCount: Int { columns.first?.values.count ?? 0 }
    var schema: Schema { Schema(name: name, fields: columns.map(\.field)) }
}

extension Dataset.Column {
    static func integers(
        _ name: String, _ values: [Int64], type: DataType = .int, role: FieldSpec.Role = .dimension
    ) -> Self {
        Self(
            field: FieldSpec(name: name, type: type, role: role),
            values: ColumnValues(type: type, storage: .integers(values)))
    }

    static func doubles(_ name: String, _ values: [Double], role: FieldSpec.Role = .metric) -> Self {
        Self(
            field: FieldSpec(name: name, type: .double, role: role),
            values: ColumnValues(type: .double, storage: .doubles(values)))
    }

    /// Strings by their position in a list; what no row has is dropped from the list.
    static func strings(_ name: String, _ codes: [UInt32], _ list: [ByteString], nulls: [Bool] = []) -> Self {
        let (codes, dictionary) = compacted(codes, list)
        return Self(
            field: FieldSpec(name: name, type: .string),
            values: ColumnValues(type: .string, storage: .codes(codes, dictionary: dictionary), nulls: nulls))
    }

    private static func compacted(_ codes: [UInt32], _ list: [ByteString]) -> ([UInt32], [ByteString]) {
        var isUsed = [Bool](repeating: false, count: list.count)
        for code in codes { isUsed[Int(code)] = true }
        if !isUsed.contains(false) { return (codes, list) }
        var renumbered = [UInt32](repeating: 0, count: list.count)
        var dictionary: [ByteString] = []
        for index in list.indices where isUsed[index] {
            renumbered[index] = UInt32(dictionary.count)
            dictionary.append(list[index])
        }
        return (codes.map { renumbered[Int($0)] }, dictionary)
    }
}
