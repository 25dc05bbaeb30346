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

    /// Operands joined by || + - * / %, by precedence climbing: one level of the grammar per turn of the loop, not
    /// one per function, which halves the stack.
    mutating func parseArithmetic(minimum: Int = 0) throws(SQLError) -> ParsedExpression {
        var left = try parseSigned()
        while let (operation, precedence) = currentInfix, precedence >= minimum {
            let location = try advance().location
            let right = try parseArithmetic(minimum: precedence + 1)
            try append(right, to: &left, by: operation, at: location)
        }
        return left
    }

    @inline(never)
    private mutating func append(
        _ right: ParsedExpression, to left: inout ParsedExpression, by operation: ArithmeticOperator?,
        at location: SourceLocation
    ) throws(SQLError) {
        let height = max(left.height, right.height) + 1
        try countNode(at: location, height: height)
        let kind: Expression.Kind =
            if let operation {
                .arithmetic(operation, left.expression, right.expression)
            } else {
                .concatenate(left.expression, right.expression)
            }
        left = ParsedExpression(Expression(kind, at: left.location), height: height)
    }

    /// No operation stands for concatenation, which binds less than arithmetic, as in PostgreSQL and DuckDB.
    private var currentInfix: (operation: ArithmeticOperator?, precedence: Int)? {
        switch current.kind {
        case .symbol(.concatenate): (nil, 0)
        case .symbol(.plus): (.add, 1)
        case .symbol(.minus): (.subtract, 1)
        case .symbol(.star): (.multiply, 2)
        case .symbol(.slash): (.divide, 2)
        case .symbol(.percent): (.remainder, 2)
        default: nil
        }
    }

    @inline(never)
    private mutating func parseNegativeNumber(at location: SourceLocation) throws(SQLError) -> ParsedExpression {
        let outer = startMeasure()
        let number = try parseCasts(of: try parseNumber(sign: "-", at: location))
        endMeasure(outer)
        return number
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
            return try parseNegativeNumber(at: location)
        }
        let operand = try parseSigned()
        leave()
        return isMinus ? try node(.negate(operand.expression), at: location, above: operand.height) : operand
    }
}
