import Bytes
import Schema

/// The order in which a segment's rows lie in its file, by the numbers that they had in the builder's input.
public struct RowOrder: Sendable, Equatable {
    /// For each row of the file its row in the input: a permutation.
    public let sources: [UInt32]

    init(sources: [UInt32]) { self.sources = sources }

    /// For each row of the input its row in the file, to carry over what is known of it by number. O(rows).
    public func destinations() -> [UInt32] {
        var destinations = [UInt32](repeating: 0, count: sources.count)
        for (row, source) in sources.enumerated() { destinations[Int(source)] = UInt32(row) }
        return destinations
    }

    /// The elements in the order of the file.
    func apply<Element>(to elements: [Element]) -> [Element] { sources.map { elements[Int($0)] } }

    /// The order of the values of a column with several values per row.
    func ofValues(_ starts: [UInt32]) -> RowOrder {
        var order: [UInt32] = []
        for source in sources { order += starts[Int(source)]..<starts[Int(source) + 1] }
        return RowOrder(sources: order)
    }

    /// Where the values of each row end, with the rows in the order of the file.
    func starts(_ starts: [UInt32]) -> [UInt32] {
        var result: [UInt32] = [0]
        for source in sources {
            result.append(result[result.count - 1] + starts[Int(source) + 1] - starts[Int(source)])
        }
        return result
    }
}

extension RowOrder {
    /// The order that sorts rows by a column: NULL first, then ascending (bytes for strings), rows with the same value
    /// as they were. Nil if no column is named, or if the rows are in that order already. O(rows × log rows).
    static func sorting(_ rows: some SegmentRows, by name: String?) throws(SegmentError) -> RowOrder? {
        guard let name else { return nil }
        guard let index = rows.schema.fields.firstIndex(where: { $0.name == name }) else {
            throw .invalidInput("there is no column \"\(name)\" to sort by")
        }
        let field = rows.schema.fields[index]
        if field.isMultiValue { throw .invalidInput("rows cannot be sorted by \"\(name)\", which has several values") }
        var collector = ColumnCollector(field, rowCount: rows.rowCount)
        try rows.forEachBatch(ofColumn: index) { (batch) throws(SegmentError) in try collector.append(batch) }
        return sorting(try collector.finish())
    }

    private static func sorting(_ data: ColumnData) -> RowOrder? {
        switch data.values {
        case .integers(let values): sorting(values.map { OrderedKey.key($0) }, data.nulls)
        case .doubles(let values): sorting(values.map { OrderedKey.key($0) }, data.nulls)
        case .strings(let positions, let strings):
            sorting(ranks(positions, strings, data.nulls), data.nulls)
        }
    }

    /// For each row the rank of its string.
    private static func ranks(_ positions: [UInt32], _ strings: [ByteString], _ nulls: [Bool]) -> [UInt64] {
        let order = ByteString.sortedIndexes(Array(strings.indices), of: strings)
        var rankOf = [UInt64](repeating: 0, count: strings.count)
        for (index, position) in order.enumerated().dropFirst() {
            let previous = order[index - 1]
            rankOf[position] = rankOf[previous] + (strings[previous] == strings[position] ? 0 : 1)
        }
        return positions.indices.map { nulls.isEmpty || !nulls[$0] ? rankOf[Int(positions[$0])] : 0 }
    }

    private static func sorting(_ keys: [UInt64], _ nulls: [Bool]) -> RowOrder? {
        func isBefore(_ left: Int, _ right: Int) -> Bool {
            if !nulls.isEmpty && (nulls[left] || nulls[right]) { return nulls[left] && !nulls[right] }
            return keys[left] < keys[right]
        }
        if !keys.indices.dropFirst().contains(where: { isBefore($0, $0 - 1) }) { return nil }
        let order = keys.indices.sorted { isBefore($0, $1) || (!isBefore($1, $0) && $0 < $1) }
        return RowOrder(sources: order.map { UInt32($0) })
    }
}
