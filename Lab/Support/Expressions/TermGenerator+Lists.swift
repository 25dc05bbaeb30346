import TestSupport

extension TermGenerator {
    /// A condition on a column with several values: whether one of them meets it, and for `<>` whether none is equal.
    func anyElement(_ list: Term, _ random: inout SeededGenerator) -> Term {
        let literal: (inout SeededGenerator) -> Term = { random in
            list.type == .texts
                ? .text(random.pick(LabValues.listTexts)) : .integer(Int64(random.below(9)) - 4)
        }
        let any = { (condition: String) in "len(list_filter($0, lambda v: \(condition))) > 0" }
        switch random.below(4) {
        case 0:
            let items = (0...random.below(3)).map { _ in literal(&random) }
            let places = items.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
            let isNegated = random.below(2) == 0
            return .predicate(
                "$0 \(isNegated ? "NOT " : "")IN (\(places))",
                duck: (isNegated ? "NOT " : "") + "(" + any("v IN (\(places))") + ")", [list] + items)
        case 1:
            let isNegated = random.below(2) == 0
            return .predicate(
                "$0 \(isNegated ? "NOT " : "")BETWEEN $1 AND $2",
                duck: (isNegated ? "NOT " : "") + "(" + any("v BETWEEN $1 AND $2") + ")",
                [list, literal(&random), literal(&random)])
        case 2 where list.type == .texts:
            return .predicate("$0 LIKE 'a%'", duck: any("v LIKE 'a%'"), [list])
        default:
            let sign = random.pick(["=", "<>", "<", "<=", ">", ">="])
            let duck = sign == "<>" ? "NOT (\(any("v = $1")))" : any("v \(sign) $1")
            return .predicate("$0 \(sign) $1", duck: duck, [list, literal(&random)])
        }
    }

    mutating func anyElement(_ list: Term) -> Term {
        var random = random
        defer { self.random = random }
        return anyElement(list, &random)
    }

    /// Sums, differences and products of BIG_DECIMALs, exact.
    mutating func decimal(_ depth: Int) -> Term {
        let left = leaf(.decimal)
        let right = chance(30) ? term(.integer, depth: 0) : leaf(.decimal)
        guard left.facts.bound <= 1e9, right.facts.bound <= 1e9 else { return left }
        let sign = random.pick(["+", "-", "*"])
        var facts = Facts([left, right])
        facts.fraction = nil
        facts.bound = sign == "*" ? left.facts.bound * right.facts.bound : left.facts.bound + right.facts.bound
        // Six digits behind the point go in and twelve come out, as many as every DECIMAL here has.
        let (duckLeft, duckRight) = ("CAST($0 AS DECIMAL(19, 6))", "CAST($1 AS DECIMAL(19, 6))")
        return Term(
            .decimal, "$0 \(sign) $1", duck: "CAST(\(duckLeft) \(sign) \(duckRight) AS DECIMAL(38, 12))",
            [left, right],
            binding: sign == "*" ? .multiplicative : .additive,
            operandBindings: sign == "*" ? [.multiplicative, .signed] : [.additive, .multiplicative], facts: facts)
    }
}
