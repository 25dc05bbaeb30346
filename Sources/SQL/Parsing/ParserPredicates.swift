/// Comparisons, BETWEEN, IN, LIKE and IS. They do not chain: `a = b = c` means different things in different
/// databases. Only IS may follow, which tests what stands in front of it.
extension StatementParser {
    mutating func parsePredicate() throws(SQLError) -> ParsedExpression {
        let left = try parseArithmetic()
        switch current.kind {
        case .symbol(let symbol):
            guard let comparison = symbol.comparison else { return left }
            return try parseTests(of: try parseComparison(left, comparison))
        case .word:
            guard current.keyword?.startsPredicate == true else { return left }
            return try parseTests(of: try parseRange(of: left))
        case .quotedName, .number, .string, .end:
            return left
        }
    }

    // What follows is kept out of `parsePredicate`, which is on the stack once per level of nesting.

    @inline(never)
    private mutating func parseComparison(
        _ left: ParsedExpression, _ comparison: ComparisonOperator
    ) throws(SQLError) -> ParsedExpression {
        try advance()
        let right = try parseArithmetic()
        if case .symbol(let symbol) = current.kind, symbol.comparison != nil {
            throw SQLError(
                .syntax, at: current.location,
                "found \(found(current)) behind a comparison; comparisons do not chain, use AND or parentheses")
        }
        return try node(
            .comparison(comparison, left.expression, right.expression), at: left.location,
            above: max(left.height, right.height))
    }

    /// BETWEEN, IN, LIKE or ILIKE, or nothing in front of IS.
    @inline(never)
    private mutating func parseRange(of left: ParsedExpression) throws(SQLError) -> ParsedExpression {
        if current.keyword == .is { return left }
        let isNegated = try accept(.not)
        if try accept(.between) { return try parseBetween(left, isNegated: isNegated) }
        if try accept(.in) { return try parseIn(left, isNegated: isNegated) }
        if current.keyword == .like || current.keyword == .ilike {
            return try parseLike(left, isNegated: isNegated)
        }
        throw unexpected("BETWEEN, IN, LIKE or ILIKE")
    }

    @inline(never)
    private mutating func parseTests(of tested: ParsedExpression) throws(SQLError) -> ParsedExpression {
        var left = tested
        while try accept(.is) {
            left = try parseTest(of: left)
        }
        return left
    }

    @inline(never)
    private mutating func parseBetween(
        _ left: ParsedExpression, isNegated: Bool
    ) throws(SQLError) -> ParsedExpression {
        let lower = try parseArithmetic()
        try expect(.and)
        let upper = try parseArithmetic()
        return try node(
            .between(left.expression, lower: lower.expression, upper: upper.expression, isNegated: isNegated),
            at: left.location, above: max(left.height, lower.height, upper.height))
    }

    @inline(never)
    private mutating func parseIn(_ left: ParsedExpression, isNegated: Bool) throws(SQLError) -> ParsedExpression {
        try enter()
        try expect(.leftParenthesis, "'('")
        try refuseSubquery()
        var height = left.height
        var items: [Expression] = []
        repeat {
            guard items.count < StatementLimits.inListItems else {
                throw SQLError(
                    .tooLarge, at: current.location,
                    "the IN list has more than \(StatementLimits.inListItems) items")
            }
            let item = try parseExpression()
            height = max(height, item.height)
            items.append(item.expression)
        } while try accept(.comma)
        try expect(.rightParenthesis, "an operator, ',' or ')'")
        leave()
        return try node(.inList(left.expression, items, isNegated: isNegated), at: left.location, above: height)
    }

    @inline(never)
    private mutating func parseLike(_ left: ParsedExpression, isNegated: Bool) throws(SQLError) -> ParsedExpression {
        let isCaseInsensitive = try advance().keyword == .ilike
        let pattern = try parseArithmetic()
        let escape = try accept(.escape) ? try parseArithmetic() : nil
        return try node(
            .like(
                left.expression, pattern: pattern.expression, escape: escape?.expression,
                isCaseInsensitive: isCaseInsensitive, isNegated: isNegated),
            at: left.location, above: max(left.height, pattern.height, escape?.height ?? 0))
    }

    private mutating func parseTest(of left: ParsedExpression) throws(SQLError) -> ParsedExpression {
        let isNegated = try accept(.not)
        let operand = left.expression
        switch current.keyword {
        case .null:
            try advance()
            return try node(.isNull(operand, isNegated: isNegated), at: left.location, above: left.height)
        case .true, .false:
            let truth = try advance().keyword == .true
            return try node(.isTruth(operand, truth, isNegated: isNegated), at: left.location, above: left.height)
        case .distinct:
            try advance()
            try expect(.from)
            let other = try parseArithmetic()
            return try node(
                .isDistinct(operand, from: other.expression, isNegated: isNegated), at: left.location,
                above: max(left.height, other.height))
        default:
            if current.kind == .word, lexer.text(current).asciiUppercased == "UNKNOWN" {
                throw unsupported("IS UNKNOWN; write IS NULL", at: current.location)
            }
            throw unexpected(isNegated ? "NULL, TRUE, FALSE or DISTINCT" : "NOT, NULL, TRUE, FALSE or DISTINCT")
        }
    }
}

extension Keyword {
    fileprivate var startsPredicate: Bool {
        switch self {
        case .between, .ilike, .in, .is, .like, .not: true
        default: false
        }
    }
}
