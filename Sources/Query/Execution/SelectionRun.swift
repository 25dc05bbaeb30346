import Bytes
import Expressions
import Schema
import Segment

/// Runs a query whose result rows are rows of the table.
///
/// First only what orders the rows is read; the selected columns are read for the rows that won.
final class SelectionRun {
    private let execution: Execution
    private var readers: [SegmentReader?]

    init(_ execution: Execution) {
        self.execution = execution
        readers = Array(repeating: nil, count: execution.table.segments.count)
    }

    func run() throws(QueryError) -> [Vector] {
        let plan = execution.plan
        var winners = RowRanking(plan.order, offset: plan.offset, limit: plan.limit, budget: execution.budget)
        for (index, segment) in execution.table.segments.enumerated() where !winners.isComplete {
            try execution.poll()
            let reader = try SegmentReader(segment, columns: plan.columns)
            let filter = try SegmentFilter(plan.filter, reader: reader, limits: execution.limits)
            if filter.isEmpty {
                if segment.rowCount > 0 { execution.statistics.segmentsPrunedByValue += 1 }
                continue
            }
            readers[index] = reader
            try rank(reader, filter, segment: index, &winners)
        }
        return try materialize(try winners.finish())
    }

    private func rank(
        _ reader: SegmentReader, _ filter: SegmentFilter, segment: Int, _ winners: inout RowRanking
    ) throws(QueryError) {
        let order = SegmentOrder(winners.order, in: reader)
        let base = UInt64(segment) << 32
        var matched = 0
        try execution.forEachBatch(of: reader, filter) { (rows) throws(QueryError) -> Bool in
            matched += rows.count
            let references = (0..<rows.count).map { base | UInt64(rows.row($0)) }
            try winners.add(references, try order.keys(of: rows, reader.load(order.inputs, rows)))
            return !winners.isComplete
        }
        execution.statistics.segmentsProcessed += 1
        execution.statistics.segmentsMatched += matched > 0 ? 1 : 0
        execution.statistics.docsScanned += matched
        execution.statistics.entriesScannedPostFilter += matched * Set(winners.order.flatMap(\.expression.inputs)).count
    }

    /// Reads the selected columns of the winners, each segment's together, and puts them into their order.
    private func materialize(_ winners: [UInt64]) throws(QueryError) -> [Vector] {
        let outputs = execution.plan.outputs
        try execution.budget.charge(winners.count * outputs.count * 16, for: "the result")
        let inputs = Set(outputs.flatMap(\.inputs)).sorted()
        var columns = outputs.map { Vector(Vector.Values(zeros: 0, $0.type)) }
        var places = [Int]()
        places.reserveCapacity(winners.count)
        for (segment, positions) in bySegment(winners) {
            guard let reader = readers[segment] else {
                preconditionFailure("winners come from segments that were read")
            }
            let ascending = positions.sorted { winners[$0] < winners[$1] }
            for start in stride(from: 0, to: ascending.count, by: max(execution.limits.batchRows, 1)) {
                try execution.poll()
                let batchPositions = ascending[start..<min(start + max(execution.limits.batchRows, 1), ascending.count)]
                let rows = batchPositions.map { UInt32(truncatingIfNeeded: winners[$0]) }
                let batch = reader.load(inputs, .list(rows))
                for index in outputs.indices {
                    let values = try outputs[index].evaluate(batch)
                    try execution.budget.charge(values.textBytes, for: "the result")
                    columns[index].append(values)
                }
                places += batchPositions
            }
        }
        execution.statistics.entriesScannedPostFilter += winners.count * inputs.count
        return columns.map { $0.gathering(inverse(places)) }
    }

    private func bySegment(_ winners: [UInt64]) -> [(segment: Int, positions: [Int])] {
        var positions = [[Int]](repeating: [], count: readers.count)
        for (position, winner) in winners.enumerated() { positions[Int(winner >> 32)].append(position) }
        return positions.enumerated().filter { !$0.element.isEmpty }.map { ($0.offset, $0.element) }
    }

    /// For each place in the result, where its row was read.
    private func inverse(_ places: [Int]) -> [Int] {
        var sources = Array(repeating: 0, count: places.count)
        for (source, place) in places.enumerated() { sources[place] = source }
        return sources
    }
}

extension Vector {
    /// Bytes of its texts.
    var textBytes: Int {
        switch values {
        case .strings(let values), .lists(_, .strings(let values)): values.reduce(0) { $0 + $1.count }
        default: 0
        }
    }
}
