/// AND and OR join any number of terms. Both are associative, with NULLs too, so the tree of a long chain is built
/// balanced: its height is the logarithm of its length, and no walk over it is deep.
enum Connective {
    case and
    case or

    func join(_ left: Expression, _ right: Expression) -> Expression {
        switch self {
        case .and: Expression(.and(left, right), at: left.location)
        case .or: Expression(.or(left, right), at: left.location)
        }
    }

    /// The terms joined in their order, as a balanced tree.
    func join(_ terms: ArraySlice<Expression>) -> Expression {
        precondition(!terms.isEmpty, "a conjunction or disjunction has a term")
        guard terms.count > 1 else { return terms[terms.startIndex] }
        let middle = terms.startIndex + (terms.count + 1) / 2
        return join(join(terms[..<middle]), join(terms[middle...]))
    }

    /// The operands, if the expression is a chain of this connective.
    func operands(of expression: Expression) -> (Expression, Expression)? {
        switch (self, expression.kind) {
        case (.and, .and(let left, let right)), (.or, .or(let left, let right)): (left, right)
        default: nil
        }
    }

    /// The terms of the longest chain at the top of the expression, in their order.
    func terms(of expression: Expression) -> [Expression] {
        var terms: [Expression] = []
        var pending = [expression]
        while let next = pending.popLast() {
            if let (left, right) = operands(of: next) {
                pending.append(right)
                pending.append(left)
            } else {
                terms.append(next)
            }
        }
        return terms
    }
}

extension Expression {
    /// The terms that AND joins at the top of the expression, in their order; the expression itself if there is no
    /// AND. Linear in the number of terms, without recursion.
    public var conjuncts: [Expression] { Connective.and.terms(of: self) }

    /// The terms that OR joins at the top of the expression, in their order; the expression itself if there is no OR.
    public var disjuncts: [Expression] { Connective.or.terms(of: self) }

    /// The terms joined by AND as the parser does it: a balanced tree that keeps their order.
    /// - Precondition: there is a term.
    public static func conjunction(_ terms: [Expression]) -> Expression { Connective.and.join(terms[...]) }

    /// The terms joined by OR as the parser does it: a balanced tree that keeps their order.
    /// - Precondition: there is a term.
    public static func disjunction(_ terms: [Expression]) -> Expression { Connective.or.join(terms[...]) }
}
