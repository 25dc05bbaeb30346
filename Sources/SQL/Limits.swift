/// What a statement may measure. Anything over one of these is refused with `SQL_TOO_LARGE`, so that no text,
/// however hostile, costs more than a bounded amount of stack, memory and time.
public enum StatementLimits {
    /// Bytes of UTF-8 in the text handed to the parser.
    public static let textBytes = 1 << 20
    /// Parentheses, function calls, CASEs, casts, arrays, IN lists, NOTs and signs around one another. Bounds the
    /// parser's own stack, to less than 1 MiB.
    public static let nesting = 128
    /// Levels of one expression tree. Arithmetic leans to the left, one level per operator, without any nesting in
    /// the text; this bounds the stack of everything that walks a tree, including its destruction.
    public static let treeHeight = 512
    /// Nodes of all expressions of a statement together.
    public static let expressionNodes = 1 << 18
    /// Items of one IN list.
    public static let inListItems = 65_536
    /// Grouping sets that GROUP BY stands for.
    public static let groupingSets = 4096
    /// Bytes of UTF-8 in the name of a column, table, alias, function or option.
    public static let nameBytes = 255
    /// Characters of a number without exponent.
    public static let decimalBytes = 10_000
    /// Options of a statement, SET and OPTION together.
    public static let options = 256
}
