import Bitmaps
import Bytes
import Ingest
import Schema
import Segment
import TestSupport
import Testing
import Upsert

/// Random changes of an index and of the model, which are compared after each.
struct UpsertSession {
    static let partitions = 3

    /// A replacement under way.
    struct Work {
        let number: UInt32
        let old: [UInt32]
        /// The rows of the new segment, and those that it does not have.
        let rows: [Int]
        let dropped: [Int]
        /// The keys of dropped tombstones that are the last word: they get no more rows before all is done.
        var retired: Set<[Value]> = []
        var isInstalled = false
    }

    let shape: TableShape
    var generator: SeededGenerator
    var index: UpsertIndex
    var model: TableModel
    private var consuming: [ConsumingSegment] = []
    private var numbers: [UInt32] = []
    private var nextNumber: UInt32 = 0
    private var sealed: [UInt32: SealedSegment] = [:]
    /// Frozen, not sealed yet.
    private var frozen: [UInt32: ConsumingSnapshot] = [:]
    private var work: [Work] = []
    private(set) var rowCount = 0
    private var time = 0
    /// How often each thing was done.
    var done: [String: Int] = [:]

    init(_ shape: TableShape, seed: UInt64) throws {
        self.shape = shape
        generator = SeededGenerator(seed: seed)
        index = UpsertIndex(try shape.rules)
        model = TableModel(shape)
        for partition in 0..<Self.partitions { try begin(partition) }
    }

    private mutating func newNumber() -> UInt32 {
        nextNumber += 1
        return nextNumber * 7
    }

    private mutating func begin(_ partition: Int) throws {
        let start = partition < consuming.count ? consuming[partition].offsets.upperBound : 0
        let segment = ConsumingSegment(
            name: "c", schema: shape.schema, schemaVersion: 1, partition: Int32(partition), startOffset: start)
        let number = newNumber()
        model.segments[number] = []
        try index.add(segment.snapshot, number: number)
        if partition < consuming.count {
            (consuming[partition], numbers[partition]) = (segment, number)
        } else {
            consuming.append(segment)
            numbers.append(number)
        }
    }

    mutating func step() throws {
        switch generator.below(14) {
        case 0, 1: try seal()
        case 2: try merge()
        case 3...6: try goOn()
        case 7 where generator.oneIn(4): try rebuild()
        default: try append()
        }
        try check()
    }

    // MARK: Rows

    mutating func append() throws {
        let partition = generator.below(Self.partitions)
        var (wanted, before) = (generator.oneIn(40) ? 200 : 1 + generator.below(9), model.segments)
        let first = consuming[partition].rowCount
        while wanted > 0 {
            wanted -= 1
            time += generator.below(2)
            let late = generator.oneIn(5) ? generator.below(200) : 0
            let values = shape.values(key: generator.below(shape.keyCount), time: time - late, &generator)
            let offset = consuming[partition].offsets.upperBound
            let subRow: Int32 = generator.oneIn(10) && consuming[partition].rowCount > first ? 1 : 0
            let row = ModelRow(
                values: values,
                origin: RowProvenance(
                    generation: 0, partition: Int32(partition), offset: subRow == 0 ? offset : offset - 1,
                    subRow: subRow == 0 ? 0 : lastSubRow(partition) + 1))
            if work.contains(where: { $0.retired.contains(key(values)) }) { continue }
            consuming[partition].append(DecodedRow(values), offset: row.origin.offset, subRow: row.origin.subRow)
            model.add(row, to: numbers[partition])
        }
        let live = try liveNumbers(&before)
        let number = numbers[partition]
        try index.grow(number, to: consuming[partition].snapshot)
        let count = consuming[partition].rowCount
        let middle = first + generator.below(count - first + 1)
        let touched = Set(
            try index.apply(first..<middle, of: number) + (try index.apply(middle..<count, of: number)))
        rowCount += count - first
        let after = try liveNumbers(&before)
        for (segment, rows) in after where rows != live[segment] {
            #expect(touched.contains(segment), "segment \(segment) changed and was not named")
        }
        done["append", default: 0] += 1
    }

