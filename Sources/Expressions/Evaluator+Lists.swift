import Schema

extension Evaluator {
    static func anyElement(
        _ list: BoundExpression, _ condition: BoundExpression, on batch: Batch
    ) throws(ExpressionError) -> Vector {
        let lists = try evaluate(list, on: batch)
        guard case .lists(let starts, let elements) = lists.values else { preconditionFailure("a list of values") }
        let truth = try evaluate(condition, on: batch.spread(over: starts, elements, for: condition))
        guard case .integers(let flags) = truth.values else { preconditionFailure("conditions are integers") }
        var found = Array(repeating: Int64(0), count: batch.count)
        var nulls = lists.nulls
        for row in 0..<batch.count {
            var hasNull = false
            for place in Int(starts[row])..<Int(starts[row + 1]) {
                if truth.isNull(place) {
                    hasNull = true
                } else if flags[place] == 1 {
                    found[row] = 1
                    break
                }
            }
            guard hasNull && found[row] == 0 else { continue }
            if nulls.isEmpty { nulls = Array(repeating: false, count: batch.count) }
            nulls[row] = true
        }
        return Vector(.integers(found), nulls: nulls)
    }

    static func array(_ elements: [BoundExpression], _ type: ValueType, on batch: Batch) throws(ExpressionError)
        -> Vector
    {
        var all = Vector(Vector.Values(zeros: 0, type.representation))
        for element in elements { all.append(try evaluate(element, on: batch)) }
        // Now the elements lie by position; in the list they lie by row.
        let places = (0..<batch.count).flatMap { row in elements.indices.map { $0 * batch.count + row } }
        let ordered = all.gathering(places)
        let starts = (0...batch.count).map { UInt32($0 * elements.count) }
        let lists = Vector(.lists(starts: starts, elements: ordered.values))
        return ordered.nulls.isEmpty ? lists : lists.droppingRows(withNull: ordered.nulls)
    }
}

extension Batch {
    /// A row for each element of each row's list.
    fileprivate func spread(
        over starts: [UInt32], _ elements: Vector.Values, for condition: BoundExpression
    ) -> Batch {
        var spread = Batch(count: elements.count)
        if !condition.inputs.isEmpty {
            var owners = [Int]()
            owners.reserveCapacity(elements.count)
            for row in 0..<count { owners += repeatElement(row, count: Int(starts[row + 1] - starts[row])) }
            spread = gathering(owners, for: condition)
        }
        spread.element = Vector(elements)
        return spread
    }
}
