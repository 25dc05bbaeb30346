/// An expression during parsing: with the height of its tree, and with a chain of ANDs or ORs still open, so that
/// terms can be added (also from inside parentheses) before the balanced tree is built once.
struct ParsedExpression {
    private var first: Expression
    private var others: [Expression] = []
    private var connective: Connective?
    private var tallest: Int

    init(_ expression: Expression, height: Int) {
        first = expression
        tallest = height
    }

    var expression: Expression {
        guard let connective else { return first }
        return connective.join([first] + others)
    }

    /// Levels of `expression`.
    var height: Int {
        let terms = 1 + others.count
        return tallest + Int.bitWidth - (terms - 1).leadingZeroBitCount
    }

    /// Where the first term starts.
    var location: SourceLocation { first.location }

    /// Joins another expression to the right of this one; constant time per term of the other.
    mutating func append(_ other: ParsedExpression, by connective: Connective) {
        close(unless: connective)
        self.connective = connective
        var other = other
        other.close(unless: connective)
        others.append(other.first)
        others.append(contentsOf: other.others)
        tallest = max(tallest, other.tallest)
    }

    private mutating func close(unless connective: Connective) {
        guard self.connective != connective else { return }
        self = ParsedExpression(expression, height: height)
    }
}