    private func liveNumbers(_ segments: inout [UInt32: [Int]]) throws -> [UInt32: LiveRows] {
        var live: [UInt32: LiveRows] = [:]
        for number in segments.keys { live[number] = try index.liveRows(of: number) }
        return live
    }

    private func lastSubRow(_ partition: Int) -> Int32 {
        model.segments[numbers[partition]]?.last.map { model.rows[$0].origin.subRow } ?? 0
    }

    private func key(_ values: [Value]) -> [Value] {
        shape.keys.map { values[$0] == .double(-0.0) ? .double(0) : values[$0] }
    }

    // MARK: Replacements

    private mutating func seal() throws {
        let partition = generator.below(Self.partitions)
        if consuming[partition].rowCount > 0 {
            frozen[numbers[partition]] = consuming[partition].snapshot
            try begin(partition)
        }
        guard let number = frozen.keys.sorted().first(where: { _ in generator.oneIn(2) }), let snapshot = frozen[number]
        else { return }
        frozen[number] = nil
        let column = generator.oneIn(3) ? nil : shape.schema.fields[generator.below(shape.schema.fields.count)].name
        let (segment, order) = try shape.sealed(snapshot.topicRows, sortedBy: column)
        let new = newNumber()
        sealed[new] = segment
        guard let order else {
            try index.replace(number, by: segment, number: new)
            model.segments[new] = model.segments.removeValue(forKey: number)
            done["seal as it is", default: 0] += 1
            return
        }
        let rows = model.segments[number] ?? []
        let part = RowMapping.Part(
            number: number, destinations: order.destinations(), live: try index.liveRows(of: number))
        try index.beginReplacing(RowMapping([part], rowCount: rows.count), by: segment, number: new)
        work.append(Work(number: new, old: [number], rows: order.sources.map { rows[Int($0)] }, dropped: []))
        done["seal in another order", default: 0] += 1
    }

    private mutating func merge() throws {
        let busy = Set(work.map(\.number)).union(work.flatMap(\.old))
        var old = sealed.keys.filter { !busy.contains($0) && model.segments[$0] != nil }.sorted()
        old.shuffle(using: &generator)
        old = Array(old.prefix(old.count > 6 ? 6 : generator.below(4)))
        if old.isEmpty { return }
        var (kept, dropped): ([Int], [Int]) = ([], [])
        let outside = Set(model.segments.filter { !old.contains($0.key) }.values.joined().map { model.key($0) })
        for row in old.flatMap({ model.segments[$0] ?? [] }) {
            let mayGo =
                model.isTombstone(row) && model.winners[model.key(row)] == row
                ? !outside.contains(model.key(row)) && !work.contains { $0.rows.contains(row) } : !model.isLive(row)
            if mayGo && !generator.oneIn(10) { dropped.append(row) } else { kept.append(row) }
        }
        // A tombstone goes only with all the rows that it beats.
        let keptKeys = Set(kept.map { model.key($0) })
        let back = dropped.filter { model.winners[model.key($0)] == $0 && keptKeys.contains(model.key($0)) }
        dropped.removeAll { back.contains($0) }
        kept += back
        if generator.oneIn(2) { kept.shuffle(using: &generator) }
        try begin(old, kept, dropped)
        done["merge", default: 0] += 1
    }

