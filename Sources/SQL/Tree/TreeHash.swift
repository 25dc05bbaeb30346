// What is equal by `TreeEquality.swift` has the same hash.

extension Expression.Kind {
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .column(let name): combine(0, [], into: &hasher, name.text)
        case .literal(let literal): combine(1, [], into: &hasher, literal)
        case .negate(let operand): combine(2, [operand], into: &hasher, false)
        case .not(let operand): combine(3, [operand], into: &hasher, false)
        case .arithmetic(let operation, let a, let b): combine(4, [a, b], into: &hasher, operation)
        case .comparison(let operation, let a, let b): combine(5, [a, b], into: &hasher, operation)
        case .and(let a, let b): combine(6, [a, b], into: &hasher, false)
        case .or(let a, let b): combine(7, [a, b], into: &hasher, false)
        case .call(let call): combine(12, [], into: &hasher, call)
        case .typedLiteral(let kind, let text): combine(13, [], into: &hasher, [kind.rawValue, text])
        case .interval(let interval): combine(14, [], into: &hasher, interval)
        case .array(let elements): combine(15, elements, into: &hasher, false)
        case .concatenate(let a, let b): combine(16, [a, b], into: &hasher, false)
        case .caseWhen(let operand, let branches, let otherwise):
            combine(17, [operand, otherwise].compactMap(\.self), into: &hasher, branches)
        case .cast(let operand, let type, let isTry): combine(isTry ? 18 : 19, [operand], into: &hasher, type)
        case .between, .inList, .like, .isNull, .isTruth, .isDistinct: hashPredicate(into: &hasher)
        }
    }

    private func hashPredicate(into hasher: inout Hasher) {
        switch self {
        case .between(let a, let b, let c, let isNegated): combine(8, [a, b, c], into: &hasher, isNegated)
        case .inList(let a, let items, let isNegated): combine(9, [a] + items, into: &hasher, isNegated)
        case .like(let a, let b, let c, let isCaseInsensitive, let isNegated):
            combine(10, [a, b] + (c.map { [$0] } ?? []), into: &hasher, [isCaseInsensitive, isNegated])
        case .isNull(let operand, let isNegated): combine(11, [operand], into: &hasher, isNegated)
        case .isTruth(let operand, let truth, let isNegated):
            combine(20, [operand], into: &hasher, [truth, isNegated])
        case .isDistinct(let a, let b, let isNegated): combine(21, [a, b], into: &hasher, isNegated)
        default: preconditionFailure("only predicates come here")
        }
    }

    private func combine(_ tag: Int, _ operands: [Expression], into hasher: inout Hasher, _ detail: some Hashable) {
        hasher.combine(tag)
        hasher.combine(operands)
        hasher.combine(detail)
    }
}
