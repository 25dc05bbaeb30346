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
        /// `TIMESTAMP '2024-01-01 00:00:00'`; the text is not looked at.
        case typedLiteral(TypedLiteralKind, String)
        case interval(IntervalLiteral)
        /// `ARRAY[1, 2]`, with one element at least.
        case array([Expression])
        case negate(Expression)
        case not(Expression)
        case arithmetic(ArithmeticOperator, Expression, Expression)
        /// `a || b`.
        case concatenate(Expression, Expression)
        case comparison(ComparisonOperator, Expression, Expression)
        case and(Expression, Expression)
        case or(Expression, Expression)
        case between(Expression, lower: Expression, upper: Expression, isNegated: Bool)
        case inList(Expression, [Expression], isNegated: Bool)
        /// LIKE, or ILIKE if the case of letters does not count.
        case like(
            Expression, pattern: Expression, escape: Expression?, isCaseInsensitive: Bool, isNegated: Bool)
        case isNull(Expression, isNegated: Bool)
        /// `a IS [NOT] TRUE` or `FALSE`: never NULL.
        case isTruth(Expression, Bool, isNegated: Bool)
        /// `a IS [NOT] DISTINCT FROM b`; IS NOT DISTINCT FROM is the negated form.
        case isDistinct(Expression, from: Expression, isNegated: Bool)
        /// `CASE [operand] WHEN condition THEN result ... [ELSE otherwise] END`, with one branch at least. With an
        /// operand, the conditions are values that it is compared with.
        case caseWhen(operand: Expression?, branches: [CaseBranch], otherwise: Expression?)
        /// `CAST(a AS type)` and `a::type`; TRY_CAST gives NULL for what cannot be converted.
        case cast(Expression, TypeName, isTry: Bool)
        /// Functions and aggregates; `EXTRACT(unit FROM a)` is the call `extract('UNIT', a)`.
        case call(FunctionCall)
    }

    public var kind: Kind
    public var location: SourceLocation

    public init(_ kind: Kind, at location: SourceLocation) {
        self.kind = kind
        self.location = location
    }
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

/// One `WHEN condition THEN result`.
public struct CaseBranch: Hashable, Sendable {
    public var condition: Expression
    public var result: Expression

    public init(condition: Expression, result: Expression) {
        self.condition = condition
        self.result = result
    }
}

/// The type that a CAST names.
public struct TypeName: Sendable {
    /// The words as written, one space between them, without a final ARRAY.
    public var name: String
    /// `INT ARRAY`, `INT_ARRAY` and `INT[]`.
    public var isArray: Bool
    public var location: SourceLocation

    public init(_ name: String, isArray: Bool = false, at location: SourceLocation) {
        self.name = name
        self.isArray = isArray
        self.location = location
    }
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
    /// `WITHIN GROUP (ORDER BY ...)`; empty without it.
    public var withinGroup: [OrderItem]
    /// `FILTER (WHERE ...)`.
    public var filter: Expression?

    public init(
        name: String, arguments: [Expression], isStar: Bool = false, isDistinct: Bool = false,
        withinGroup: [OrderItem] = [], filter: Expression? = nil
    ) {
        self.name = name
        self.arguments = arguments
        self.isStar = isStar
        self.isDistinct = isDistinct
        self.withinGroup = withinGroup
        self.filter = filter
    }
}
