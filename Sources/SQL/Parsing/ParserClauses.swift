/// The clauses behind the table, in the order in which they stand.
private enum Clause: Int, CaseIterable {
    case `where`
    case groupBy
    case having
    case orderBy
    case limit
    case option

    init?(_ keyword: Keyword) {
        switch keyword {
        case .where: self = .where
        case .group: self = .groupBy
        case .having: self = .having
        case .order: self = .orderBy
        case .limit, .offset: self = .limit
        case .option: self = .option
        default: return nil
        }
    }

    var name: String {
        switch self {
        case .where: "WHERE"
        case .groupBy: "GROUP BY"
        case .having: "HAVING"
        case .orderBy: "ORDER BY"
        case .limit: "LIMIT, OFFSET"
        case .option: "OPTION"
        }
    }

    /// Whether the clause may stand behind `last`; only OPTION comes more than once.
    func canFollow(_ last: Clause?) -> Bool {
        guard let last else { return true }
        return rawValue > last.rawValue || self == .option
    }

    /// Whether the clause ends in an expression, which an operator could go on with.
    var endsInExpression: Bool {
        switch self {
        case .where, .groupBy, .having, .orderBy: true
        case .limit, .option: false
        }
    }
}

extension StatementParser {
    /// The clauses and the end of the statement.
    /// - Returns: what OPTION says.
    mutating func parseClauses(of select: inout SelectStatement) throws(SQLError) -> [QueryOption] {
        var options: [QueryOption] = []
        var last: Clause?
        while let clause = current.keyword.flatMap(Clause.init) {
            guard clause.canFollow(last) else { throw misplaced(clause) }
            switch clause {
            case .where: select.filter = try parseCondition()
            case .groupBy: select.groupBy = try parseGroupBy()
            case .having: select.having = try parseCondition()
            case .orderBy:
                var height = 0
                select.orderBy = try parseOrderBy(height: &height)
            case .limit: try parseLimit(of: &select)
            case .option: options += try parseOption()
            }
            last = clause
        }
        var expected = Clause.allCases.filter { $0.canFollow(last) }.map(\.name).joined(separator: ", ")
        if last?.endsInExpression == true {
            expected = "an operator, " + expected
        }
        try parseEnd(expected: expected + " or ")
        return options
    }

    func isClauseStart(_ token: Token) -> Bool {
        token.keyword.flatMap(Clause.init) != nil
    }

    private func misplaced(_ clause: Clause) -> SQLError {
        let order = Clause.allCases.map(\.name).joined(separator: ", ")
        return SQLError(
            .syntax, at: current.location,
            "found \(found(current)), but the clauses stand in the order \(order), each once")
    }

    /// Nothing but semicolons; `expected` says what else could have stood here.
    mutating func parseEnd(expected: String) throws(SQLError) {
        var semicolons = 0
        while try accept(.semicolon) {
            semicolons += 1
        }
        guard current.kind != .end else { return }
        if semicolons > 0 {
            throw unsupported("several statements in one text", at: current.location)
        }
        throw unexpected(expected + "the end of the statement")
    }

    private mutating func parseCondition() throws(SQLError) -> Expression {
        try advance()
        return try parseExpression().expression
    }

    /// - Parameter height: becomes that of the tallest expression, if it was less.
    mutating func parseOrderBy(height: inout Int) throws(SQLError) -> [OrderItem] {
        try advance()
        try expect(.by)
        var items: [OrderItem] = []
        repeat {
            items.append(try parseOrderItem(height: &height))
        } while try accept(.comma)
        return items
    }

    private mutating func parseOrderItem(height: inout Int) throws(SQLError) -> OrderItem {
        let key = try parseExpression()
        height = max(height, key.height)
        var item = OrderItem(expression: key.expression)
        if try accept(.desc) {
            item.isAscending = false
        } else {
            _ = try accept(.asc)
        }
        if try accept(.nulls) {
            if try accept(.first) {
                item.nullsFirst = true
            } else if try accept(.last) {
                item.nullsFirst = false
            } else {
                throw unexpected("FIRST or LAST")
            }
        }
        return item
    }
}
