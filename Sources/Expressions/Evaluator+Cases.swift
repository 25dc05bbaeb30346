import Schema

extension Evaluator {
    /// Computes each condition for the rows that no earlier branch took, and each result for the rows of its branch.
    static func caseWhen(
        _ branches: [BoundExpression.Branch], _ otherwise: BoundExpression, _ type: ValueType, on batch: Batch
    ) throws(ExpressionError) -> Vector {
        var open = Array(0..<batch.count)
        var results = Vector(Vector.Values(zeros: 0, type))
        // The row of each result.
        var rows = [Int]()
        rows.reserveCapacity(batch.count)
        for branch in branches where !open.isEmpty {
            let truth = try evaluate(branch.condition, on: batch.selecting(open, for: branch.condition))
            guard case .integers(let flags) = truth.values else { preconditionFailure("conditions are integers") }
            var (taken, left) = ([Int](), [Int]())
            for (position, row) in open.enumerated() {
                if flags[position] == 1 && !truth.isNull(position) { taken.append(row) } else { left.append(row) }
            }
            open = left
            if taken.isEmpty { continue }
            results.append(try evaluate(branch.result, on: batch.selecting(taken, for: branch.result)))
            rows += taken
        }
        if !open.isEmpty {
            results.append(try evaluate(otherwise, on: batch.selecting(open, for: otherwise)))
            rows += open
        }
        return results.gathering(inverse(rows))
    }

    /// Computes each value for the rows in which all earlier ones are NULL.
    static func firstGiven(
        _ values: [BoundExpression], _ type: ValueType, on batch: Batch
    ) throws(ExpressionError) -> Vector {
        var open = Array(0..<batch.count)
        var results = Vector(Vector.Values(zeros: 0, type))
        var rows = [Int]()
        for (index, value) in values.enumerated() where !open.isEmpty {
            let vector = try evaluate(value, on: batch.selecting(open, for: value))
            if vector.nulls.isEmpty && index == 0 { return vector }
            let isLast = index == values.count - 1
            let given = open.indices.filter { isLast || !vector.isNull($0) }
            results.append(vector.gathering(given))
            rows += given.map { open[$0] }
            open = isLast ? [] : open.indices.filter { vector.isNull($0) }.map { open[$0] }
        }
        return results.gathering(inverse(rows))
    }

    /// For each row the place at which it stands.
    private static func inverse(_ rows: [Int]) -> [Int] {
        var places = Array(repeating: 0, count: rows.count)
        for (place, row) in rows.enumerated() { places[row] = place }
        return places
    }
}

extension Batch {
    /// Some rows, ascending; all of them are not copied.
    fileprivate func selecting(_ rows: [Int], for expression: BoundExpression) -> Batch {
        rows.count == count ? self : gathering(rows, for: expression)
    }
}
