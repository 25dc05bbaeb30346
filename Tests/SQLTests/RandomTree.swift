import SQL
import TestSupport

private let nowhere = SourceLocation(line: 1, column: 1)

/// Random trees of the shape that the parser builds: chains of AND and OR flat and balanced, everything else free.
struct RandomTree {
    var random: SeededGenerator

    private static let names = [
        "a", "ArrDelay", "year", "$docId", "select", "order", "my col", "it's", "a\"b", "`", "--", "/*", "größe",
        "e\u{301}", "1a", "date", "interval", "null", "NULL", "offset", "x\ny", " ", "cast", "over", "🐦", "when",
        "THEN",
        "else", "end", "case", "array", "filter", "within", "timestamp", "rollup", "cube", "grouping", "extract",
    ]
    private static let functions = [
        "count", "SUM", "dateTrunc", "left", "f", "st_Distance", "über", "now", "first",
        "extract", "cube", "rollup", "grouping", "interval", "date", "array", "filter", "within", "when", "end",
    ]
    private static let strings = [
        "", "a", "it's", "''", "x%", "\n", "\u{0}", "--", "/* */", "\\", "e\u{301}", "é", "🐦🐦", "\"", "`", ";",
    ]
    private static let words = ["timeoutMs", "a b", "select", "x", "use", "e\u{301}"]

    mutating func expression(depth: Int) -> SQL.Expression {
        SQL.Expression(kind(depth: depth), at: nowhere)
    }

    private mutating func kind(depth: Int) -> SQL.Expression.Kind {
        guard depth > 0 else { return leaf() }
        switch random.below(20) {
        case 0: return .negate(child(depth))
        case 1: return .not(child(depth))
        case 2, 3:
            let operation = random.pick([ArithmeticOperator.add, .subtract, .multiply, .divide, .remainder])
            return .arithmetic(operation, child(depth), child(depth))
        case 4:
            let comparison = random.pick([
                ComparisonOperator.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
            ])
            return .comparison(comparison, child(depth), child(depth))
        case 5: return SQL.Expression.conjunction(chain(depth).flatMap(\.conjuncts)).kind
        case 6: return SQL.Expression.disjunction(chain(depth).flatMap(\.disjuncts)).kind
        case 7: return .between(child(depth), lower: child(depth), upper: child(depth), isNegated: random.oneIn(2))
        case 8: return .inList(child(depth), chain(depth), isNegated: random.oneIn(2))
        case 9:
            return .like(
                child(depth), pattern: child(depth), escape: random.oneIn(2) ? child(depth) : nil,
                isCaseInsensitive: random.oneIn(2), isNegated: random.oneIn(2))
        case 10: return .isNull(child(depth), isNegated: random.oneIn(2))
        case 11, 12: return .call(call(depth))
        case 13: return .concatenate(child(depth), child(depth))
        case 14: return .isDistinct(child(depth), from: child(depth), isNegated: random.oneIn(2))
        case 15: return .isTruth(child(depth), random.oneIn(2), isNegated: random.oneIn(2))
        case 16: return .array(chain(depth))
        case 17: return .cast(child(depth), type(), isTry: random.oneIn(2))
        case 18:
            return .caseWhen(
                operand: random.oneIn(2) ? child(depth) : nil,
                branches: (0...random.below(3)).map { _ in
                    CaseBranch(condition: child(depth), result: child(depth))
                }, otherwise: random.oneIn(2) ? child(depth) : nil)
        default: return leaf()
        }
    }

    private mutating func child(_ depth: Int) -> SQL.Expression {
        expression(depth: depth - 1 - random.below(2))
    }

    private mutating func chain(_ depth: Int) -> [SQL.Expression] {
        (0..<(1 + random.below(5))).map { _ in child(depth) }
    }

