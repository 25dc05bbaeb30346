/// CASE, in both forms.
extension StatementParser {
    /// Expressions that belong together, with the height of the tallest.
    private struct Branches {
        var list: [CaseBranch] = []
        var height = 0
    }

    @inline(never)
    mutating func parseCase() throws(SQLError) -> ParsedExpression {
        try enter()
        let location = try advance().location
        let operand = current.keyword == .when ? nil : try parseExpression()
        let branches = try parseBranches()
        let otherwise = try accept(.else) ? try parseExpression() : nil
        try expect(.end, otherwise == nil ? "an operator, WHEN, ELSE or END" : "an operator or END")
        leave()
        let height = max(operand?.height ?? 0, branches.height, otherwise?.height ?? 0)
        return try node(
            .caseWhen(operand: operand?.expression, branches: branches.list, otherwise: otherwise?.expression),
            at: location, above: height)
    }

    private mutating func parseBranches() throws(SQLError) -> Branches {
        var branches = Branches()
        try expect(.when, "an operator or WHEN")
        repeat {
            let condition = try parseExpression()
            try expect(.then, "an operator or THEN")
            let result = try parseExpression()
            branches.list.append(CaseBranch(condition: condition.expression, result: result.expression))
            branches.height = max(branches.height, condition.height, result.height)
        } while try accept(.when)
        return branches
    }
}
