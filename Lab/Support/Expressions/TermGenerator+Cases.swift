import TestSupport

extension TermGenerator {
    /// CASE with conditions, or with values to compare an operand with.
    mutating func caseWhen(_ type: LabType, _ depth: Int, exact: Bool) -> Term {
        let branches = 1 + random.below(3)
        let results = (0..<branches).map { _ in term(type, depth: depth, exact: exact) }
        let otherwise = chance(70) ? leaf(type, exact: exact) : nil
        var operands: [Term] = []
        var (martlet, duck) = ("CASE", "CASE")
        if let simple = chance(30) ? simpleSubject(branches) : nil {
            operands = [simple.subject] + zip(simple.values, results).flatMap { [$0, $1] }
            martlet += " $0"
            duck += " $0"
        } else {
            operands = results.flatMap { [term(.boolean, depth: depth), $0] }
        }
        let first = operands.count % 2
        for branch in 0..<branches {
            let text = " WHEN $\(first + branch * 2) THEN $\(first + branch * 2 + 1)"
            martlet += text
            duck += text
        }
        if let otherwise {
            martlet += " ELSE $\(operands.count)"
            duck += " ELSE $\(operands.count)"
            operands.append(otherwise)
        }
        // What NULL and a bare literal of an instant are depends on the others, so that one of them should say it.
        let values = results + [otherwise].compactMap { $0 }
        var facts = Facts(operands, isConditional: true)
        facts.isApproximate = values.contains { $0.facts.isApproximate }
        facts.bound = values.map(\.facts.bound).max() ?? .infinity
        facts.fraction = Self.widest(values)
        return Term(type, martlet + " END", duck: duck + " END", operands, facts: facts)
    }

    private mutating func simpleSubject(_ count: Int) -> (subject: Term, values: [Term])? {
        let subject = leaf(random.pick([.integer, .text, .boolean]))
        let values = (0..<count).map { _ in literal(subject.type) }
        guard subject.facts.isExact, !subject.facts.isConstant else { return nil }
        return (subject, values)
    }

    /// Texts joined by an operator.
    mutating func concatenation(_ depth: Int) -> Term {
        let operands = [term(.text, depth: depth), term(.text, depth: depth)]
        return Term(
            .text, "$0 || $1", duck: "$0 || $1", operands, binding: .concatenation,
            operandBindings: [.concatenation, .additive], facts: Facts(operands))
    }

    /// A value brought to another type, where both engines write and read it alike.
    mutating func cast(_ type: LabType, _ depth: Int, exact: Bool) -> Term {
        switch type {
        case .integer:
            if chance(40) {
                // Through a text and back.
                let operand = term(.integer, depth: depth)
                return call(type, "CAST(CAST($0 AS STRING) AS LONG)", "CAST(CAST($0 AS VARCHAR) AS BIGINT)", operand)
            }
            if chance(40) {
                let operand = term(.boolean, depth: depth)
                var cast = call(type, "CAST($0 AS INT)", "CAST($0 AS BIGINT)", operand)
                cast.facts.bound = 1
                return cast
            }
            return call(type, "CAST($0 AS BIGINT)", "CAST($0 AS BIGINT)", term(.integer, depth: depth))
        case .double:
            var cast = call(type, "CAST($0 AS DOUBLE)", "CAST($0 AS DOUBLE)", term(.integer, depth: depth))
            cast.facts = Self.asDouble(cast.facts)
            return cast
        case .boolean: return call(type, "CAST($0 AS BOOLEAN)", "CAST($0 AS BOOLEAN)", term(.integer, depth: depth))
        case .text:
            let operand = term(chance(70) ? .integer : .boolean, depth: depth)
            return call(type, "CAST($0 AS VARCHAR)", "CAST($0 AS VARCHAR)", operand)
        case .timestamp: return call(type, "CAST($0 AS TIMESTAMP)", "$0", term(.timestamp, depth: depth))
        case .decimal:
            return call(type, "CAST($0 AS BIG_DECIMAL)", "CAST($0 AS DECIMAL(38, 12))", term(.integer, depth: depth))
        case .integers, .texts: return leaf(type)
        }
    }

    private func call(_ type: LabType, _ martlet: String, _ duck: String, _ operand: Term) -> Term {
        Term(type, martlet, duck: duck, [operand], facts: operand.facts)
    }

    /// IS [NOT] TRUE, IS [NOT] DISTINCT FROM, ILIKE.
    mutating func newerCondition(_ depth: Int) -> Term {
        let not = chance(40) ? "NOT " : ""
        switch random.below(4) {
        case 0:
            let truth = chance(50) ? "TRUE" : "FALSE"
            return .predicate("$0 IS \(not)\(truth)", [term(.boolean, depth: depth)])
        case 1:
            let pattern = quoted(random.pick(LabValues.patterns))
            return .predicate(
                "$0 \(not)ILIKE \(pattern)", duck: "$0 \(not)ILIKE \(pattern) ESCAPE '\\'", [term(.text, depth: 0)])
        default:
            let left = anyTerm(depth: depth)
            let right = term(left.type, depth: depth)
            guard !left.isFloatColumn && !right.isFloatColumn, let places = Self.comparable([left, right]) else {
                return .isNull(left)
            }
            return .predicate(
                "$0 IS \(not)DISTINCT FROM $1", duck: "\(places[0]) IS \(not)DISTINCT FROM \(places[1])", [left, right])
        }
    }

    /// An instant moved by a span of time.
    mutating func moved(_ depth: Int) -> Term {
        let operand = term(.timestamp, depth: depth)
        let span =
            "INTERVAL '\(random.pick([1, 2, 13, 40]))' \(random.pick(["SECOND", "MINUTE", "HOUR", "DAY", "MONTH", "YEAR"]))"
        let sign = random.pick(["+", "-"])
        var facts = Facts([operand])
        facts.bound = operand.facts.bound + 2e12
        return Term(
            .timestamp, "$0 \(sign) \(span)", duck: "epoch_ms(epoch_ms($0) \(sign) \(span))", [operand],
            binding: .additive, operandBindings: [.additive], facts: facts)
    }
}
