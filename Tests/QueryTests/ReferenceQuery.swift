import Bytes
import SQL
import Schema

/// Runs a statement over rows in memory by its definition.
struct ReferenceQuery {
    let statement: SelectStatement
    let fields: [FieldSpec]
    let rows: [[Value]]

    func run() throws -> [[Value]] {
        var kept = [[Value]]()
        for row in rows {
            guard let filter = statement.filter else {
                kept.append(row)
                continue
            }
            if try onRow(row).value(filter) == .integer(1) { kept.append(row) }
        }
        let isGrouped =
            !statement.groupBy.isEmpty || statement.having != nil || items.contains { hasAggregate($0) }
            || statement.orderBy.contains { hasAggregate($0.expression) }
        var results = try (isGrouped ? groups(kept) : kept.map { [$0] }).filter { group in
            guard isGrouped, let having = statement.having else { return true }
            return try onGroup(group).value(having) == .integer(1)
        }.map { group in
            let context = isGrouped ? onGroup(group) : onRow(group[0])
            return (
                output: try items.map { try context.value($0) },
                order: try statement.orderBy.map { try context.value(orderExpression($0.expression)) }
            )
        }
        if statement.isDistinct {
            var seen = Set<[Value]>()
            results = results.filter { seen.insert($0.output).inserted }
        }
        let sorted = results.enumerated().sorted { left, right in
            let order = compare(left.element.order, right.element.order)
            return order == 0 ? left.offset < right.offset : order < 0
        }
        let limit = statement.limit ?? (isGrouped || statement.isDistinct ? Int.max : 10)
        return sorted.map(\.element.output).dropFirst(statement.offset).prefix(limit).map { $0 }
    }

    private var items: [Expression] {
        statement.items.flatMap { item -> [Expression] in
            switch item {
            case .star(let location): fields.map { Expression(.column(Identifier($0.name)), at: location) }
            case .expression(let expression, _): [expression]
            }
        }
    }

    private func alias(_ name: String) -> Expression? {
        for case .expression(let expression, let alias?) in statement.items where alias.text == name {
            return expression
        }
        return nil
    }

    /// An ordinal or an alias as the item that it means.
    private func orderExpression(_ expression: Expression) -> Expression {
        switch expression.kind {
        case .literal(.integer(let position)): items[Int(position) - 1]
        case .column(let name): alias(name.text) ?? expression
        default: expression
        }
    }

    private var groupingExpressions: [Expression] {
        statement.groupBy.compactMap { if case .expression(let expression) = $0 { expression } else { nil } }
    }

    private func groups(_ rows: [[Value]]) throws -> [[[Value]]] {
        if statement.groupBy.isEmpty { return [rows] }
        var positions = [[Value]: Int]()
        var groups = [[[Value]]]()
        for row in rows {
            let key = try groupingExpressions.map { try onRow(row).value(orderExpression($0)) }
            if let position = positions[key] {
                groups[position].append(row)
            } else {
                positions[key] = groups.count
                groups.append([row])
            }
        }
        return groups
    }

    private func onRow(_ row: [Value]) -> ReferenceExpression {
        ReferenceExpression(lookUp: { try look($0, row) { try onRow(row).value($0) } }, aggregate: nil)
    }

    private func onGroup(_ group: [[Value]]) -> ReferenceExpression {
        let first = group.first ?? fields.map { _ in .null }
        return ReferenceExpression(
            lookUp: { try look($0, first) { try onGroup(group).value($0) } },
            aggregate: { try aggregate($0, group) })
    }

    private func look(_ name: String, _ row: [Value], _ evaluate: (Expression) throws -> Value) throws -> Value {
        if let index = fields.firstIndex(where: { $0.name == name }) { return row[index] }
        guard let aliased = alias(name) else { throw ReferenceError.unknown(name) }
        return try evaluate(aliased)
    }

    private func aggregate(_ call: FunctionCall, _ group: [[Value]]) throws -> Value {
        if call.isStar { return .integer(Int64(group.count)) }
        let values = try group.map { try onRow($0).value(call.arguments[0]) }.filter { !$0.isNull }
        switch call.name.lowercased() {
        case "count": return .integer(Int64(call.isDistinct ? Set(values).count : values.count))
        case "min": return values.min { ReferenceExpression.order($0, $1) ?? 0 < 0 } ?? .null
        case "max": return values.max { ReferenceExpression.order($0, $1) ?? 0 < 0 } ?? .null
        case "sum", "avg":
            guard let first = values.first else { return .null }
            let isAverage = call.name.lowercased() == "avg"
            guard case .integer = first else {
                let sum = values.reduce(0.0) { sum, value in
                    if case .double(let double) = value { sum + double } else { sum }
                }
                return .double(isAverage ? sum / Double(values.count) : sum)
            }
            let sum = values.reduce(Int128(0)) { sum, value in
                if case .integer(let integer) = value { sum + Int128(integer) } else { sum }
            }
            if isAverage { return .double(Double(sum) / Double(values.count)) }
            guard let exact = Int64(exactly: sum) else { throw ReferenceError.overflow }
            return .integer(exact)
        default: throw ReferenceError.unknown(call.name)
        }
    }

    private func hasAggregate(_ expression: Expression) -> Bool {
        let text = expression.sql.lowercased()
        return ["count(", "sum(", "min(", "max(", "avg("].contains { text.contains($0) }
    }

    private func compare(_ left: [Value], _ right: [Value]) -> Int {
        for (index, item) in statement.orderBy.enumerated() {
            let nullsFirst = item.nullsFirst ?? !item.isAscending
            switch (left[index].isNull, right[index].isNull) {
            case (true, true): continue
            case (true, false): return nullsFirst ? -1 : 1
            case (false, true): return nullsFirst ? 1 : -1
            case (false, false):
                let order = ReferenceExpression.order(left[index], right[index]) ?? 0
                if order != 0 { return item.isAscending ? order : -order }
            }
        }
        return 0
    }
}
