import Expressions

/// Finds which rows come first, and in which order; rows that are equal keep the order in which they came.
///
/// With a limit, at most a few times as many rows are held as are wanted: the worst are dropped now and then, and
/// later rows must beat the last one that is wanted.
struct RowRanking {
    /// The keys of some rows: a column with a row for each, or with a row for each code that rows have.
    struct Keys {
        let column: KeyColumn
        var codes: [UInt32]?

        @inline(__always)
        func row(_ position: Int) -> Int {
            if let codes { Int(codes[position]) } else { position }
        }
    }

    let order: [OrderKey]
    private let offset: Int
    /// Rows wanted including those that OFFSET drops; nil for all.
    let wanted: Int?
    private let budget: MemoryBudget
    private var references: [UInt64] = []
    private var keys: [KeyColumn]
    /// Whether the first `wanted` rows are sorted and the last of them is a bar for later rows.
    private var hasBar = false
    /// Rows held beyond those that are wanted before the worst are dropped.
    private static let slack = 4096

    init(_ order: [OrderKey], offset: Int, limit: Int?, budget: MemoryBudget) {
        self.order = order
        self.offset = offset
        self.budget = budget
        wanted = limit.map { limit in
            if limit == 0 { return 0 }
            let (sum, overflow) = limit.addingReportingOverflow(offset)
            return overflow ? Int.max : sum
        }
        keys = order.map { KeyColumn($0) }
    }

    /// Whether no later row can be wanted.
    var isComplete: Bool {
        guard let wanted else { return false }
        return wanted == 0 || order.isEmpty && references.count >= wanted
    }

    /// Adds rows by whatever tells their owner which they are, with what they are ordered by.
    mutating func add(_ rows: [UInt64], _ columns: [Keys], _ unit: UnitRun) throws(QueryError) {
        if isComplete { return }
        guard !order.isEmpty else {
            let more = rows.prefix((wanted ?? .max) - references.count)
            try budget.charge(more.count * 8, for: "the result")
            references += more
            return
        }
        let candidates = candidates(among: rows.count, columns)
        try budget.charge(candidates.count * bytesPerRow, for: "sorting")
        for index in keys.indices { keys[index].append(columns[index].column, candidates.map(columns[index].row)) }
        references += candidates.map { rows[$0] }
        try dropWorst(unit)
    }

    /// Takes over the rows of another ranking, all of which came after those of this one.
    mutating func merge(_ other: RowRanking, _ unit: UnitRun) throws(QueryError) {
        guard !order.isEmpty else { return try add(other.references, [], unit) }
        let columns = other.keys.map { Keys(column: $0) }
        try add(other.references, columns, unit)
    }

    private mutating func dropWorst(_ unit: UnitRun) throws(QueryError) {
        if let wanted, references.count - Self.slack > wanted, references.count / 2 > wanted {
            try drop(beyond: wanted, unit)
        }
    }

    private var bytesPerRow: Int { keys.reduce(8) { $0 + $1.bytesPerRow } }

    /// The positions of rows that come before the bar. The first key alone settles most of them.
    private func candidates(among count: Int, _ columns: [Keys]) -> [Int] {
        guard hasBar, let wanted else { return Array(0..<count) }
        let first = columns[0]
        var positions = [Int]()
        first.column.appendRows(first.codes, count: count, notBehind: keys[0], wanted - 1, to: &positions)
        return positions.filter { beatsBar($0, columns) }
    }

    private func beatsBar(_ position: Int, _ columns: [Keys]) -> Bool {
        guard hasBar, let wanted else { return true }
        for index in columns.indices {
            let order = columns[index].column.compare(columns[index].row(position), keys[index], wanted - 1)
            if order != 0 { return order < 0 }
        }
        return false
    }

    private mutating func drop(beyond wanted: Int, _ unit: UnitRun) throws(QueryError) {
        let kept = Array(try sorted(unit).prefix(wanted))
        budget.release((references.count - kept.count) * bytesPerRow)
        for index in keys.indices { keys[index].keep(kept) }
        references = kept.map { references[$0] }
        hasBar = true
    }

    private struct Entry {
        let rank: UInt8
        let row: UInt32
        let prefix: Int64
    }

    /// The positions of all rows held, in order.
    private func sorted(_ unit: UnitRun) throws(QueryError) -> [Int] {
        var entries = references.indices.map { row in
            let head = keys[0].head(row)
            return Entry(rank: head.rank, row: UInt32(row), prefix: head.prefix)
        }
        try InterruptibleSort.sort(&entries) { () throws(QueryError) in
            try unit.poll()
        } by: { left, right in
            if left.rank != right.rank { return left.rank < right.rank }
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            return isBefore(Int(left.row), Int(right.row))
        }
        return entries.map { Int($0.row) }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        for key in keys {
            let order = key.compare(left, key, right)
            if order != 0 { return order < 0 }
        }
        return left < right
    }

    /// The rows that are wanted, in order, without those that OFFSET drops.
    mutating func finish(_ unit: UnitRun) throws(QueryError) -> [UInt64] {
        if wanted == 0 { return [] }
        if order.isEmpty { return Array(references.dropFirst(offset)) }
        try budget.charge(references.count * 32, for: "sorting")
        let ranked = try sorted(unit)
        let count = min(wanted ?? ranked.count, ranked.count)
        return ranked[min(offset, count)..<count].map { references[$0] }
    }
}
