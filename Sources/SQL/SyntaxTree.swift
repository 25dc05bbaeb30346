import Schema

/// A place in a statement's text, both counted from 1; columns count Unicode scalars.
public struct SourceLocation: Hashable, Sendable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A name as it was written, without its quotes.
public struct Identifier: Hashable, Sendable {
    public let text: String
    /// Whether it stood in double quotes or back-ticks; a quoted name is never a keyword or a function.
    public let isQuoted: Bool

    public init(_ text: String, isQuoted: Bool = false) {
        self.text = text
        self.isQuoted = isQuoted
    }
}

/// A part of a statement that has a value, with the place where it starts.
public struct Expression: Sendable {
    public indirect enum Kind: Sendable {
        case column(Identifier)
        case literal(Literal)
        case negate(Expression)
        case not(Expression)
        case arithmetic(ArithmeticOperator, Expression, Expression)
        case comparison(ComparisonOperator, Expression, Expression)
        case and(Expression, Expression)
        case or(Expression, Expression)
        case between(Expression, lower: Expression, upper: Expression, isNegated: Bool)
        case inList(Expression, [Expression], isNegated: Bool)
        case like(Expression, pattern: Expression, escape: Expression?, isNegated: Bool)
        case isNull(Expression, isNegated: Bool)
        case call(FunctionCall)
    }

    public var kind: Kind
    public var location: SourceLocation

    public init(_ kind: Kind, at location: SourceLocation) {
        self.kind = kind
        self.location = location
    }
}

public enum Literal: Sendable {
    case null
    case boolean(Bool)
    /// Digits without point or exponent that fit 64 bits signed (a minus in front is folded in).
    case integer(Int64)
    /// Any other number.
    case double(Double)
    case string(String)
}

public enum ArithmeticOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
}

public enum ComparisonOperator: String, Sendable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

/// A function or aggregate applied to arguments.
public struct FunctionCall: Sendable {
    /// The name as written; functions are looked up without regard to case.
    public var name: String
    public var arguments: [Expression]
    /// `COUNT(*)`: no arguments.
    public var isStar: Bool
    /// `COUNT(DISTINCT x)`.
    public var isDistinct: Bool

    public init(name: String, arguments: [Expression], isStar: Bool = false, isDistinct: Bool = false) {
        self.name = name
        self.arguments = arguments
        self.isStar = isStar
        self.isDistinct = isDistinct
    }
}

/// One item of a select list.
public enum SelectItem: Sendable {
    case star(SourceLocation)
    case expression(Expression, alias: Identifier?)
}

public struct OrderItem: Hashable, Sendable {
    public var expression: Expression
    public var isAscending: Bool
    /// NULLS FIRST or NULLS LAST where written; otherwise NULLs are larger than every value.
    public var nullsFirst: Bool?

    public init(expression: Expression, isAscending: Bool = true, nullsFirst: Bool? = nil) {
        self.expression = expression
        self.isAscending = isAscending
        self.nullsFirst = nullsFirst
    }
}

/// A `SELECT` over one table.
public struct SelectStatement: Sendable {
    public var isDistinct = false
    public var items: [SelectItem]
    public var table: Identifier
    public var tableLocation: SourceLocation
    public var filter: Expression?
    public var groupBy: [Expression] = []
    public var having: Expression?
    public var orderBy: [OrderItem] = []
    public var limit: Int?
    public var offset = 0
    /// From `SET k=v;` in front and `OPTION(k=v)` behind, in the order written.
    public var options: [QueryOption] = []

    public init(items: [SelectItem], table: Identifier, tableLocation: SourceLocation) {
        self.items = items
        self.table = table
        self.tableLocation = tableLocation
    }
}

/// One `key=value` that changes how a statement runs; the value is unquoted text.
public struct QueryOption: Hashable, Sendable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