    private mutating func call(_ depth: Int) -> FunctionCall {
        let name = random.pick(Self.functions)
        var call =
            switch random.below(4) {
            case 0: FunctionCall(name: name, arguments: [], isStar: true)
            case 1: FunctionCall(name: name, arguments: [])
            case 2: FunctionCall(name: name, arguments: chain(depth), isDistinct: true)
            default: FunctionCall(name: name, arguments: chain(depth))
            }
        if random.oneIn(5) { call.withinGroup = chain(depth).map { orderItem($0) } }
        if random.oneIn(5) { call.filter = child(depth) }
        return call
    }

    private mutating func type() -> TypeName {
        TypeName(
            random.pick(["INT", "long", "Double Precision", "größe", "end"]), isArray: random.oneIn(3), at: nowhere)
    }

    private mutating func leaf() -> SQL.Expression.Kind {
        switch random.below(10) {
        case 0: .typedLiteral(random.oneIn(2) ? .timestamp : .date, random.pick(Self.strings))
        case 1:
            .interval(
                IntervalLiteral(
                    amount: random.pick([0, 1, -1, .max, .min]), unit: random.pick(IntervalLiteral.units)))
        case 2..<6: .column(identifier())
        default: .literal(literal())
        }
    }

    private mutating func identifier() -> Identifier {
        Identifier(random.pick(Self.names), isQuoted: random.oneIn(2))
    }

    private mutating func literal() -> Literal {
        switch random.below(7) {
        case 5: return .decimal(random.pick(["0.5", "-0.50", "-0.0", "00.10", "123456789012345678901234567890"]))
        case 0: return .null
        case 1: return .boolean(random.oneIn(2))
        case 2: return .integer(random.pick([0, 1, -1, 42, .max, .min, Int64(bitPattern: random.next())]))
        case 3: return .double(random.pick([0.0, -0.0, 1.5, -2, 1e300, .leastNonzeroMagnitude, 1e16, 123_456_789.25]))
        case 4:
            let number = Double(bitPattern: random.next())
            return .double(number.isFinite ? number : 0.1)
        default: return .string(random.pick(Self.strings))
        }
    }

    mutating func statement(depth: Int) -> SelectStatement {
        let items = (0...random.below(4)).map { _ in selectItem(depth) }
        var select = SelectStatement(items: items, table: identifier(), tableLocation: nowhere)
        select.isDistinct = random.oneIn(3)
        select.filter = random.oneIn(2) ? expression(depth: depth) : nil
        select.groupBy = (0..<random.below(4)).map { _ in groupingElement(depth) }
        select.having = random.oneIn(3) ? expression(depth: depth) : nil
        select.orderBy = random.oneIn(2) ? chain(depth).map { orderItem($0) } : []
        select.limit = random.oneIn(2) ? random.pick([0, 10, .max]) : nil
        select.offset = random.oneIn(2) ? random.pick([0, 1, .max]) : 0
        select.options = (0..<random.below(3)).map { _ in
            QueryOption(key: random.pick(Self.words), value: random.pick(Self.strings))
        }
        return select
    }

    private mutating func groupingElement(_ depth: Int) -> GroupingElement {
        switch random.below(6) {
        case 0: .rollup(groupingSets(depth, canBeEmpty: false))
        case 1: .cube(groupingSets(depth, canBeEmpty: false))
        case 2: .sets(groupingSets(depth, canBeEmpty: true))
        default: .expression(child(depth))
        }
    }

    private mutating func groupingSets(_ depth: Int, canBeEmpty: Bool) -> [[SQL.Expression]] {
        (0...random.below(3)).map { _ in
            if canBeEmpty, random.oneIn(3) { return [] }
            return random.oneIn(2) ? [child(depth)] : chain(depth)
        }
    }

    private mutating func selectItem(_ depth: Int) -> SelectItem {
        if random.oneIn(6) { return .star(nowhere) }
        return .expression(child(depth), alias: random.oneIn(2) ? identifier() : nil)
    }

    private mutating func orderItem(_ expression: SQL.Expression) -> OrderItem {
        OrderItem(
            expression: expression, isAscending: random.oneIn(2), nullsFirst: random.pick([nil, true, false]))
    }
}
