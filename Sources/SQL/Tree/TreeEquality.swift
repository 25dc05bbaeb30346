// Two trees are equal when they mean the same thing by their form: places in the text do not count, nor do quotes
// around names, nor the case of function and type names. Names and strings are compared byte for byte, numbers bit
// for bit, since `String` holds composed and decomposed letters, and `Double` holds both zeros, for the same.

extension Literal: Hashable {
    public static func == (left: Literal, right: Literal) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let a), .boolean(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.decimal(let a), .decimal(let b)): a.hasSameBytes(as: b)
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
        case .decimal(let digits): hasher.combine(digits)
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
        case (.typedLiteral(let a, let aText), .typedLiteral(let b, let bText)): a == b && aText.hasSameBytes(as: bText)
        case (.interval(let a), .interval(let b)): a == b
        case (.array(let a), .array(let b)): a == b
        case (.negate(let a), .negate(let b)), (.not(let a), .not(let b)): a == b
        case (.arithmetic(let a, let a1, let a2), .arithmetic(let b, let b1, let b2)): a == b && a1 == b1 && a2 == b2
        case (.comparison(let a, let a1, let a2), .comparison(let b, let b1, let b2)): a == b && a1 == b1 && a2 == b2
        case (.and(let a1, let a2), .and(let b1, let b2)), (.or(let a1, let a2), .or(let b1, let b2)),
            (.concatenate(let a1, let a2), .concatenate(let b1, let b2)):
            a1 == b1 && a2 == b2
        case (.caseWhen(let a, let aBranches, let aElse), .caseWhen(let b, let bBranches, let bElse)):
            a == b && aBranches == bBranches && aElse == bElse
        case (.cast(let a, let aType, let aTry), .cast(let b, let bType, let bTry)):
            a == b && aType == bType && aTry == bTry
        case (.call(let a), .call(let b)): a == b
        default: isEqualPredicate(left, right)
        }
    }

    private static func isEqualPredicate(_ left: Self, _ right: Self) -> Bool {
        switch (left, right) {
        case (.between(let a, let a1, let a2, let aNot), .between(let b, let b1, let b2, let bNot)):
            a == b && a1 == b1 && a2 == b2 && aNot == bNot
        case (.inList(let a, let aItems, let aNot), .inList(let b, let bItems, let bNot)):
            a == b && aItems == bItems && aNot == bNot
        case (.like(let a, let a1, let a2, let aCase, let aNot), .like(let b, let b1, let b2, let bCase, let bNot)):
            a == b && a1 == b1 && a2 == b2 && aCase == bCase && aNot == bNot
        case (.isNull(let a, let aNot), .isNull(let b, let bNot)): a == b && aNot == bNot
        case (.isTruth(let a, let aTruth, let aNot), .isTruth(let b, let bTruth, let bNot)):
            a == b && aTruth == bTruth && aNot == bNot
        case (.isDistinct(let a, let a1, let aNot), .isDistinct(let b, let b1, let bNot)):
            a == b && a1 == b1 && aNot == bNot
        default: false
        }
    }
}

extension TypeName: Hashable {
    public static func == (left: TypeName, right: TypeName) -> Bool {
        left.isArray == right.isArray && left.name.asciiUppercased.hasSameBytes(as: right.name.asciiUppercased)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name.asciiUppercased)
        hasher.combine(isArray)
    }
}

extension FunctionCall: Hashable {
    public static func == (left: FunctionCall, right: FunctionCall) -> Bool {
        left.isStar == right.isStar && left.isDistinct == right.isDistinct
            && left.name.asciiLowercased.hasSameBytes(as: right.name.asciiLowercased)
            && left.arguments == right.arguments && left.withinGroup == right.withinGroup
            && left.filter == right.filter
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name.asciiLowercased)
        hasher.combine(arguments)
        hasher.combine(isStar)
        hasher.combine(isDistinct)
        hasher.combine(withinGroup)
        hasher.combine(filter)
    }
}
