/// Expressions, from the operator that binds least to the one that binds most.
extension StatementParser {
    /// Terms joined by OR.
    mutating func parseExpression() throws(SQLError) -> ParsedExpression {
        var left = try parseConjunction()
        while try accept(.or) {
            try append(try parseConjunction(), to: &left, by: .or)
        }
        return left
    }

    /// Terms joined by AND.
    private mutating func parseConjunction() throws(SQLError) -> ParsedExpression {
        var left = try parseNegation()
        while try accept(.and) {
            try append(try parseNegation(), to: &left, by: .and)
        }
        return left
    }

    @inline(never)
    private mutating func append(
        _ term: ParsedExpression, to left: inout ParsedExpression, by connective: Connective
    ) throws(SQLError) {
        let location = term.location
        left.append(term, by: connective)
        try countNode(at: location, height: left.height)
    }

    /// NOT, any number of times, in front of a predicate.
    private mutating func parseNegation() throws(SQLError) -> ParsedExpression {
        guard current.keyword == .not else { return try parsePredicate() }
        try enter()
        let location = try advance().location
        let operand = try parseNegation()
        leave()
        return try node(.not(operand.expression), at: location, above: operand.height)
    }

    /// Operands joined by + - * / %, by precedence climbing: one level of the grammar per turn of the loop instead of
    /// one per function, which halves the stack.
    mutating func parseArithmetic(minimum: Int = 0) throws(SQLError) -> ParsedExpression {
        var left = try parseSigned()
        while let (operation, precedence) = currentArithmetic, precedence >= minimum {
            let location = try advance().location
            let right = try parseArithmetic(minimum: precedence + 1)
            try countNode(at: location, height: max(left.height, right.height) + 1)
            let kind = Expression.Kind.arithmetic(operation, left.expression, right.expression)
            left = ParsedExpression(
                Expression(kind, at: left.location), height: max(left.height, right.height) + 1)
        }
        return left
    }

    private var currentArithmetic: (operation: ArithmeticOperator, precedence: Int)? {
        switch current.kind {
        case .symbol(.plus): (.add, 0)
        case .symbol(.minus): (.subtract, 0)
        case .symbol(.star): (.multiply, 1)
        case .symbol(.slash): (.divide, 1)
        case .symbol(.percent): (.remainder, 1)
        default: nil
        }
    }

    /// A sign in front of an operand. A minus directly in front of a number belongs to the number, so that the
    /// smallest 64-bit integer can be written; a plus leaves no trace.
    private mutating func parseSigned() throws(SQLError) -> ParsedExpression {
        let isMinus = current.kind == .symbol(.minus)
        guard isMinus || current.kind == .symbol(.plus) else { return try parsePrimary() }
        try enter()
        let location = try advance().location
        if isMinus, current.kind == .number {
            leave()
            return try parseNumber(sign: "-", at: location)
        }
        let operand = try parseSigned()
        leave()
        return isMinus ? try node(.negate(operand.expression), at: location, above: operand.height) : operand
    }
}
