import TestSupport

extension StatementGenerator {
    /// Aggregates beyond counts, sums and extremes.
    mutating func furtherAggregate() -> Term {
        switch rows.random.below(8) {
        case 0: return range()
        case 1: return truth()
        case 2: return distinctSum()
        case 3: return statistic()
        case 4: return quantile()
        case 5: return rows.chance(50) ? combinations() : best()
        case 6: return LabLanguage.hasFilters ? listed() : range()
        default: return mostFrequent()
        }
    }

    private mutating func column(_ type: LabType) -> Term { rows.term(type, depth: rows.chance(70) ? 0 : 1) }

    private mutating func range() -> Term {
        let operand = column(rows.random.pick([.integer, .timestamp]))
        var facts = Facts(bound: operand.facts.bound * 2)
        if facts.bound >= 0x1p63 { facts.failure = .certain }
        return aggregate(.integer, "minMaxRange($0)", "max($0)$F - min($0)$F", [operand], facts)
    }

    private mutating func truth() -> Term {
        let isAnd = rows.chance(50)
        return aggregate(
            .boolean, isAnd ? "boolAnd($0)" : "boolOr($0)", isAnd ? "bool_and($0)$F" : "bool_or($0)$F",
            [rows.term(.boolean, depth: 1)], Facts())
    }

    private mutating func distinctSum() -> Term {
        let operand = column(.integer)
        var facts = Facts(bound: operand.facts.bound * Double(table.rows.count))
        if facts.bound >= 0x1p63 { facts.failure = .certain }
        let name = rows.random.pick(["SUM(DISTINCT $0)", "distinctSum($0)"])
        return aggregate(.integer, name, "CAST(sum(DISTINCT $0)$F AS BIGINT)", [operand], facts)
    }

    /// Figures that rounding disturbs: of short numbers only, so that the tolerance can be small.
    private mutating func statistic() -> Term {
        let operand = column(rows.random.pick([.integer, .double]))
        guard operand.facts.bound <= 1e6, (operand.facts.fraction ?? 99) <= 6 else { return truth() }
        let other = column(operand.type)
        let isPair = other.facts.bound <= 1e6 && (other.facts.fraction ?? 99) <= 6 && rows.chance(30)
        var facts = Facts(bound: max(operand.facts.bound, isPair ? other.facts.bound : 1), fraction: nil)
        facts.bound *= facts.bound
        (facts.isApproximate, facts.dependsOnOrder) = (true, true)
        if isPair {
            let (name, duck) = rows.random.pick([("covarPop", "covar_pop"), ("covarSamp", "covar_samp")])
            return aggregate(.double, "\(name)($0, $1)", "\(duck)($0, $1)$F", [operand, other], facts)
        }
        let (name, duck) = rows.random.pick([
            ("varPop", "var_pop"), ("VAR_SAMP", "var_samp"), ("stdDevPop", "stddev_pop"),
            ("stddev_samp", "stddev_samp"),
        ])
        return aggregate(.double, "\(name)($0)", "\(duck)($0)$F", [operand], facts)
    }

    /// Of n sorted values that with the index min(⌊n·p/100⌋, n−1).
    private mutating func quantile() -> Term {
        let operand = column(rows.random.pick([.integer, .double]))
        guard operand.facts.isExact else { return truth() }
        let percent = rows.random.pick([0, 1, 25, 50, 75, 95, 99, 100])
        let name = rows.random.pick(["percentile($0, \(percent))", "PERCENTILE\(percent)($0)"])
        let index = "1 + least(CAST(floor(count($0)$F * \(percent)e0 / 100e0) AS BIGINT), count($0)$F - 1)"
        let duck = "CAST((list_sort(list($0)$N))[\(index)] AS DOUBLE)"
        return aggregate(
            .double, name, duck, [operand],
            Facts(bound: operand.facts.bound, fraction: TermGenerator.asDouble(operand.facts).fraction))
    }

    private mutating func combinations() -> Term {
        let operands = [rows.anyTerm(depth: 0), rows.anyTerm(depth: 0)]
        return aggregate(
            .integer, "COUNT(DISTINCT $0, $1)", "count(DISTINCT ($0, $1))$N", operands,
            Facts(bound: Double(table.rows.count)))
    }

    /// The value in the row with the greatest key; the value is a key too, so that there are no ties.
    private mutating func best() -> Term {
        let (value, key) = (rows.anyTerm(depth: 0), rows.anyTerm(depth: 0))
        guard value.facts.isExact && key.facts.isExact else { return truth() }
        let isGreatest = rows.chance(50)
        let order = isGreatest ? "DESC" : "ASC"
        var best = aggregate(
            value.type, "\(isGreatest ? "exprMax" : "exprMin")($0, $1, $0)",
            "(list_sort(list({'k': $1, 'x': $0})$N, '\(order)'))[1].x", [value, key], value.facts)
        best.isFloatColumn = value.isFloatColumn
        return best
    }

    private mutating func listed() -> Term {
        let operand = column(.text)
        return aggregate(
            .text, "listAgg($0, ';') WITHIN GROUP (ORDER BY $0)", "string_agg($0, ';' ORDER BY $0)$F", [operand],
            Facts())
    }

    /// Of several most frequent values the least.
    private mutating func mostFrequent() -> Term {
        let operand = column(rows.random.pick([.integer, .text, .timestamp]))
        // DuckDB takes the first of the most frequent ones.
        let duck = "mode($0 ORDER BY $0, 1)$F"
        return aggregate(operand.type, "mode($0)", duck, [operand], operand.facts)
    }

    /// In DuckDB's text `$F` stands for the FILTER of the aggregate, and `$N` for one that leaves out NULLs as well.
    func aggregate(_ type: LabType, _ martlet: String, _ duck: String, _ operands: [Term], _ facts: Facts) -> Term {
        mark(Term(type, martlet, duck: duck, operands.map(\.withTypedNull), facts: facts))
    }

    /// The aggregate with a FILTER, or without.
    mutating func filtered(_ term: Term) -> Term {
        var term = term
        let notNull = term.operands.indices.map { "$\($0) IS NOT NULL" }.joined(separator: " AND ")
        var (filter, notNullFilter) = ("", " FILTER (WHERE \(notNull))")
        if LabLanguage.hasFilters && rows.chance(20) {
            let condition = rows.term(.boolean, depth: 1)
            let place = "$\(term.operands.count)"
            term.template += " FILTER (WHERE \(place))"
            filter = " FILTER (WHERE \(place))"
            notNullFilter = " FILTER (WHERE \(notNull) AND \(place))"
            term.operands.append(condition)
            if term.facts.failure != .never || condition.facts.failure != .never { term.facts.failure = .conditional }
        }
        term.duckTemplate = term.duckTemplate.replacing("$F", with: filter).replacing("$N", with: notNullFilter)
        return term
    }
}
