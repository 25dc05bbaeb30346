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

        /// The keys of the rows at some positions.
        func at(_ positions: [Int]) -> Keys {
            Keys(column: column, codes: positions.map { UInt32(truncatingIfNeeded: row($0)) })
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
    private static let slack = 512

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

    /// Adds rows by whatever tells their owner which they are.
    ///
    /// `keys` gives what they are ordered by: the key of a number, of the rows at some positions, nil for all. It is
    /// asked for the first key of all rows, and for the others of those rows that the first one does not rule out.
    mutating func add(
        _ rows: [UInt64], _ unit: UnitRun, keys keyOfRows: (Int, [Int]?) throws(QueryError) -> Keys
    ) throws(QueryError) {
        if isComplete { return }
        guard !order.isEmpty else {
            let more = rows.prefix((wanted ?? .max) - references.count)
            try budget.charge(more.count * 8, for: "the result")
            references += more
            return
        }
        let first = try keyOfRows(0, nil)
        let positions = candidates(among: rows.count, first)
        var columns = [positions.map { first.at($0) } ?? first]
        for index in 1..<keys.count { columns.append(try keyOfRows(index, positions)) }
        let places = (0..<(positions?.count ?? rows.count)).filter { beatsBar($0, columns) }
        try budget.charge(places.count * bytesPerRow, for: "sorting")
        for index in keys.indices { keys[index].append(columns[index].column, places.map(columns[index].row)) }
        if let positions {
            references += places.map { rows[positions[$0]] }
        } else {
            references += places.map { rows[$0] }
        }
        try dropWorst(unit)
    }

    /// Takes over the rows of another ranking, all of which came after those of this one.
    mutating func merge(_ other: RowRanking, _ unit: UnitRun) throws(QueryError) {
        try add(other.references, unit) { index, positions in
            let keys = Keys(column: other.keys[index])
            return positions.map { keys.at($0) } ?? keys
        }
    }

    private mutating func dropWorst(_ unit: UnitRun) throws(QueryError) {
        if let wanted, references.count - Self.slack > wanted, references.count / 2 > wanted {
            try drop(beyond: wanted, unit)
        }
    }

    private var bytesPerRow: Int { keys.reduce(8) { $0 + $1.bytesPerRow } }

    /// Batches of more rows are not searched for the last of their rows that can be wanted.
    private static let searchedRows = 1 << 13

    /// The positions of the rows that can be wanted as far as the first key tells, ascending; nil for all.
    ///
    /// They do not come behind the bar, nor behind so many others of them as are wanted.
    private func candidates(among count: Int, _ first: Keys) -> [Int]? {
        guard let wanted else { return nil }
        var positions: [Int]?
        if hasBar {
            let bar = keys[0].head(wanted - 1)
            positions = first.column.rows(first.codes, count: count, notBehind: bar)
        }
        let left = positions?.count ?? count
        guard left / 2 > wanted, left <= Self.searchedRows else { return positions }
        let heads = (positions ?? Array(0..<count)).map { first.column.head(first.row($0)) }
        guard let last = KeyColumn.Head.element(wanted - 1, of: heads) else { return positions }
        return heads.indices.filter { !(last < heads[$0]) }.map { positions?[$0] ?? $0 }
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
