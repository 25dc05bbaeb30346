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
    /// An integer as the nearest double.
    case toDouble(BoundExpression)
    case negate(BoundExpression)
    /// Both sides have the same representation, and `/` only doubles.
    case arithmetic(ArithmeticOperator, BoundExpression, BoundExpression)
    /// Sides of the same representation, or an integer and a double, which compare by their exact values.
    case comparison(ComparisonOperator, BoundExpression, BoundExpression)
    case between(BoundExpression, lower: BoundExpression, upper: BoundExpression)
    case inConstants(BoundExpression, ConstantSet)
    case inExpressions(BoundExpression, [BoundExpression])
    case like(BoundExpression, LikePattern)
    case isNull(BoundExpression)
    case not(BoundExpression)
    case and([BoundExpression])
    case or([BoundExpression])
    case call(BoundFunction, [BoundExpression], ValueType)

    public var type: ValueType {
        switch self {
        case .constant(_, let type), .input(_, let type), .call(_, _, let type): type
        case .toDouble: .double
        case .negate(let operand): operand.type.representation == .double ? .double : .long
        case .arithmetic(_, let left, _): left.type.representation == .double ? .double : .long
        case .comparison, .between, .inConstants, .inExpressions, .like, .isNull, .not, .and, .or: .boolean
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
        case .constant, .input: []
        case .toDouble(let operand), .negate(let operand), .isNull(let operand), .not(let operand): [operand]
        case .inConstants(let operand, _), .like(let operand, _): [operand]
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right): [left, right]
        case .between(let operand, let lower, let upper): [operand, lower, upper]
        case .inExpressions(let operand, let items): [operand] + items
        case .and(let operands), .or(let operands), .call(_, let operands, _): operands
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
            if operation == .divide || operation == .remainder || left.type.representation == .integer { return true }
        case .negate(let operand):
            if operand.type.representation == .integer { return true }
        case .call(let function, _, _):
            if function.canFail { return true }
        default: break
        }
        return operands.contains { $0.canFail }
    }
}
