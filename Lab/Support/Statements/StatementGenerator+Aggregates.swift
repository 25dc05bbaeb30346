import TestSupport

extension StatementGenerator {
    /// An aggregate of a random term, some with a FILTER.
    mutating func aggregate() -> Term {
        filtered(LabLanguage.hasStatistics && rows.chance(25) ? furtherAggregate() : coreAggregate())
    }

    private mutating func coreAggregate() -> Term {
        switch rows.random.below(9) {
        case 0, 1: return mark(Term(.integer, "COUNT(*)", duck: "count(*)$F", facts: count))
        case 2:
            return mark(Term(.integer, "COUNT($0)", duck: "count($0)$F", [rows.anyTerm(depth: 1)], facts: count))
        case 3:
            let name = rows.random.pick(["COUNT(DISTINCT $0)", "distinctCount($0)"])
            return mark(Term(.integer, name, duck: "count(DISTINCT $0)$F", [rows.anyTerm(depth: 1)], facts: count))
        case 4, 5: return sum()
        case 6: return average()
        default: return extreme()
        }
    }

    func mark(_ term: Term) -> Term {
        var term = term
        term.hasAggregate = true
        term.facts.isConstant = false
        for operand in term.operands { term.facts.failure = max(term.facts.failure, operand.facts.failure) }
        return term
    }

    private var count: Facts { Facts(bound: Double(table.rows.count)) }

    private mutating func number() -> Term {
        rows.term(rows.chance(50) ? .integer : .double, depth: rows.chance(60) ? 0 : 2)
    }

    private mutating func sum() -> Term {
        let operand = number()
        var facts = sumFacts(operand)
        if operand.type == .integer && facts.bound >= 0x1p63 {
            guard rows.chance(rows.recklessness * 3) else { return extreme() }
            facts.failure = .certain
        }
        // DuckDB sums BIGINTs to a HUGEINT.
        let duck = operand.type == .integer ? "CAST(sum($0)$F AS BIGINT)" : "sum($0)$F"
        return mark(Term(operand.type, "SUM($0)", duck: duck, [operand], facts: facts))
    }

    private func sumFacts(_ operand: Term) -> Facts {
        var facts = Facts(bound: operand.facts.bound * Double(table.rows.count), fraction: operand.facts.fraction)
        if operand.type == .double && !operand.facts.sumsExactly(table.rows.count) {
            (facts.isApproximate, facts.dependsOnOrder, facts.fraction) = (true, true, nil)
            facts.mayBeNaN = !operand.facts.bound.isFinite
        }
        return facts
    }

    private mutating func average() -> Term {
        let operand = number()
        var facts = sumFacts(operand)
        let isExact = operand.facts.sumsExactly(table.rows.count)
        facts.bound = operand.facts.bound
        facts.fraction = nil
        facts.isApproximate = facts.isApproximate || !isExact
        if isExact && rows.chance(60) {
            let quotient = "CAST(sum($0)$F AS DOUBLE) / count($0)$F"
            return mark(Term(.double, "AVG($0)", duck: quotient, [operand], facts: facts))
        }
        facts.isApproximate = true
        return mark(Term(.double, "AVG($0)", duck: "avg($0)$F", [operand], facts: facts))
    }

    private mutating func extreme() -> Term {
        let operand = rows.anyTerm(depth: rows.chance(60) ? 0 : 2).withTypedNull
        let name = rows.random.pick(["MIN", "MAX"])
        var extreme = Term(operand.type, "\(name)($0)", duck: "\(name)($0)$F", [operand], facts: operand.facts)
        extreme.isFloatColumn = operand.isFloatColumn
        return mark(extreme)
    }
}
