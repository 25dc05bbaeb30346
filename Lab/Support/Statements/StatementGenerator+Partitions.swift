import TestSupport

extension StatementGenerator {
    /// A statement whose answer can be put together from those for parts of the rows, and a condition that divides
    /// them.
    mutating func partition() -> (statement: LabStatement, condition: Term) {
        rows.recklessness = 0
        defer { rows.recklessness = 12 }
        let condition = rows.term(.boolean, depth: 1 + rows.random.below(3))
        var statement = LabStatement(items: [])
        switch rows.random.below(3) {
        case 0: statement.items = (0...rows.random.below(2)).map { _ in rows.anyTerm(depth: 1) }
        case 1:
            statement.items = (0...rows.random.below(2)).map { _ in rows.anyTerm(depth: 1) }
            statement.isDistinct = true
        default:
            statement.keys = (0..<rows.random.below(3)).map { _ in rows.anyTerm(depth: 1) }
            statement.keys.removeAll { $0.facts.isConstant || $0.binding <= .and }
            statement.keyStyles = statement.keys.map { _ in .expression }
            let mergeable = (0..<6).map { _ in aggregate() }.filter { term in
                ["COUNT(*)", "COUNT($0)", "SUM($0)", "MIN($0)", "MAX($0)"].contains(term.template)
            }
            let aggregates = mergeable.isEmpty ? [countOfAll] : Array(mergeable.prefix(3))
            statement.items = statement.keys + aggregates
        }
        if rows.chance(40) { statement.filter = rows.term(.boolean, depth: 2) }
        statement.limit = 1_000_000
        return (statement, condition)
    }

    /// A condition that no value makes fail.
    mutating func condition() -> Term {
        rows.recklessness = 0
        defer { rows.recklessness = 12 }
        return rows.term(.boolean, depth: 1 + rows.random.below(3))
    }

    private var countOfAll: Term {
        var term = Term(.integer, "COUNT(*)", duck: "count(*)", facts: Facts(bound: Double(table.rows.count)))
        term.hasAggregate = true
        return term
    }
}
