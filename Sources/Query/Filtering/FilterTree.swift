import Expressions
import Schema

/// A condition with every NOT at a leaf, so that only the rows where a part is TRUE matter.
///
/// TRUE of an AND is the intersection and TRUE of an OR the union of its operands' TRUE, by De Morgan's laws also
/// in three-valued logic; FALSE and NULL need not be told apart.
struct FilterTree: Sendable {
    enum Kind: Sendable {
        case leaf
        case and([FilterTree])
        case or([FilterTree])
    }

    let kind: Kind
    /// The condition of the whole node.
    let expression: BoundExpression
    let inputs: [Int]
    let canFail: Bool

    init(_ condition: BoundExpression) { self.init(condition, isNegated: false) }

    private init(_ condition: BoundExpression, isNegated: Bool) {
        switch (condition, isNegated) {
        case (.not(let operand), _): self.init(operand, isNegated: !isNegated)
        case (.and(let operands), false), (.or(let operands), true):
            self.init(operands.map { FilterTree($0, isNegated: isNegated) }, isAnd: true)
        case (.or(let operands), false), (.and(let operands), true):
            self.init(operands.map { FilterTree($0, isNegated: isNegated) }, isAnd: false)
        default: self.init(leaf: isNegated ? .not(condition) : condition)
        }
    }

    private init(leaf condition: BoundExpression) {
        let expression = condition.withBoundsOfColumnType
        kind = .leaf
        self.expression = expression
        inputs = expression.inputs
        canFail = expression.canFail
    }

    private init(_ children: [FilterTree], isAnd: Bool) {
        let merged = Self.mergingSameColumn(children, isAnd: isAnd)
        if merged.count == 1 {
            self = merged[0]
            return
        }
        kind = isAnd ? .and(merged) : .or(merged)
        expression = isAnd ? .and(merged.map(\.expression)) : .or(merged.map(\.expression))
        inputs = Set(merged.flatMap(\.inputs)).sorted()
        canFail = merged.contains(where: \.canFail)
    }

    /// Joins the children that read one and the same column into one child: together they are one set of codes.
    private static func mergingSameColumn(_ children: [FilterTree], isAnd: Bool) -> [FilterTree] {
        var merged = [[FilterTree]]()
        var positions = [Int: Int]()
        for child in children {
            if child.inputs.count == 1 && !child.canFail {
                if let position = positions[child.inputs[0]] {
                    merged[position].append(child)
                    continue
                }
                positions[child.inputs[0]] = merged.count
            }
            merged.append([child])
        }
        return merged.map { group in
            if group.count == 1 { return group[0] }
            let expressions = group.map(\.expression)
            return FilterTree(sameColumn: group, isAnd ? .and(expressions) : .or(expressions), isAnd: isAnd)
        }
    }

    private init(sameColumn children: [FilterTree], _ expression: BoundExpression, isAnd: Bool) {
        kind = isAnd ? .and(children) : .or(children)
        self.expression = expression
        inputs = children[0].inputs
        canFail = false
    }
}

extension BoundExpression {
    /// The condition with integers that a column of doubles is compared with as doubles, where these are exact.
    fileprivate var withBoundsOfColumnType: BoundExpression {
        switch self {
        case .not(let operand): return .not(operand.withBoundsOfColumnType)
        case .comparison(let operation, .input(let slot, .double), let bound):
            return .comparison(operation, .input(slot, .double), bound.exactDouble)
        case .between(.input(let slot, .double), let lower, let upper):
            let bounds = (lower.exactDouble, upper.exactDouble)
            guard bounds.0.type == .double && bounds.1.type == .double else { return self }
            return .between(.input(slot, .double), lower: bounds.0, upper: bounds.1)
        default: return self
        }
    }

    private var exactDouble: BoundExpression {
        guard case .constant(.integer(let integer), _) = self, let double = Double(exactly: integer) else {
            return self
        }
        return .constant(.double(double), .double)
    }
}
