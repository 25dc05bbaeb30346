import TestSupport

/// Makes random statements for a table.
struct StatementGenerator {
    let table: LabTable
    /// Terms over the columns.
    var rows: TermGenerator

    init(table: LabTable, random: SeededGenerator) {
        self.table = table
        rows = TermGenerator(random: random, leaves: table.columns.map(\.term), rowCount: table.rows.count)
    }

    mutating func statement() -> LabStatement {
        if rows.chance(3) { return failing() }
        var statement: LabStatement
        switch rows.random.below(100) {
        case 0..<38: statement = plain()
        case 38..<48: statement = distinct()
        default: statement = grouped()
        }
        if rows.chance(50) { statement.limit = rows.random.pick([0, 1, 2, 3, 10, 1000]) }
        if statement.limit != nil && rows.chance(40) { statement.offset = rows.random.below(12) }
        if statement.limit == nil && !statement.isGrouped && rows.chance(80) { statement.limit = 1_000_000 }
        return statement
    }

    mutating func filter() -> Term? {
        rows.chance(75) ? rows.term(.boolean, depth: 1 + rows.random.below(3)) : nil
    }

    private mutating func plain() -> LabStatement {
        var items = (0...rows.random.below(3)).map { _ in rows.anyTerm(depth: 2, exact: rows.chance(60)) }
        if rows.chance(30), let list = rows.leaves.first(where: \.type.isList) { items.append(list) }
        var statement = LabStatement(items: items, filter: filter())
        if rows.chance(60) {
            for _ in 0...rows.random.below(3) {
                let key = rows.chance(50) ? itemKey(items) : nil
                statement.order.append(ordered(key ?? .term(orderTerm(&rows))))
            }
        }
        return statement
    }

    /// Nothing keeps the engines from computing these terms of every row, so that both must fail or neither.
    private mutating func failing() -> LabStatement {
        let recklessness = rows.recklessness
        rows.recklessness = 100
        defer { rows.recklessness = recklessness }
        let type = rows.random.pick([LabType.integer, .integer, .double])
        var statement = LabStatement(items: [rows.term(type, depth: 1 + rows.random.below(2))])
        statement.limit = 1_000_000
        return statement
    }

    private mutating func distinct() -> LabStatement {
        let items = (0...rows.random.below(3)).map { _ in rows.anyTerm(depth: 1) }
        var statement = LabStatement(items: items, filter: filter())
        statement.isDistinct = true
        if rows.chance(50) {
            for _ in 0...rows.random.below(2) {
                if let key = itemKey(items) { statement.order.append(ordered(key)) }
            }
        }
        return statement
    }

    private mutating func grouped() -> LabStatement {
        var keys = [Term]()
        for _ in 0..<rows.random.pick([0, 1, 1, 2, 2, 3]) {
            let key = rows.anyTerm(depth: rows.chance(60) ? 0 : 2)
            // A bare literal would name a position. An AND or OR is not found again inside a longer one.
            if !key.facts.isConstant && key.binding > .and { keys.append(key) }
        }
        let exploded = rows.chance(25) ? rows.leaves.first(where: \.type.isList)?.exploded : nil
        var aggregates = [Term]()
        for _ in 0...rows.random.below(3) { aggregates.append(aggregate()) }
        var groups = TermGenerator(random: rows.random, leaves: keys + aggregates, rowCount: rows.rowCount)
        groups.recklessness = rows.recklessness
        // A list can be grouped by as it is, not computed with.
        if let exploded { keys.append(exploded) }
        var items = rows.chance(85) ? keys : []
        items += aggregates
        if rows.chance(25) { items.append(groups.anyTerm(depth: 2, exact: rows.chance(50))) }
        var statement = LabStatement(items: items, filter: filter())
        statement.keys = keys
        statement.keyStyles = keys.map { _ in
            groups.random.pick([.expression, .expression, .alias, .position])
        }
        if LabLanguage.hasGroupingSets && keys.count > 1 && exploded == nil && groups.chance(25) {
            var sets = (0...groups.random.below(3)).map { _ in keys.indices.filter { _ in groups.chance(50) } }
            // What is selected stands in one of them.
            let missing = keys.indices.filter { key in !sets.contains { $0.contains(key) } }
            if !missing.isEmpty { sets.append(Array(missing)) }
            statement.grouping = groups.random.pick([.rollup, .cube, .rollupOfRest, .sets(sets)])
            statement.keyStyles = keys.map { _ in .expression }
        }
        if groups.chance(30) { statement.having = groups.term(.boolean, depth: 2) }
        if groups.chance(60) {
            for _ in 0...rows.random.below(3) {
                let key = groups.chance(60) ? itemKey(items) : nil
                statement.order.append(ordered(key ?? .term(orderTerm(&groups))))
            }
        }
        if groups.chance(10) {
            statement.isDistinct = items.allSatisfy(\.facts.isExact)
            if statement.isDistinct { statement.order.removeAll { if case .term = $0.key { true } else { false } } }
        }
        return statement
    }

    /// A term that no position or alias is taken for.
    private func orderTerm(_ generator: inout TermGenerator) -> Term {
        let term = generator.anyTerm(depth: 1)
        return term.facts.isConstant ? Term.isNull(term) : term
    }

    private mutating func itemKey(_ items: [Term]) -> LabOrder.Key? {
        let exact = items.indices.filter { items[$0].facts.isExact && !items[$0].type.isList }
        return exact.isEmpty ? nil : .item(rows.random.pick(exact), byPosition: rows.chance(30))
    }

    private mutating func ordered(_ key: LabOrder.Key) -> LabOrder {
        LabOrder(key: key, isAscending: rows.chance(55), nullsFirst: rows.random.pick([nil, nil, true, false]))
    }
}
