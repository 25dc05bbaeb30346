import Bytes
import Schema

/// One kind of index over a column, as the segment builder sees it: it decides and it writes.
///
/// A kind of index is such a builder, an `IndexReader`, its kinds of region, and a page in `formats/segment/`. It is
/// one more entry in `IndexRegistry.builders` and in `ColumnIndexes`; nothing else needs to know of it.
protocol IndexBuilder {
    /// Whether a column gets the index, why, and how. Called once the column has its encoding. O(values).
    static func decide(_ input: IndexInput, _ wishes: IndexingConfig.Column) -> IndexDecision

    /// What the decision is called when people ask.
    static var subject: BuildChoice.Subject { get }
}

enum IndexDecision {
    /// The index is built: the closure adds its regions to the column.
    case build(BuildChoice.Reason, (inout EncodedColumn) -> Void)
    /// It is not. Without a reason, that goes without saying.
    case skip(BuildChoice.Reason?)
}

/// The kinds of index over single columns.
enum IndexRegistry {
    /// In the order in which their regions lie in the file.
    static var builders: [any IndexBuilder.Type] {
        [InvertedIndexBuilder.self, RangeIndexBuilder.self, BloomFilterIndexBuilder.self]
    }
}

extension EncodedColumn {
    /// Adds the indexes that are wanted or pay.
    mutating func addIndexes(
        _ values: IndexInput.Values, _ data: ColumnData, _ wishes: IndexingConfig.Column
    ) {
        if column.role == .hidden { return }
        let input = IndexInput(column: column, data: data, values: values)
        for builder in IndexRegistry.builders {
            switch builder.decide(input, wishes) {
            case .build(let reason, let addRegions):
                note(builder.subject, reason)
                addRegions(&self)
            case .skip(let reason):
                if let reason { note(builder.subject, reason) }
            }
        }
    }
}

/// A column as the builders of indexes see it.
struct IndexInput {
    enum Values {
        /// Of a column with dictionary, ascending with the values. Any code where a row is NULL.
        case codes([UInt32])
        /// Of numbers without dictionary, as `OrderedKey` has them. Any key where a row is NULL.
        case keys([UInt64])
        /// Of strings without dictionary: for each value its position in a list.
        case strings([UInt32], distinct: [ByteString])
    }

    let column: SegmentColumn
    let data: ColumnData
    let values: Values

    var isMultiValue: Bool { column.isMultiValue }
    var rowCount: Int { isMultiValue ? data.valueStarts.count - 1 : data.valueCount }

    /// Calls `body` with the index of each value that is not NULL, and its row, in order.
    @inline(__always)
    func forEachValue(_ body: (_ index: Int, _ row: Int) -> Void) {
        if isMultiValue {
            for row in 0..<rowCount where data.nulls.isEmpty || !data.nulls[row] {
                for index in Int(data.valueStarts[row])..<Int(data.valueStarts[row + 1]) { body(index, row) }
            }
        } else if data.nulls.isEmpty {
            for row in 0..<rowCount { body(row, row) }
        } else {
            for row in 0..<rowCount where !data.nulls[row] { body(row, row) }
        }
    }
}
