/// Cases that are one step smaller than another one.
enum Reduction {
    static func candidates(_ lab: LabCase) -> [LabCase] {
        var result = statements(lab.statement).map { statement in
            var smaller = lab
            smaller.statement = statement
            return smaller
        }
        if let condition = lab.condition {
            result += terms(condition).map { term in
                var smaller = lab
                smaller.condition = term
                return smaller
            }
        }
        return result
    }

    private static func statements(_ statement: LabStatement) -> [LabStatement] {
        var result: [LabStatement] = []
        func add(_ change: (inout LabStatement) -> Void) {
            var smaller = statement
            change(&smaller)
            result.append(smaller)
        }
        if statement.filter != nil { add { $0.filter = nil } }
        if case .all = statement.grouping {} else { add { $0.grouping = .all } }
        if statement.having != nil { add { $0.having = nil } }
        for index in statement.order.indices { add { $0.order.remove(at: index) } }
        if statement.offset > 0 { add { $0.offset = 0 } }
        if statement.limit != nil && statement.limit != 1_000_000 { add { $0.limit = 1_000_000 } }
        if statement.isDistinct { add { $0.isDistinct = false } }
        for index in statement.items.indices where statement.items.count > 1 { add { $0.removeItem(index) } }
        for index in statement.keys.indices where index < statement.keys.count {
            add { smaller in
                smaller.keys.remove(at: index)
                smaller.keyStyles.remove(at: index)
                if smaller.items.count > 1 && index < smaller.items.count { smaller.removeItem(index) }
            }
        }
        for (index, item) in statement.items.enumerated() where index >= statement.keys.count {
            for term in terms(item) { add { $0.items[index] = term } }
        }
        for (index, key) in statement.keys.enumerated() where index < statement.items.count {
            for term in terms(key) where !term.facts.isConstant {
                add { smaller in
                    smaller.keys[index] = term
                    if smaller.items[index].martlet == key.martlet { smaller.items[index] = term }
                }
            }
        }
        if let filter = statement.filter { for term in terms(filter) { add { $0.filter = term } } }
        if let having = statement.having { for term in terms(having) { add { $0.having = term } } }
        return result
    }

    /// The term with one of its parts replaced by a part of that part, the greatest steps first.
    static func terms(_ term: Term) -> [Term] {
        var result = lifted(term)
        for index in term.operands.indices {
            for smaller in terms(term.operands[index]) {
                var copy = term
                copy.operands[index] = smaller
                result.append(copy)
            }
        }
        return result
    }

    /// The operands that can stand for the term itself. A text that is an instant only where it meets one cannot.
    private static func lifted(_ term: Term) -> [Term] {
        term.operands.filter { operand in
            let isBareInstant = operand.type == .timestamp && operand.operands.isEmpty && operand.facts.isConstant
            return operand.type == term.type && operand.hasAggregate == term.hasAggregate && !isBareInstant
        }
    }
}

extension LabStatement {
    /// Drops an item; keys of ORDER BY that name it go with it, and others are counted anew.
    fileprivate mutating func removeItem(_ index: Int) {
        items.remove(at: index)
        order = order.compactMap { entry in
            guard case .item(let position, let byPosition) = entry.key else { return entry }
            if position == index { return nil }
            var moved = entry
            moved.key = .item(position > index ? position - 1 : position, byPosition: byPosition)
            return moved
        }
    }
}
