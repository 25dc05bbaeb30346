import Expressions
import Segment

/// The ORDER BY keys in one segment: for dictionary columns, each code's key is made once.
struct SegmentOrder {
    private struct Key {
        let key: OrderKey
        let expression: SegmentExpression
        /// The key of each code; nil if rows have no codes.
        let columnOfCodes: KeyColumn?
    }

    private let keys: [Key]
    private let reader: SegmentReader

    init(_ order: [OrderKey], in reader: SegmentReader) {
        keys = order.map { key in
            let expression = SegmentExpression(key.expression, in: reader)
            return Key(key: key, expression: expression, columnOfCodes: expression.values.map { KeyColumn(key, $0) })
        }
        self.reader = reader
    }

    /// The key of a number, of the rows at some positions; nil stands for all.
    ///
    /// A key that can fail is computed for all rows: whether a query fails does not depend on the order of its rows.
    func keys(
        _ index: Int, of rows: RowSelection, at positions: [Int]?
    ) throws(QueryError) -> RowRanking.Keys {
        let key = keys[index]
        guard let columnOfCodes = key.columnOfCodes else {
            let expression = key.expression.computed ?? key.key.expression
            if expression.canFail, let positions {
                return try computed(key.key, expression, rows).at(positions)
            }
            return try computed(key.key, expression, positions.map { rows.at($0) } ?? rows)
        }
        var codes = [UInt32]()
        key.expression.readCodes(positions.map { rows.at($0) } ?? rows, into: &codes)
        return RowRanking.Keys(column: columnOfCodes, codes: codes)
    }

    private func computed(
        _ key: OrderKey, _ expression: BoundExpression, _ rows: RowSelection
    ) throws(QueryError) -> RowRanking.Keys {
        let batch = reader.load(expression.inputs, rows)
        return RowRanking.Keys(column: KeyColumn(key, try expression.evaluate(batch)))
    }
}
