import Bytes
import Expressions
import Schema
import Segment

/// Runs a query whose result rows are rows of the table.
///
/// First only what orders the rows is read; the selected columns are read for the rows that won.
final class SelectionRun {
    private let main: UnitRun
    private let plan: QueryPlan
    private var readers: [SegmentReader?]

    init(_ main: UnitRun) {
        self.main = main
        plan = main.execution.plan
        readers = Array(repeating: nil, count: main.execution.table.segments.count)
    }

    func run() throws(QueryError) -> [Vector] {
        let (execution, plan) = (main.execution, plan)
        let total = SelectionUnit(plan, main)
        var (scans, done, opened) = ([SegmentScan](), 0, 0)
        if plan.order.isEmpty { (scans, done, opened) = try runFirstRows(total) }
        if !total.winners.isComplete {
            scans += try execution.openSegments(from: opened, countingIn: main)
            for scan in scans { readers[scan.index] = scan.reader }
            try run(execution.divide(scans, leavingOut: done), total)
        }
        return try main.timed(\.merging) { () throws(QueryError) in
            let winners = try total.winners.finish(main)
            main.profile.mergedRows = winners.count
            return try materialize(winners)
        }
    }

    /// Without ORDER BY, the rows of one unit often are enough: those behind them are not even opened before.
    ///
    /// Gives the segment whose rows are not all read yet, how much of it is, and how many segments have been opened.
    private func runFirstRows(_ total: SelectionUnit) throws(QueryError) -> ([SegmentScan], done: Int, opened: Int) {
        var free = max(main.limits.unitRows, 1)
        let count = main.execution.table.segments.count
        for index in 0..<count where !total.winners.isComplete {
            guard let scan = try main.execution.openSegment(index, countingIn: main) else { continue }
            readers[index] = scan.reader
            guard let first = WorkDivision([scan], unitRows: free, maximumUnits: .max).units.first else { continue }
            try total.run(first)
            let done = first.reduce(0) { $0 + $1.weight }
            if scan.extent.weight > done { return ([scan], done, index + 1) }
            free -= done
            if free <= 0 { return ([], 0, index + 1) }
        }
        return ([], 0, count)
    }

    private func run(_ units: [[WorkPiece]], _ total: SelectionUnit) throws(QueryError) {
        if units.count == 1 { return try total.run(units[0]) }
        let (execution, plan) = (main.execution, plan)
        let runner = UnitRunner { (number) throws(QueryError) in
            let unit = SelectionUnit(plan, UnitRun(execution))
            try unit.run(units[number])
            return unit
        } merge: { (unit) throws(QueryError) in
            try total.merge(unit)
        }
        try runner.perform(units.count, on: execution)
    }

    /// Reads the selected columns of the winners, each segment's together, and puts them into their order.
    private func materialize(_ winners: [UInt64]) throws(QueryError) -> [Vector] {
        let outputs = plan.outputs
        try main.budget.charge(winners.count * outputs.count * 16, for: "the result")
        let inputs = Set(outputs.flatMap(\.inputs)).sorted()
        var columns = outputs.map { Vector(Vector.Values(zeros: 0, $0.type)) }
        var places = [Int]()
        places.reserveCapacity(winners.count)
        for (segment, positions) in bySegment(winners) {
            guard let reader = readers[segment] else {
                preconditionFailure("winners come from segments that were read")
            }
            let ascending = positions.sorted { winners[$0] < winners[$1] }
            for start in stride(from: 0, to: ascending.count, by: max(main.limits.batchRows, 1)) {
                try main.poll()
                let batchPositions = ascending[start..<min(start + max(main.limits.batchRows, 1), ascending.count)]
                let rows = batchPositions.map { UInt32(truncatingIfNeeded: winners[$0]) }
                let batch = reader.load(inputs, .list(rows))
                for index in outputs.indices {
                    let values = try outputs[index].evaluate(batch)
                    try main.budget.charge(values.textBytes, for: "the result")
                    columns[index].append(values)
                }
                places += batchPositions
            }
        }
        main.statistics.entriesScannedPostFilter += winners.count * inputs.count
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

/// The rows of one unit that come first.
private final class SelectionUnit: @unchecked Sendable {
    // Sendable because one thread at a time has it: the one that runs the unit, then the one that merges it, and the
    // lock of the runner lies between them.
    private let unit: UnitRun
    var winners: RowRanking

    init(_ plan: QueryPlan, _ unit: UnitRun) {
        self.unit = unit
        winners = RowRanking(plan.order, offset: plan.offset, limit: plan.limit, budget: unit.budget)
    }

    func run(_ pieces: [WorkPiece]) throws(QueryError) {
        for piece in pieces where !winners.isComplete { try rank(piece) }
    }

    private func rank(_ piece: WorkPiece) throws(QueryError) {
        let reader = piece.scan.reader
        let order = SegmentOrder(winners.order, in: reader)
        let base = UInt64(piece.scan.index) << 32
        var matched = 0
        try unit.forEachBatch(of: piece) { (rows) throws(QueryError) -> Bool in
            if unit.execution.isSatisfied { return false }
            matched += rows.count
            let references = (0..<rows.count).map { base | UInt64(rows.row($0)) }
            try winners.add(references, unit) { (index, positions) throws(QueryError) in
                try order.keys(index, of: rows, at: positions)
            }
            return !winners.isComplete
        }
        let columns = Set(winners.order.flatMap(\.expression.inputs)).count
        unit.countMatches(matched, of: piece.scan, columnsRead: columns)
    }

    /// Takes over the rows of a unit that come behind those of this one; false if no more are wanted.
    func merge(_ other: SelectionUnit) throws(QueryError) -> Bool {
        try winners.merge(other.winners, unit)
        unit.add(other.unit)
        return !winners.isComplete
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
