/// One item of a select list.
public enum SelectItem: Sendable {
    case star(SourceLocation)
    case expression(Expression, alias: Identifier?)
}

/// One element of GROUP BY. Several of them stand for the cross product of their grouping sets.
public enum GroupingElement: Hashable, Sendable {
    case expression(Expression)
    /// `ROLLUP(a, (b, c))`: the sets (a, b, c), (a), ().
    case rollup([[Expression]])
    /// `CUBE(a, (b, c))`: the sets (a, b, c), (a), (b, c), ().
    case cube([[Expression]])
    /// `GROUPING SETS ((a, b), a, ())`.
    case sets([[Expression]])
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

/// A `SELECT` over one table. An alias of the table leaves no trace: columns with it or the table's name in front are
/// columns of the one table.
public struct SelectStatement: Sendable {
    public var isDistinct = false
    public var items: [SelectItem]
    public var table: Identifier
    public var tableLocation: SourceLocation
    public var filter: Expression?
    public var groupBy: [GroupingElement] = []
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
