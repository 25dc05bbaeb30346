import Expressions
import SQL
import Schema

/// Settles the names and types of one statement.
struct Planner {
    /// Rows of a selection without LIMIT.
    static let defaultSelectionLimit = 10

    struct Item {
        let name: String
        let expression: BoundExpression
        /// As it is written, but for what `*` stands for.
        var source: Expression?
    }

    private struct OrderTerm {
        let item: OrderItem
        let expression: BoundExpression
    }

    let statement: SelectStatement
    let scope: ColumnScope
    var defaultLimit = Planner.defaultSelectionLimit

    init(_ statement: SelectStatement, schema: Schema, now: Int64? = nil, readsNulls: Bool = true) {
        self.statement = statement
        scope = ColumnScope(schema: schema, now: now, readsNulls: readsNulls)
    }

    var binder: Binder { scope.binder }

    func plan() throws(ExpressionError) -> QueryPlan {
        let filter = try bindFilter()
        var items = try bindItems()
        var grouping = try bindGrouping(items)
        if try makeColumnsOfConstantKeys(items) {
            scope.forgetCalls()
            items = try bindItems()
            grouping = try bindGrouping(items)
        }
        let having = try bindHaving()
        let order = try bindOrder(items)
        let isGrouped =
            !statement.groupBy.isEmpty || having != nil || !scope.aggregates.isEmpty || !scope.groupings.isEmpty
        var plan = QueryPlan(
            columns: [], filter: filter.flatMap(FilterTree.init), outputNames: items.map(\.name),
            outputs: items.map(\.expression), order: [], aggregation: nil, limit: statement.limit,
            offset: statement.offset)
        if isGrouped {
            try planGroups(grouping, having, items, order, into: &plan)
        } else if statement.isDistinct {
            try planDistinct(items, order, into: &plan)
        } else {
            for term in order { plan.order.append(try orderKey(term.item, term.expression)) }
            plan.limit = statement.limit ?? defaultLimit
        }
        plan.columns = scope.columns
        plan.explodeLists()
        plan.addDerivedTimes()
        return plan
    }

    private func bindFilter() throws(ExpressionError) -> BoundExpression? {
        guard let filter = statement.filter else { return nil }
        scope.clauseWithoutAggregates = "WHERE"
        defer { scope.clauseWithoutAggregates = nil }
        return try binder.bindCondition(filter)
    }

    private func bindItems() throws(ExpressionError) -> [Item] {
        var items = [Item]()
        var aliases = [(name: Identifier, expression: BoundExpression)]()
        for item in statement.items {
            switch item {
            case .star:
                items += scope.schema.fields.map { Item(name: $0.name, expression: scope.input(for: $0)) }
            case .expression(let expression, let alias):
                let bound = try binder.bind(expression)
                if let alias { aliases.append((alias, bound)) }
                items.append(
                    Item(name: alias?.text ?? name(of: expression, bound), expression: bound, source: expression))
            }
        }
        scope.aliases = aliases
        return items
    }

    private func name(of expression: Expression, _ bound: BoundExpression) -> String {
        if case .column = expression.kind, case .input(let slot, _) = bound { return scope.columns[slot].name }
        return expression.sql
    }

    /// The position that a bare integer in GROUP BY or ORDER BY names, counted from 1.
    func ordinal(_ expression: Expression, _ clause: String, _ items: [Item]) throws(ExpressionError) -> Int? {
        guard case .literal(.integer(let position)) = expression.kind else { return nil }
        guard position >= 1 && position <= Int64(items.count) else {
            throw ExpressionError(
                .invalidQuery, at: expression.location,
                "\(clause) position \(position) is not in the select list of \(items.count)")
        }
        return Int(position) - 1
    }

    private func bindHaving() throws(ExpressionError) -> BoundExpression? {
        guard let having = statement.having else { return nil }
        return try binder.bindCondition(having)
    }

    /// An alias goes before a column of the same name here, and behind it everywhere else.
    private func bindOrder(_ items: [Item]) throws(ExpressionError) -> [OrderTerm] {
        var terms = [OrderTerm]()
        for item in statement.orderBy {
            if let position = try ordinal(item.expression, "ORDER BY", items) {
                terms.append(OrderTerm(item: item, expression: items[position].expression))
            } else if case .column(let name) = item.expression.kind, let aliased = scope.exactAlias(named: name.text) {
                terms.append(OrderTerm(item: item, expression: aliased))
            } else {
                terms.append(OrderTerm(item: item, expression: try binder.bind(item.expression)))
            }
        }
        return terms
    }

    private func orderKey(_ item: OrderItem, _ expression: BoundExpression) throws(ExpressionError) -> OrderKey {
        try refuseList(expression, "ORDER BY", at: item.expression.location)
        return OrderKey(
            expression: expression, isAscending: item.isAscending, nullsFirst: item.nullsFirst ?? !item.isAscending)
    }

    private func planGroups(
        _ grouping: Grouping, _ having: BoundExpression?, _ items: [Item], _ order: [OrderTerm],
        into plan: inout QueryPlan
    ) throws(ExpressionError) {
        let rewriter = GroupRewriter(keys: grouping.keys, scope: scope)
        var outputs = [BoundExpression]()
        for item in items {
            let output = try rewriter.rewrite(item.expression)
            if statement.isDistinct { try refuseList(output, "SELECT DISTINCT", at: nil) }
            outputs.append(output)
        }
        var rewrittenOrder = [OrderKey]()
        for term in order {
            let expression = try rewriter.rewrite(term.expression)
            guard !statement.isDistinct || outputs.contains(expression) else { throw notSelected(term) }
            rewrittenOrder.append(try orderKey(term.item, expression))
        }
        let rewrittenHaving = try having.map { (condition) throws(ExpressionError) in try rewriter.rewrite(condition) }
        plan.outputs = outputs
        plan.order = rewrittenOrder
        plan.aggregation = AggregationPlan(
            keys: grouping.keys, sets: grouping.sets, groupings: try groupings(grouping.keys),
            aggregates: scope.aggregates, having: rewrittenHaving, isDistinct: statement.isDistinct)
    }

    /// SELECT DISTINCT without aggregates groups by everything that is selected.
    private func planDistinct(_ items: [Item], _ order: [OrderTerm], into plan: inout QueryPlan) throws(ExpressionError)
    {
        let keys = items.map(\.expression)
        let rewriter = GroupRewriter(keys: keys, scope: scope)
        for term in order {
            guard let expression = try? rewriter.rewrite(term.expression) else { throw notSelected(term) }
            plan.order.append(try orderKey(term.item, expression))
        }
        plan.outputs = keys.enumerated().map { .input($0.offset, ValueType($0.element.type.element)) }
        plan.aggregation = AggregationPlan(
            keys: keys, sets: [Array(keys.indices)], aggregates: [], having: nil, isDistinct: false)
    }

    private func notSelected(_ term: OrderTerm) -> ExpressionError {
        ExpressionError(
            .invalidQuery, at: term.item.expression.location,
            "with SELECT DISTINCT, ORDER BY takes only what is selected")
    }
}
