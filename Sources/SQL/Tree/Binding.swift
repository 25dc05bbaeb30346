/// How tightly the outermost operator of an expression binds.
enum Binding: Int, Comparable {
    case or
    case and
    case not
    case predicate
    case concatenation
    case additive
    case multiplicative
    case signed
    case primary

    static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }

    /// One step tighter, for the right operand of an operator that groups to the left.
    var tighter: Binding { Binding(rawValue: rawValue + 1) ?? .primary }
}

extension Expression {
    var binding: Binding {
        switch kind {
        case .or: .or
        case .and: .and
        case .not: .not
        case .comparison, .between, .inList, .like, .isNull, .isTruth, .isDistinct: .predicate
        case .concatenate: .concatenation
        case .arithmetic(.add, _, _), .arithmetic(.subtract, _, _): .additive
        case .arithmetic: .multiplicative
        case .negate: .signed
        case .literal(let literal): literal.hasSign ? .signed : .primary
        case .typedLiteral, .interval, .array, .column, .caseWhen, .cast, .call: .primary
        }
    }

    var isLiteral: Bool {
        if case .literal = kind { true } else { false }
    }
}

extension Literal {
    /// Whether the text starts with a minus.
    fileprivate var hasSign: Bool {
        switch self {
        case .integer(let value): value < 0
        case .decimal(let digits): digits.utf8.first == UInt8(ascii: "-")
        case .double(let value): value.sign == .minus
        case .null, .boolean, .string: false
        }
    }
}
