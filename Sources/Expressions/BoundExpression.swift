import Bytes
import SQL
import Schema

/// An expression whose names and types are settled: what the evaluator runs.
///
/// Two expressions are equal if they compute the same thing in the same way, wherever they stood in the statement.
public indirect enum BoundExpression: Hashable, Sendable {
    case constant(Value, ValueType)
    /// The value of an input: a column, a group key or an aggregate, by the number that the scope gave it.
    case input(Int, ValueType)
    /// The element of a list for which the condition of the innermost `anyElement` is computed, or the operand of the
    /// innermost `caseWhen`: a value that is computed once, however often it is named.
    case element(ValueType)
    /// A number as the nearest double.
    case toDouble(BoundExpression)
    /// The value as another type, of a list each element; what cannot be converted is an error or, with `isTry`, NULL.
    case cast(BoundExpression, ValueType, isTry: Bool)
    case negate(BoundExpression)
    /// Both sides have the same representation, and `/` only doubles.
    case arithmetic(ArithmeticOperator, BoundExpression, BoundExpression)
    case addInterval(BoundExpression, CalendarInterval)
    /// Texts, one after the other.
    case concatenate(BoundExpression, BoundExpression)
    /// A list of values of one representation; NULL if one of them is.
    case array([BoundExpression], ValueType)
    /// Sides of the same representation, or two numbers of different ones, which compare by their exact values.
    case comparison(ComparisonOperator, BoundExpression, BoundExpression)
    case between(BoundExpression, lower: BoundExpression, upper: BoundExpression)
    case inConstants(BoundExpression, ConstantSet)
    case inExpressions(BoundExpression, [BoundExpression])
    case like(BoundExpression, LikePattern)
    /// LIKE with a pattern that differs from row to row.
    case likeComputed(BoundExpression, pattern: BoundExpression, LikePattern.Style)
    /// Whether a regular expression matches somewhere in the text.
    case matches(BoundExpression, RegularExpression)
    case isNull(BoundExpression)
    /// IS TRUE, or IS FALSE.
    case isTruth(BoundExpression, Bool)
    case isDistinct(BoundExpression, BoundExpression)
    case not(BoundExpression)
    case and([BoundExpression])
    case or([BoundExpression])
    /// Whether the condition is TRUE for some element of the list: NULL if it is not and is NULL for some, or if the
    /// list is NULL.
    case anyElement(BoundExpression, condition: BoundExpression)
    /// The result of the first branch whose condition is TRUE. For each row only that one is computed. In branches,
    /// `element` is the operand.
    case caseWhen(operand: BoundExpression?, [Branch], otherwise: BoundExpression, ValueType)
    /// The first value that is not NULL. For each row those behind it are not computed.
    case firstGiven([BoundExpression], ValueType)
    case call(BoundFunction, [BoundExpression], ValueType)

    /// One WHEN with its THEN.
    public struct Branch: Hashable, Sendable {
        public let condition: BoundExpression
        public let result: BoundExpression

        public init(condition: BoundExpression, result: BoundExpression) {
            self.condition = condition
            self.result = result
        }
    }

    public var type: ValueType {
        switch self {
        case .constant(_, let type), .input(_, let type), .element(let type), .call(_, _, let type): type
        case .cast(_, let type, _), .array(_, let type), .caseWhen(_, _, _, let type), .firstGiven(_, let type): type
        case .toDouble: .double
        case .negate(let operand), .arithmetic(_, let operand, _): operand.type.computed
        case .addInterval(let operand, _): operand.type
        case .concatenate: .string
        case .comparison, .between, .inConstants, .inExpressions, .like, .likeComputed, .matches, .isNull, .isTruth,
            .isDistinct, .not, .and, .or, .anyElement:
            .boolean
        }
    }

    /// Whether it is NULL in every row.
    public var isNullConstant: Bool {
        if case .constant(.null, _) = self { true } else { false }
    }

    public var isConstant: Bool {
        if case .constant = self { true } else { false }
    }

    /// The expressions that it is made of, from left to right.
    public var operands: [BoundExpression] {
        switch self {
        case .constant, .input, .element: []
        case .toDouble(let operand), .negate(let operand), .isNull(let operand), .not(let operand),
            .inConstants(let operand, _), .like(let operand, _), .cast(let operand, _, _),
            .addInterval(let operand, _), .matches(let operand, _), .isTruth(let operand, _):
            [operand]
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right),
            .concatenate(let left, let right),
            .isDistinct(let left, let right), .anyElement(let left, let right), .likeComputed(let left, let right, _):
            [left, right]
        case .between(let operand, let lower, let upper): [operand, lower, upper]
        case .inExpressions(let operand, let items): [operand] + items
        case .and(let operands), .or(let operands), .call(_, let operands, _), .array(let operands, _),
            .firstGiven(let operands, _):
            operands
        case .caseWhen(let operand, let branches, let otherwise, _):
            (operand.map { [$0] } ?? []) + branches.flatMap { [$0.condition, $0.result] } + [otherwise]
        }
    }

    /// The inputs that it reads, ascending.
    public var inputs: [Int] {
        var found = Set<Int>()
        collectInputs(into: &found)
        return found.sorted()
    }

    private func collectInputs(into found: inout Set<Int>) {
        if case .input(let slot, _) = self { found.insert(slot) }
        for operand in operands { operand.collectInputs(into: &found) }
    }

    /// Whether some row can make it fail with an error, so that it must only see the rows that it is meant for.
    public var canFail: Bool {
        switch self {
        case .arithmetic(let operation, let left, _):
            if operation == .divide || operation == .remainder || left.type.representation != .double { return true }
        case .negate(let operand):
            if operand.type.representation == .integer { return true }
        case .cast(let operand, let type, isTry: false):
            if ValueCast(from: operand.type.element, to: type.element).canFail { return true }
        case .addInterval, .concatenate, .likeComputed, .matches: return true
        case .call(let function, _, _):
            if function.canFail { return true }
        default: break
        }
        return operands.contains { $0.canFail }
    }
}

extension ValueType {
    /// What arithmetic makes of numbers of the type.
    fileprivate var computed: ValueType {
        switch representation {
        case .integer: .long
        case .double: .double
        case .string: .bigDecimal
        }
    }
}
