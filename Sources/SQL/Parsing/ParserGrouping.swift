/// GROUP BY with its grouping sets.
extension StatementParser {
    mutating func parseGroupBy() throws(SQLError) -> [GroupingElement] {
        let location = try advance().location
        try expect(.by)
        var elements: [GroupingElement] = []
        var sets = 1
        repeat {
            let element = try parseGroupingElement()
            elements.append(element)
            let product = sets.multipliedReportingOverflow(by: element.setCount)
            guard !product.overflow, product.partialValue <= StatementLimits.groupingSets else {
                throw SQLError(
                    .tooLarge, at: location, "GROUP BY has more than \(StatementLimits.groupingSets) grouping sets")
            }
            sets = product.partialValue
        } while try accept(.comma)
        return elements
    }

    private mutating func parseGroupingElement() throws(SQLError) -> GroupingElement {
        switch groupingOperator {
        case .rollup:
            try advance()
            return .rollup(try parseGroupingSets(within: "ROLLUP"))
        case .cube:
            try advance()
            return .cube(try parseGroupingSets(within: "CUBE"))
        case .grouping:
            try advance()
            try advance()
            return .sets(try parseGroupingSets(within: nil))
        default:
            return .expression(try parseExpression().expression)
        }
    }

    /// The keyword of a grouping operator, if one stands here. The words are columns too.
    private var groupingOperator: Keyword? {
        switch current.keyword {
        case .rollup, .cube: following?.kind == .symbol(.leftParenthesis) ? current.keyword : nil
        case .grouping: following?.keyword == .sets ? .grouping : nil
        default: nil
        }
    }

    /// The list in parentheses behind an operator: `(a, (b, c))`; only GROUPING SETS takes the empty set.
    private mutating func parseGroupingSets(within name: String?) throws(SQLError) -> [[Expression]] {
        try expect(.leftParenthesis, "'('")
        var sets: [[Expression]] = []
        repeat {
            if groupingOperator != nil {
                let inner = current.keyword == .grouping ? "GROUPING SETS" : lexer.text(current).asciiUppercased
                throw unsupported("\(inner) inside \(name ?? "GROUPING SETS")", at: current.location)
            }
            sets.append(try parseGroupingSet(canBeEmpty: name == nil))
        } while try accept(.comma)
        try expect(.rightParenthesis, "an operator, ',' or ')'")
        return sets
    }

    /// An expression, or several in parentheses. Whether parentheses belong to the set or to an expression shows only
    /// behind them.
    private mutating func parseGroupingSet(canBeEmpty: Bool) throws(SQLError) -> [Expression] {
        if current.kind == .symbol(.leftParenthesis) {
            let start = self
            let set = try parseParenthesizedSet(canBeEmpty: canBeEmpty)
            if current.kind == .symbol(.comma) || current.kind == .symbol(.rightParenthesis) { return set }
            self = start
        }
        return [try parseExpression().expression]
    }

    private mutating func parseParenthesizedSet(canBeEmpty: Bool) throws(SQLError) -> [Expression] {
        try advance()
        try refuseSubquery()
        if canBeEmpty, try accept(.rightParenthesis) { return [] }
        var set: [Expression] = []
        repeat {
            set.append(try parseExpression().expression)
        } while try accept(.comma)
        try expect(.rightParenthesis, "an operator, ',' or ')'")
        return set
    }
}

extension GroupingElement {
    /// How many grouping sets the element stands for; `Int.max` if there are too many to count.
    fileprivate var setCount: Int {
        switch self {
        case .expression: 1
        case .rollup(let sets): sets.count + 1
        case .cube(let sets): sets.count < Int.bitWidth - 1 ? 1 << sets.count : Int.max
        case .sets(let sets): sets.count
        }
    }
}
