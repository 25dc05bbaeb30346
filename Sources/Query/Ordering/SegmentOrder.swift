import Expressions

/// The ORDER BY keys in one segment: for dictionary columns, each code's key is made once.
struct SegmentOrder {
    private struct Key {
        let key: OrderKey
        let expression: SegmentExpression
        /// The key of each code; nil if rows have no codes.
        let columnOfCodes: KeyColumn?
    }

    private let keys: [Key]
    /// The inputs that must be loaded.
    let inputs: [Int]

    init(_ order: [OrderKey], in reader: SegmentReader) {
        keys = order.map { key in
            let expression = SegmentExpression(key.expression, in: reader)
            return Key(key: key, expression: expression, columnOfCodes: expression.values.map { KeyColumn(key, $0) })
        }
        inputs = Set(keys.flatMap(\.expression.inputs)).sorted()
    }

    func keys(of rows: RowSelection, _ batch: Batch) throws(QueryError) -> [RowRanking.Keys] {
        var result = [RowRanking.Keys]()
        for key in keys {
            if let columnOfCodes = key.columnOfCodes {
                var codes = [UInt32]()
                key.expression.readCodes(rows, into: &codes)
                result.append(RowRanking.Keys(column: columnOfCodes, codes: codes))
            } else {
                let expression = key.expression.computed ?? key.key.expression
                result.append(RowRanking.Keys(column: KeyColumn(key.key, try expression.evaluate(batch))))
            }
        }
        return result
    }
}
