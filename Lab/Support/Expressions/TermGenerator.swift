import TestSupport

/// Makes random terms of a type from leaves: the columns of a row, or the keys and aggregates of a group.
struct TermGenerator {
    var random: SeededGenerator
    let leaves: [Term]
    /// Rows of the table, for what sums can reach.
    let rowCount: Int
    /// Of a hundred operators that could fail for some values, how many are allowed to.
    var recklessness = 12

    init(random: SeededGenerator, leaves: [Term], rowCount: Int) {
        self.random = random
        self.leaves = leaves
        self.rowCount = rowCount
    }

    mutating func chance(_ percent: Int) -> Bool { random.below(100) < percent }

    /// A term of that type, with so many levels of operators at most.
    ///
    /// - Parameter exact: whether both engines must compute the same bits, for terms that are compared, grouped or
    ///   sorted by.
    mutating func term(_ type: LabType, depth: Int, exact: Bool = true) -> Term {
        if depth <= 0 || type.isList || chance(25) { return leaf(type, exact: exact) }
        if chance(6) { return coalesced(type, depth: depth - 1, exact: exact) }
        if chance(20), let call = function(type, depth - 1, exact: exact) { return call }
        if LabLanguage.hasCases {
            if chance(9) { return caseWhen(type, depth - 1, exact: exact) }
            if chance(6) { return cast(type, depth - 1, exact: exact) }
        }
        switch type {
        case .integer: return integer(depth - 1, exact: exact)
        case .double: return double(depth - 1, exact: exact)
        case .boolean: return LabLanguage.hasCases && chance(15) ? newerCondition(depth - 1) : condition(depth - 1)
        case .timestamp: return LabLanguage.hasCases && chance(30) ? moved(depth - 1) : instant(depth - 1)
        case .decimal: return decimal(depth - 1)
        case .integers, .texts: return leaf(type)
        case .text: return LabLanguage.hasCases && chance(20) ? concatenation(depth - 1) : text(depth - 1)
        }
    }

    /// A term of any type.
    mutating func anyTerm(depth: Int, exact: Bool = true) -> Term {
        var types: [LabType] = [.integer, .integer, .double, .double, .text, .text, .timestamp, .boolean]
        if leaves.contains(where: { $0.type == .decimal }) { types.append(.decimal) }
        return term(random.pick(types), depth: depth, exact: exact)
    }

    mutating func leaf(_ type: LabType, exact: Bool = true) -> Term {
        let fitting = leaves.filter { $0.type == type && (!exact || $0.facts.isExact) }
        if fitting.isEmpty || chance(14) { return literal(type) }
        return random.pick(fitting)
    }

    mutating func literal(_ type: LabType) -> Term {
        if chance(4) { return .null(type) }
        switch type {
        case .integer: return .integer(random.pick(LabValues.integers))
        case .double: return .double(random.pick(LabValues.literalDoubles))
        case .boolean: return .boolean(chance(50))
        case .timestamp:
            // A bare text would be one; behind a function that takes an instant it is read as such.
            let unit = Term.text("SECOND")
            let instant = Term.instant(random.pick(LabValues.instants))
            let start = "epoch_ms(date_trunc('second', epoch_ms($1)))"
            return .call(.timestamp, "dateTrunc", duck: start, [unit, instant], facts: instant.facts)
        case .text: return .text(random.pick(LabValues.texts))
        case .decimal:
            let number = Term.decimal(random.pick(LabValues.decimalDigits))
            return Term(.decimal, "CAST('\(number.martlet)' AS BIG_DECIMAL)", duck: number.duck, facts: number.facts)
        case .integers, .texts: return .null(type)
        }
    }

    private mutating func coalesced(_ type: LabType, depth: Int, exact: Bool) -> Term {
        let operands =
            (0...random.below(2)).map { _ in term(type, depth: depth, exact: exact) } + [
                leaf(type, exact: exact)
            ]
        // Without a column to meet, a NULL or a text says nothing about the type.
        let places = operands.indices.map { "$\($0)" }.joined(separator: ", ")
        var facts = Facts(operands, isConditional: true)
        facts.bound = operands.map(\.facts.bound).max() ?? .infinity
        facts.fraction = Self.widest(operands)
        return .call(type, "coalesce", duck: "coalesce(\(places))", operands, facts: facts)
    }

    static func widest(_ operands: [Term]) -> Int? {
        var widest = 0
        for operand in operands {
            guard let fraction = operand.facts.fraction else { return nil }
            widest = max(widest, fraction)
        }
        return widest
    }
}
