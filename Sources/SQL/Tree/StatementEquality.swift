// As in `TreeEquality.swift`: places and quotes do not count, bytes do.

extension Statement: Hashable {
    public static func == (left: Statement, right: Statement) -> Bool {
        switch (left, right) {
        case (.select(let a), .select(let b)): a == b
        case (.explain(let a, let aAnalyze), .explain(let b, let bAnalyze)): a == b && aAnalyze == bAnalyze
        case (.showTables, .showTables), (.showFunctions, .showFunctions): true
        case (.describe(let a, _), .describe(let b, _)): a.text.hasSameBytes(as: b.text)
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        switch self {
        case .select(let select), .explain(let select, _): hasher.combine(select)
        case .showTables, .showFunctions: break
        case .describe(let table, _): hasher.combine(table.text)
        }
    }
}

extension SelectItem: Hashable {
    public static func == (left: SelectItem, right: SelectItem) -> Bool {
        switch (left, right) {
        case (.star, .star): true
        case (.expression(let a, nil), .expression(let b, nil)): a == b
        case (.expression(let a, let aAlias?), .expression(let b, let bAlias?)):
            a == b && aAlias.text.hasSameBytes(as: bAlias.text)
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        guard case .expression(let expression, let alias) = self else { return hasher.combine(0) }
        hasher.combine(expression)
        hasher.combine(alias?.text)
    }
}

extension SelectStatement: Hashable {
    public static func == (left: SelectStatement, right: SelectStatement) -> Bool {
        left.isDistinct == right.isDistinct && left.items == right.items
            && left.table.text.hasSameBytes(as: right.table.text)
            && left.filter == right.filter && left.groupBy == right.groupBy && left.having == right.having
            && left.orderBy == right.orderBy && left.limit == right.limit && left.offset == right.offset
            && left.options == right.options
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(isDistinct)
        hasher.combine(items)
        hasher.combine(table.text)
        hasher.combine(filter)
        hasher.combine(groupBy)
        hasher.combine(having)
        hasher.combine(orderBy)
        hasher.combine(limit)
        hasher.combine(offset)
        hasher.combine(options)
    }
}
