import TestSupport

extension TermGenerator {
    mutating func integer(_ depth: Int, exact: Bool) -> Term {
        switch random.below(10) {
        case 0...4: return integerArithmetic(depth)
        case 5: return negated(term(.integer, depth: depth))
        case 6: return absolute(term(.integer, depth: depth))
        case 7: return .call(.integer, "length", duck: "length($0)", [term(.text, depth: depth)], facts: small(65_536))
        case 8: return datePart(depth)
        default:
            let name = random.pick(["floor", "ceil", "round"])
            let operand = term(.integer, depth: depth)
            // Not the operand as it is, which would be the same key of grouping sets.
            return .call(.integer, name, duck: "$0 + 0", [operand], facts: operand.facts)
        }
    }

    private func small(_ bound: Double) -> Facts {
        var facts = Facts(bound: bound)
        facts.isConstant = false
        return facts
    }

    private mutating func datePart(_ depth: Int) -> Term {
        let part = random.pick(["year", "month", "day", "hour"])
        let operand = term(.timestamp, depth: depth)
        var facts = Facts([operand])
        facts.bound = 10_000
        return .call(.integer, part, duck: "\(part)(epoch_ms($0))", [operand], facts: facts)
    }

    private mutating func integerArithmetic(_ depth: Int) -> Term {
        let left = term(chance(8) ? .timestamp : .integer, depth: depth)
        let isReckless = chance(recklessness) && chance(30)
        let right =
            isReckless
            ? .integer(random.pick([.max, .max - 1, .min + 1, -1 << 62]))
            : term(chance(4) ? .timestamp : .integer, depth: depth)
        let sign = random.pick(["+", "-", "*", "%", "mod"])
        if sign == "%" || sign == "mod" { return remainder(left, isCall: sign == "mod", right) }
        var facts = Facts([left, right])
        facts.bound =
            sign == "*" ? left.facts.bound * right.facts.bound : left.facts.bound + right.facts.bound
        if facts.bound >= 0x1p63 {
            guard isReckless || chance(recklessness) else { return left.type == .integer ? left : leaf(.integer) }
            facts.failure = .certain
        }
        let tighter: Binding = sign == "*" ? .signed : .multiplicative
        return Term(
            .integer, "$0 \(sign) $1", duck: "$0 \(sign) $1", [left, right],
            binding: sign == "*" ? .multiplicative : .additive,
            operandBindings: [sign == "*" ? .multiplicative : .additive, tighter], facts: facts)
    }

    /// The divisor is a literal that is not zero, but for a few.
    private mutating func remainder(_ left: Term, isCall: Bool, _ divisor: Term) -> Term {
        let isReckless = chance(recklessness)
        let right = isReckless ? divisor : .integer(random.pick([1, 2, 3, 7, -1, -5, 1000, 1 << 40]))
        var facts = Facts([left, right])
        facts.bound = left.facts.bound
        if isReckless { facts.failure = .certain }
        // DuckDB fails for the smallest BIGINT by -1.
        let duck = "CASE WHEN $1 = -1 THEN 0 * $0 ELSE $0 % $1 END"
        if isCall { return .call(.integer, "mod", duck: duck, [left, right], facts: facts) }
        return Term(
            .integer, "$0 % $1", duck: duck, [left, right], binding: .multiplicative,
            operandBindings: [.multiplicative, .signed], facts: facts)
    }

    private mutating func negated(_ operand: Term) -> Term {
        var facts = operand.facts
        if operand.type == .integer && facts.bound >= 0x1p63 {
            guard chance(recklessness) else { return operand }
            facts.failure = .certain
        }
        // DuckDB makes a HUGEINT of the negation of what might be the smallest BIGINT.
        let duck = operand.type == .integer ? "0::BIGINT - $0" : "-$0"
        return Term(
            operand.type, "- $0", duck: duck, [operand], binding: .signed, operandBindings: [.signed], facts: facts)
    }

    private mutating func absolute(_ operand: Term) -> Term {
        var facts = operand.facts
        if operand.type == .integer && facts.bound >= 0x1p63 {
            guard chance(recklessness) else { return operand }
            facts.failure = .certain
        }
        return .call(operand.type, "abs", duck: "abs($0)", [operand], facts: facts)
    }

    mutating func double(_ depth: Int, exact: Bool) -> Term {
        switch random.below(exact ? 8 : 10) {
        case 0...3: return doubleArithmetic(depth, exact: exact)
        case 4: return quotient(depth)
        case 5: return negated(term(.double, depth: depth, exact: exact))
        case 6: return absolute(term(.double, depth: depth, exact: exact))
        case 7: return rounded(term(.double, depth: depth))
        default: return transcendental(depth)
        }
    }

