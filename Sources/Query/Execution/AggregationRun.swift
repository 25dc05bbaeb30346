import Bitmaps
import Expressions
import Schema
import Segment

/// Runs a query whose result rows are groups.
final class AggregationRun {
    private let main: UnitRun
    private let plan: AggregationPlan

    init(_ main: UnitRun, _ plan: AggregationPlan) {
        self.main = main
        self.plan = plan
    }

    func run() throws(QueryError) -> [Vector] {
        let (execution, plan) = (main.execution, plan)
        let total = try AggregationUnit(plan, main)
        let scans = try execution.openSegments(countingIn: main) { total.isKnown(for: $0, $1) }
        let units = execution.divide(scans)
        if units.count == 1 {
            try total.run(units[0])
        } else {
            let runner = UnitRunner { (number) throws(QueryError) in
                let unit = try AggregationUnit(plan, UnitRun(execution))
                try unit.run(units[number])
                return unit
            } merge: { (unit) throws(QueryError) in
                try total.merge(unit)
                return true
            }
            try runner.perform(units.count, on: execution)
        }
        main.profile.mergedRows = total.sets.reduce(0) { $0 + $1.count }
        return try main.timed(\.merging) { () throws(QueryError) in
            try GroupOutput(main, plan, total.sets).columns()
        }
    }
}

/// The groups of the rows of one unit.
private final class AggregationUnit: @unchecked Sendable {
    // Sendable because one thread at a time has it: the one that runs the unit, then the one that merges it, and the
    // lock of the runner lies between them.
    private let plan: AggregationPlan
    private let unit: UnitRun
    /// By grouping set.
    let sets: [GroupingSet]

    init(_ plan: AggregationPlan, _ unit: UnitRun) throws(QueryError) {
        self.plan = plan
        self.unit = unit
        var sets = [GroupingSet]()
        for set in plan.sets { sets.append(try GroupingSet(plan, set: set, unit)) }
        self.sets = sets
    }

    /// Whether nothing has to be read of a segment: only how many rows are live is known where some are dead.
    func isKnown(for reader: SegmentReader, _ filter: SegmentFilter) -> Bool {
        if filter.onlyLive != nil { return plan.onlyCountsRows }
        return filter.isFull && plan.keys.isEmpty
            && sets.allSatisfy { $0.aggregators.allSatisfy { $0.isKnown(for: reader) } }
    }

    func run(_ pieces: [WorkPiece]) throws(QueryError) {
        for piece in pieces {
            try unit.poll()
            if case .known = piece.part {
                try addWhole(piece.scan)
            } else if plan.onlyCountsRows {
                try addCount(of: piece)
            } else {
                try add(piece)
            }
        }
    }

    private func addWhole(_ scan: SegmentScan) throws(QueryError) {
        if let live = scan.filter.onlyLive { return try addCount(live.liveCount, of: scan) }
        for aggregator in sets.flatMap(\.aggregators) { try aggregator.addWhole(scan.reader) }
        unit.countMatches(scan.reader.rowCount, of: scan, columnsRead: 0)
    }

    /// Counts the rows that pass without saying which they are.
    private func addCount(of piece: WorkPiece) throws(QueryError) {
        try addCount(try unit.count(of: piece), of: piece.scan)
    }

    private func addCount(_ count: Int, of scan: SegmentScan) throws(QueryError) {
        // Of rows that are only counted, it does not matter which they are.
        let input = AggregateInput(rows: .range(0..<count), batch: Batch(count: count), groups: nil)
        for aggregator in sets.flatMap(\.aggregators) { try aggregator.add(input) }
        unit.countMatches(count, of: scan, columnsRead: 0)
    }

    private func add(_ piece: WorkPiece) throws(QueryError) {
        let (reader, maximumDenseKeys) = (piece.scan.reader, unit.limits.maximumDenseKeys)
        var (groupers, inputs) = ([SegmentGrouper?](), Set<Int>())
        defer { unit.budget.release(groupers.reduce(0) { $0 + ($1?.heldBytes ?? 0) }) }
        for states in sets {
            let keys = states.keys.enumerated().map { index, key in
                SegmentKey(plan.keys[key], reader: reader, numbers: states.table.keys[index])
            }
            inputs.formUnion(keys.flatMap(\.inputs))
            for aggregator in states.aggregators { inputs.formUnion(aggregator.begin(reader)) }
            groupers.append(
                keys.isEmpty
                    ? nil : try SegmentGrouper(keys, maximumDenseKeys: maximumDenseKeys, budget: unit.budget))
        }
        for exploded in plan.explodedLists { inputs.formUnion(exploded.list.inputs) }
        let slots = inputs.sorted()
        let explosions = sets.map { explosion(of: $0) }
        var (groups, matched) = ([UInt32](), 0)
        try unit.forEachBatch(of: piece) { (rows) throws(QueryError) -> Bool in
            matched += rows.count
            let batch = reader.load(slots, rows)
            for index in sets.indices {
                guard let explosion = explosions[index] else {
                    try sets[index].add(rows, batch, &groupers[index], &groups)
                    continue
                }
                try explosion.forEachPart(of: rows, batch) { (rows, batch) throws(QueryError) in
                    try unit.poll()
                    try sets[index].add(rows, batch, &groupers[index], &groups)
                }
            }
            return true
        }
        unit.countMatches(matched, of: piece.scan, columnsRead: Set(plan.columnInputs).count)
    }

    /// What makes rows of the elements of lists that are keys of a grouping set.
    private func explosion(of states: GroupingSet) -> RowExplosion? {
        let lists = plan.explodedLists.filter { states.keys.map { plan.keys[$0].inputs }.contains([$0.slot]) }
        return lists.isEmpty ? nil : RowExplosion(lists: lists, maximumRows: unit.limits.batchRows)
    }

    /// Takes over the groups of a unit whose rows come behind those of this one.
    func merge(_ other: AggregationUnit) throws(QueryError) {
        try unit.timed(\.merging) { () throws(QueryError) in
            for index in sets.indices { try sets[index].merge(other.sets[index], unit) }
        }
        unit.add(other.unit)
    }
}

extension AggregationPlan {
    /// The columns that keys and aggregates read.
    fileprivate var columnInputs: [Int] {
        keys.flatMap(\.inputs) + explodedLists.flatMap(\.list.inputs) + aggregates.flatMap(\.inputs)
    }

    /// Whether it matters only how many rows there are.
    fileprivate var onlyCountsRows: Bool {
        keys.isEmpty && aggregates.allSatisfy { $0.countsRows }
    }
}
