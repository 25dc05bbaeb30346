// Two trees are equal when they mean the same thing by their form: places in the text do not count, nor do quotes
// around names, nor the case of function names. Names and strings are compared byte for byte, numbers bit for bit,
// since `String` holds composed and decomposed letters, and `Double` holds both zeros, for the same.

extension Literal: Hashable {
    public static func == (left: Literal, right: Literal) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let a), .boolean(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.double(let a), .double(let b)): a.bitPattern == b.bitPattern
        case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .boolean(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value.bitPattern)
        case .string(let value): hasher.combine(value)
        }
    }
}

extension Expression: Hashable {
    public static func == (left: Expression, right: Expression) -> Bool {
        left.kind == right.kind
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
    }
}

extension Expression.Kind: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.column(let a), .column(let b)): a.text.hasSameBytes(as: b.text)
        case (.literal(let a), .literal(let b)): a == b
        case (.negate(let a), .negate(let b)), (.not(let a), .not(let b)): a == b
        case (.arithmetic(let a, let a1, let a2), .arithmetic(let b, let b1, let b2)): a == b && a1 == b1 && a2 == b2
        case (.comparison(let a, let a1, let a2), .comparison(let b, let b1, let b2)): a == b && a1 == b1 && a2 == b2
        case (.and(let a1, let a2), .and(let b1, let b2)), (.or(let a1, let a2), .or(let b1, let b2)):
            a1 == b1 && a2 == b2
        case (.between(let a, let a1, let a2, let aNot), .between(let b, let b1, let b2, let bNot)):
            a == b && a1 == b1 && a2 == b2 && aNot == bNot
        case (.inList(let a, let aItems, let aNot), .inList(let b, let bItems, let bNot)):
            a == b && aItems == bItems && aNot == bNot
        case (.like(let a, let a1, let a2, let aNot), .like(let b, let b1, let b2, let bNot)):
            a == b && a1 == b1 && a2 == b2 && aNot == bNot
        case (.isNull(let a, let aNot), .isNull(let b, let bNot)): a == b && aNot == bNot
        case (.call(let a), .call(let b)): a == b
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .column(let name): combine(0, [], into: &hasher, name.text)
        case .literal(let literal): combine(1, [], into: &hasher, literal)
        case .negate(let operand): combine(2, [operand], into: &hasher, false)
        case .not(let operand): combine(3, [operand], into: &hasher, false)
        case .arithmetic(let operation, let a, let b): combine(4, [a, b], into: &hasher, operation)
        case .comparison(let operation, let a, let b): combine(5, [a, b], into: &hasher, operation)
        case .and(let a, let b): combine(6, [a, b], into: &hasher, false)
        case .or(let a, let b): combine(7, [a, b], into: &hasher, false)
        case .between(let a, let b, let c, let isNegated): combine(8, [a, b, c], into: &hasher, isNegated)
        case .inList(let a, let items, let isNegated): combine(9, [a] + items, into: &hasher, isNegated)
        case .like(let a, let b, let c, let isNegated):
            combine(10, [a, b] + (c.map { [$0] } ?? []), into: &hasher, isNegated)
        case .isNull(let operand, let isNegated): combine(11, [operand], into: &hasher, isNegated)
        case .call(let call): combine(12, [], into: &hasher, call)
        }
    }

    private func combine(_ tag: Int, _ operands: [Expression], into hasher: inout Hasher, _ detail: some Hashable) {
        hasher.combine(tag)
        hasher.combine(operands)
        hasher.combine(detail)
    }
}

extension FunctionCall: Hashable {
    public static func == (left: FunctionCall, right: FunctionCall) -> Bool {
        left.isStar == right.isStar && left.isDistinct == right.isDistinct
            && left.name.asciiLowercased.hasSameBytes(as: right.name.asciiLowercased)
            && left.arguments == right.arguments
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name.asciiLowercased)
        hasher.combine(arguments)
        hasher.combine(isStar)
        hasher.combine(isDistinct)
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
