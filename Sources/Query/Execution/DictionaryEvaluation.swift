import Expressions

extension SegmentReader {
    /// Values of a dictionary that are worked on between two looks whether the query has to stop.
    private static let valuesAtOnce = 1024

    /// An expression for all values of a dictionary, `input` telling where they go in a batch.
    ///
    /// Nil if it fails for one of them, which need not be in any row that counts, or if the query has to stop, which
    /// the next poll finds.
    func evaluate(_ expression: BoundExpression, onValues values: Vector, input: (inout Batch, Vector) -> Void)
        -> Vector?
    {
        var result: Vector?
        for start in stride(from: 0, to: max(values.count, 1), by: Self.valuesAtOnce) {
            if stop.isRaised { return nil }
            let part = values.slice(start..<min(start + Self.valuesAtOnce, values.count))
            var batch = Batch(count: part.count, inputs: Array(repeating: nil, count: columns.count))
            input(&batch, part)
            guard let more = try? Evaluator.evaluate(expression, on: batch) else { return nil }
            if result == nil { result = more } else { result?.append(more) }
        }
        return result
    }
}

extension Vector {
    /// Some rows that follow each other.
    fileprivate func slice(_ rows: Range<Int>) -> Vector {
        if rows == 0..<count { return self }
        let flags = nulls.isEmpty ? [] : Array(nulls[rows])
        return switch values {
        case .integers(let values): Vector(.integers(Array(values[rows])), nulls: flags)
        case .doubles(let values): Vector(.doubles(Array(values[rows])), nulls: flags)
        case .strings(let values): Vector(.strings(Array(values[rows])), nulls: flags)
        case .lists: gathering(Array(rows))
        }
    }
}
