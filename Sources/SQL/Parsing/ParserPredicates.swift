/// Comparisons, BETWEEN, IN, LIKE and IS NULL. They do not chain: `a = b = c` means different things in different
/// databases. Only IS [NOT] NULL may follow, which tests what stands in front of it.
extension StatementParser {
    mutating func parsePredicate() throws(SQLError) -> ParsedExpression {
        let left = try parseArithmetic()
        switch current.kind {
        case .symbol(let symbol):
            guard let comparison = symbol.comparison else { return left }
            return try parseNullTests(of: try parseComparison(left, comparison))
        case .word:
            guard current.keyword?.startsPredicate == true else { return left }
            return try parseNullTests(of: try parseRange(of: left))
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

    /// BETWEEN, IN or LIKE, or nothing in front of IS.
    @inline(never)
    private mutating func parseRange(of left: ParsedExpression) throws(SQLError) -> ParsedExpression {
        if current.keyword == .is { return left }
        let isNegated = try accept(.not)
        if try accept(.between) { return try parseBetween(left, isNegated: isNegated) }
        if try accept(.in) { return try parseIn(left, isNegated: isNegated) }
        if try accept(.like) { return try parseLike(left, isNegated: isNegated) }
        throw unexpected("BETWEEN, IN or LIKE")
    }

    @inline(never)
    private mutating func parseNullTests(of tested: ParsedExpression) throws(SQLError) -> ParsedExpression {
        var left = tested
        while try accept(.is) {
            left = try parseNullTest(of: left)
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
        let pattern = try parseArithmetic()
        let escape = try accept(.escape) ? try parseArithmetic() : nil
        return try node(
            .like(
                left.expression, pattern: pattern.expression, escape: escape?.expression, isCaseInsensitive: false, isNegated: isNegated),
            at: left.location, above: max(left.height, pattern.height, escape?.height ?? 0))
    }

    private mutating func parseNullTest(of left: ParsedExpression) throws(SQLError) -> ParsedExpression {
        let isNegated = try accept(.not)
        guard try accept(.null) else {
            let not = isNegated ? "NOT " : ""
            switch current.keyword {
            case .distinct: throw unsupported("IS \(not)DISTINCT FROM", at: current.location)
            case .true: throw unsupported("IS \(not)TRUE", at: current.location)
            case .false: throw unsupported("IS \(not)FALSE", at: current.location)
            default: throw unexpected(isNegated ? "NULL" : "NULL or NOT NULL")
            }
        }
        return try node(.isNull(left.expression, isNegated: isNegated), at: left.location, above: left.height)
    }
}

extension Keyword {
    fileprivate var startsPredicate: Bool {
        switch self {
        case .between, .in, .is, .like, .not: true
        default: false
        }
    }
}
