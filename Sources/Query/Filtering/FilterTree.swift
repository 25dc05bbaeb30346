import Expressions

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

    private init(leaf expression: BoundExpression) {
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