    /// At least one side is a double.
    private mutating func doubleArithmetic(_ depth: Int, exact: Bool) -> Term {
        let operands = [
            term(.double, depth: depth, exact: exact),
            term(chance(30) ? .integer : .double, depth: depth, exact: exact),
        ]
        let (left, right) = chance(50) ? (operands[0], operands[1]) : (operands[1], operands[0])
        let sign = random.pick(["+", "-", "*"])
        var facts = Facts([left, right])
        let (one, other) = (Self.asDouble(left.facts), Self.asDouble(right.facts))
        facts.bound = sign == "*" ? one.bound * other.bound : one.bound + other.bound
        facts.mayBeNaN = facts.mayBeNaN || !one.bound.isFinite || !other.bound.isFinite
        facts.fraction = nil
        if let first = one.fraction, let second = other.fraction {
            let fraction = sign == "*" ? first + second : max(first, second)
            if fraction < 20 && facts.bound * Double(1 << fraction) < 0x1p53 { facts.fraction = fraction }
        }
        if exact && facts.mayBeNaN { return leaf(.double) }
        let duck = "\(left.duckDouble("$0")) \(sign) \(right.duckDouble("$1"))"
        return Term(
            .double, "$0 \(sign) $1", duck: duck, [left, right], binding: sign == "*" ? .multiplicative : .additive,
            operandBindings: sign == "*" ? [.multiplicative, .signed] : [.additive, .multiplicative], facts: facts)
    }

    /// What an integer is as a double.
    static func asDouble(_ facts: Facts) -> Facts {
        var facts = facts
        if facts.bound > 0x1p53 { facts.fraction = nil }
        return facts
    }

    /// A quotient, which is a double whatever is divided. The divisor is a literal that is not zero, but for a few.
    private mutating func quotient(_ depth: Int) -> Term {
        let left = term(chance(50) ? .integer : .double, depth: depth)
        var right =
            chance(50) ? Term.integer(random.pick([1, 2, 4, -2, 3, 10])) : .double(random.pick([0.5, -0.25, 3]))
        let isReckless = chance(recklessness)
        if isReckless { right = term(chance(50) ? .integer : .double, depth: depth) }
        var facts = Facts([left, right])
        facts.bound = isReckless ? .infinity : left.facts.bound * 4
        facts.fraction = nil
        facts.mayBeNaN = facts.mayBeNaN || (isReckless && !left.facts.bound.isFinite)
        if facts.mayBeNaN { return left.type == .double ? left : leaf(.double) }
        let (dividend, divisor) = (left.duckDouble("$0"), right.duckDouble("$1"))
        if isReckless { facts.failure = .certain }
        let guarded =
            "CASE WHEN $1 = 0 AND $0 IS NOT NULL THEN error('division by zero') ELSE \(dividend) / \(divisor) END"
        return Term(
            .double, "$0 / $1", duck: isReckless ? guarded : "\(dividend) / \(divisor)", [left, right],
            binding: .multiplicative, operandBindings: [.multiplicative, .signed], facts: facts)
    }

    private mutating func rounded(_ operand: Term) -> Term {
        let name = random.pick(["floor", "ceil", "round"])
        var facts = operand.facts
        facts.bound += 1
        if facts.bound < 0x1p53 { facts.fraction = 0 }
        return .call(.double, name, duck: "\(name)($0)", [operand], facts: facts)
    }

    /// Functions whose last bits the C library decides.
    private mutating func transcendental(_ depth: Int) -> Term {
        let operand = term(chance(30) ? .integer : .double, depth: depth)
        guard operand.facts.bound < 1e15 else { return leaf(.double, exact: false) }
        let magnitude = "abs(\(operand.duckDouble("$0")))"
        let (template, duck, bound): (String, String, Double) =
            switch random.below(5) {
            case 0: ("sqrt(abs($0))", "sqrt(\(magnitude))", operand.facts.bound)
            case 1: ("ln(abs($0) + 1)", "ln(\(magnitude) + 1e0)", 40)
            case 2: ("log10(abs($0) + 0.5)", "log10(\(magnitude) + 0.5e0)", 20)
            case 3: ("exp($0 / 1e15)", "exp(\(operand.duckDouble("$0")) / 1e15)", 3)
            default: ("power(abs($0), 0.5)", "pow(\(magnitude), 0.5e0)", operand.facts.bound)
            }
        var facts = Facts([operand])
        (facts.bound, facts.fraction, facts.isApproximate) = (max(bound, 1), nil, true)
        return Term(.double, template, duck: duck, [operand], operandBindings: [.signed], facts: facts)
    }
}
