import Expressions
import Schema
import Segment

/// A list by whose elements rows are grouped, with the input that stands for one element.
struct ExplodedList {
    let list: BoundExpression
    let slot: Int
}

/// Makes a row for each element of a list, or for each combination of elements of several lists.
///
/// A NULL list counts as one element that is NULL; a row with an empty list is left out.
struct RowExplosion {
    /// The elements of the lists of a batch.
    private struct Elements {
        let starts: [UInt32]
        let values: Vector.Values
        let nulls: [Bool]

        func count(_ row: Int) -> Int { nulls.isEmpty || !nulls[row] ? Int(starts[row + 1] - starts[row]) : 1 }
    }

    let lists: [ExplodedList]
    let maximumRows: Int

    /// Hands the rows to `body`, at most `maximumRows` at a time, with the inputs of the batch and those of the
    /// elements.
    func forEachPart(
        of rows: RowSelection, _ batch: Batch, _ body: (RowSelection, Batch) throws(QueryError) -> Void
    ) throws(QueryError) {
        var elements = [Elements]()
        for exploded in lists {
            let vector = try exploded.list.evaluate(batch)
            guard case .lists(let starts, let values) = vector.values else { preconditionFailure("a list is exploded") }
            elements.append(Elements(starts: starts, values: values, nulls: vector.nulls))
        }
        var positions = [Int]()
        // The number of the element by list.
        var chosen = [[Int]](repeating: [], count: lists.count)
        for row in 0..<batch.count {
            let counts = elements.map { $0.count(row) }
            if counts.contains(0) { continue }
            var odometer = Array(repeating: 0, count: lists.count)
            repeat {
                positions.append(row)
                for list in lists.indices { chosen[list].append(odometer[list]) }
                if positions.count < max(maximumRows, 1) { continue }
                try emit(&positions, &chosen, elements, rows, batch, body)
            } while Self.advance(&odometer, counts)
        }
        if !positions.isEmpty { try emit(&positions, &chosen, elements, rows, batch, body) }
    }

    /// Goes to the next combination, the last list first; false after the last one.
    private static func advance(_ odometer: inout [Int], _ counts: [Int]) -> Bool {
        for list in counts.indices.reversed() {
            odometer[list] += 1
            if odometer[list] < counts[list] { return true }
            odometer[list] = 0
        }
        return false
    }

    private func emit(
        _ positions: inout [Int], _ chosen: inout [[Int]], _ elements: [Elements], _ rows: RowSelection, _ batch: Batch,
        _ body: (RowSelection, Batch) throws(QueryError) -> Void
    ) throws(QueryError) {
        var exploded = Batch(count: positions.count, inputs: batch.inputs.map { $0?.gathering(positions) })
        for (list, column) in elements.enumerated() {
            exploded.inputs[lists[list].slot] = Self.values(positions, chosen[list], column)
            chosen[list] = []
        }
        let selection = RowSelection.list(positions.map { rows.row($0) })
        positions = []
        try body(selection, exploded)
    }

    private static func values(_ positions: [Int], _ chosen: [Int], _ elements: Elements) -> Vector {
        if elements.nulls.isEmpty {
            return Vector(
                elements.values.gathering(positions.indices.map { Int(elements.starts[positions[$0]]) + chosen[$0] }))
        }
        // NULL lists have no element that could stand in their place.
        var values = elements.values
        let null = values.count
        values.appendZero()
        let nulls = positions.map { elements.nulls[$0] }
        let places = positions.indices.map { nulls[$0] ? null : Int(elements.starts[positions[$0]]) + chosen[$0] }
        return Vector(values.gathering(places), nulls: nulls)
    }
}
