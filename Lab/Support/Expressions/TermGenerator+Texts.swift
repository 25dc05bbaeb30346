import TestSupport

extension TermGenerator {
    mutating func text(_ depth: Int) -> Term {
        switch random.below(7) {
        case 0: return .call(.text, "upper", duck: "upper($0)", [term(.text, depth: depth)])
        case 1: return .call(.text, "lower", duck: "lower($0)", [term(.text, depth: depth)])
        case 2: return .call(.text, "trim", duck: "trim($0, ' ')", [term(.text, depth: depth)])
        case 3, 4: return substring(term(.text, depth: depth))
        default:
            let operands = [term(.text, depth: depth), term(.text, depth: depth)]
            return .call(.text, "concat", duck: "$0 || $1", operands)
        }
    }

    /// Martlet counts from 0 and names the end, DuckDB counts from 1 and names the length.
    private mutating func substring(_ operand: Term) -> Term {
        let start = random.below(4)
        if chance(40) {
            return Term(
                .text, "substr($0, \(start))", duck: "substring($0, \(start + 1))", [operand], facts: Facts([operand]))
        }
        let end = random.below(6)
        return Term(
            .text, "substr($0, \(start), \(end))", duck: "substring($0, \(start + 1), \(max(0, end - start)))",
            [operand], facts: Facts([operand]))
    }

    mutating func instant(_ depth: Int) -> Term {
        let unit = random.pick(["SECOND", "minute", "HOUR", "day", "WEEK", "month", "Quarter", "YEAR"])
        let operand = term(.timestamp, depth: depth)
        var facts = Facts([operand])
        facts.bound = operand.facts.bound + 4e10
        return Term(
            .timestamp, "dateTrunc('\(unit)', $0)",
            duck: "epoch_ms(date_trunc('\(unit.lowercased())', epoch_ms($0)))", [operand], facts: facts)
    }
}