    private mutating func begin(_ old: [UInt32], _ kept: [Int], _ dropped: [Int]) throws {
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, UInt32($0)) })
        let segment = try shape.sealed(kept.map { model.rows[$0] })
        let parts = try old.map { number in
            RowMapping.Part(
                number: number, destinations: (model.segments[number] ?? []).map { places[$0] ?? RowMapping.none },
                live: try index.liveRows(of: number))
        }
        let number = newNumber()
        try index.beginReplacing(RowMapping(parts, rowCount: kept.count), by: segment, number: number)
        sealed[number] = segment
        let retired = Set(dropped.filter { model.winners[model.key($0)] == $0 }.map { model.key($0) })
        work.append(Work(number: number, old: old, rows: kept, dropped: dropped, retired: retired))
    }

    mutating func goOn() throws {
        guard !work.isEmpty else { return }
        let position = generator.below(work.count)
        if !work[position].isInstalled && generator.oneIn(12) { return try cancel(position) }
        switch try index.continueReplacing(work[position].number, budget: 1 + generator.below(600)) {
        case .carrying: break
        case .repointing: install(position)
        case .finished(let dropped):
            let total = dropped.values.reduce(0) { $0 + $1.total }
            let tombstones = dropped.values.reduce(0) { $0 + $1.deleted }
            #expect(total == work[position].dropped.count)
            #expect(dropped.values.allSatisfy { $0.live == 0 })
            #expect(tombstones == work[position].retired.count)
            work.remove(at: position)
            done["replaced", default: 0] += 1
        }
    }

    private mutating func install(_ position: Int) {
        if work[position].isInstalled { return }
        work[position].isInstalled = true
        for number in work[position].old {
            model.segments[number] = nil
            sealed[number] = nil
        }
        model.segments[work[position].number] = work[position].rows
        for row in work[position].dropped { model.forget(row) }
    }

    private mutating func cancel(_ position: Int) throws {
        let old = work.remove(at: position)
        try index.cancelReplacing(old.number)
        sealed[old.number] = nil
        // What was to be sealed is sealed by another attempt, in its own order.
        if old.dropped.isEmpty, old.old.count == 1, sealed[old.old[0]] == nil {
            let segment = try shape.sealed((model.segments[old.old[0]] ?? []).map { model.rows[$0] })
            try index.replace(old.old[0], by: segment, number: old.number)
            model.segments[old.number] = model.segments.removeValue(forKey: old.old[0])
            sealed[old.number] = segment
        }
        done["cancel", default: 0] += 1
    }

    /// Ends all replacements.
    mutating func settle() throws { while !work.isEmpty { try goOn() } }

    // MARK: Building and checking

    mutating func rebuild() throws {
        try settle()
        var segments: [(number: UInt32, segment: any SegmentSource)] = sealed.map { ($0.key, $0.value) }
        segments += frozen.map { ($0.key, $0.value) }
        segments += consuming.indices.map { (numbers[$0], consuming[$0].snapshot) }
        segments.sort { $0.number < $1.number }
        segments.shuffle(using: &generator)
        let counts = index.counts
        index = try UpsertIndex.build(try shape.rules, segments, executor: Executor(width: 1 + generator.below(4)))
        #expect(index.counts == counts)
        done["rebuild", default: 0] += 1
    }

    /// Whether the index says what the model says, about every row.
    func check() throws {
        for (number, rows) in model.segments {
            let live = try index.liveRows(of: number)
            try #require(live.rowCount == rows.count)
            for (position, row) in rows.enumerated() where live[position] != model.isLive(row) {
                Issue.record(
                    """
                    row \(position) of segment \(number), \(model.rows[row]), is \
                    \(live[position] ? "live" : "dead") and should not be
                    """)
                throw Wrong()
            }
        }
        // Dropped tombstones are counted until their replacement is finished.
        if work.contains(where: { $0.isInstalled && !$0.dropped.isEmpty }) { return }
        try #require(index.counts == model.counts)
        try #require(index.keyCount == model.winners.count)
    }
}

struct Wrong: Error {}

/// An executor that has a width and no threads.
struct Executor: ParallelExecutor {
    let width: Int

    func perform(_ count: Int, _ body: @Sendable (Int) -> Void) { for index in (0..<count).reversed() { body(index) } }
}
