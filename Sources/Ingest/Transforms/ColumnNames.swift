import SQL

extension SQL.Expression {
    /// The names of columns in the expression, in the order in which they stand.
    var columnNames: [String] {
        var names: [String] = []
        var pending = [self]
        while let next = pending.popLast() {
            if case .column(let name) = next.kind { names.append(name.text) }
            pending += next.parts.reversed()
        }
        return names
    }

    private var parts: [SQL.Expression] {
        switch kind {
        case .column, .literal, .typedLiteral, .interval: []
        case .array(let elements): elements
        case .negate(let operand), .not(let operand), .isNull(let operand, _), .isTruth(let operand, _, _),
            .cast(let operand, _, _):
            [operand]
        case .arithmetic(_, let left, let right), .concatenate(let left, let right),
            .comparison(_, let left, let right), .and(let left, let right), .or(let left, let right),
            .isDistinct(let left, let right, _):
            [left, right]
        case .between(let operand, let lower, let upper, _): [operand, lower, upper]
        case .inList(let operand, let items, _): [operand] + items
        case .like(let operand, let pattern, let escape, _, _): [operand, pattern] + [escape].compactMap { $0 }
        case .caseWhen(let operand, let branches, let otherwise):
            [operand].compactMap { $0 } + branches.flatMap { [$0.condition, $0.result] }
                + [otherwise].compactMap { $0 }
        case .call(let call): call.arguments + [call.filter].compactMap { $0 }
        }
    }
}
