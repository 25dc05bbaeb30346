/// The cursor over a statement's tokens, with what every rule of the grammar needs. The rules are in extensions, one
/// file per part of the language.
struct StatementParser {
    var lexer: Lexer
    /// The token that the next rule looks at.
    var current: Token
    /// What stood in front of columns, to be checked when the table is known.
    var qualifiers: [(name: Identifier, location: SourceLocation)] = []
    /// Whether `a.b` is the column of that name, rather than the column `b` of the table `a`.
    var joinsDottedNames = false
    /// Constructs around the current token that the parser entered by recursion.
    private(set) var nesting = 0
    /// The most that `nesting` was since something set it to less, with `::` counted like the CAST that it stands for.
    private var deepest = 0
    /// Expression nodes so far.
    private var nodes = 0

    init(_ text: String) throws(SQLError) {
        lexer = Lexer(text)
        current = try lexer.next()
    }

    /// The token behind the current one; none if there the text is not made of tokens.
    var following: Token? {
        var ahead = lexer
        return try? ahead.next()
    }

    /// Moves to the next token and returns the one that was current.
    @discardableResult
    mutating func advance() throws(SQLError) -> Token {
        let token = current
        current = try lexer.next()
        return token
    }

    /// Moves over the keyword if it is next.
    mutating func accept(_ keyword: Keyword) throws(SQLError) -> Bool {
        guard current.keyword == keyword else { return false }
        try advance()
        return true
    }

    /// Moves over the symbol if it is next.
    mutating func accept(_ symbol: Symbol) throws(SQLError) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ keyword: Keyword, _ expected: String? = nil) throws(SQLError) {
        guard try accept(keyword) else { throw unexpected(expected ?? keyword.rawValue) }
    }

    mutating func expect(_ symbol: Symbol, _ expected: String) throws(SQLError) {
        guard try accept(symbol) else { throw unexpected(expected) }
    }

    /// The name that the token holds, without its quotes.
    func identifier(_ token: Token) throws(SQLError) -> Identifier {
        let isQuoted = token.kind == .quotedName
        let name = isQuoted ? lexer.unquoted(token) : lexer.text(token)
        guard !name.isEmpty else {
            throw SQLError(.syntax, at: token.location, "found a quoted name without characters, expected a name")
        }
        guard name.utf8.count <= StatementLimits.nameBytes else {
            throw SQLError(
                .tooLarge, at: token.location,
                "the name has \(name.utf8.count) bytes, the limit is \(StatementLimits.nameBytes)")
        }
        return Identifier(name, isQuoted: isQuoted)
    }

    /// Whether the token can name a column, a table or an alias.
    func isName(_ token: Token) -> Bool {
        switch token.kind {
        case .quotedName: true
        case .word: token.keyword?.isReserved != true
        default: false
        }
    }

    /// Every recursion of the grammar passes through here, and through `leave`.
    mutating func enter() throws(SQLError) {
        nesting += 1
        try reach(nesting)
    }

    /// Notes nesting that the canonical text will have.
    private mutating func reach(_ depth: Int) throws(SQLError) {
        deepest = max(deepest, depth)
        guard deepest <= StatementLimits.nesting else {
            throw SQLError(
                .tooLarge, at: current.location,
                "parentheses, functions, CASEs, NOTs and signs are nested more than \(StatementLimits.nesting) deep")
        }
    }

    mutating func leave() {
        nesting -= 1
    }

    /// Starts to measure how deep what follows is nested.
    /// - Returns: the measure so far, for `endMeasure`.
    mutating func startMeasure() -> Int {
        defer { deepest = nesting }
        return deepest
    }

    mutating func endMeasure(_ outer: Int) {
        deepest = max(deepest, outer)
    }

    /// What was measured is put into one more pair of parentheses.
    mutating func enclose() throws(SQLError) {
        try reach(deepest + 1)
    }

    /// Every node of an expression is counted here.
    mutating func countNode(at location: SourceLocation, height: Int) throws(SQLError) {
        nodes += 1
        guard nodes <= StatementLimits.expressionNodes else {
            throw SQLError(
                .tooLarge, at: location,
                "the expressions have more than \(StatementLimits.expressionNodes) nodes")
        }
        guard height <= StatementLimits.treeHeight else {
            throw SQLError(
                .tooLarge, at: location,
                "the expression has more than \(StatementLimits.treeHeight) levels of operators")
        }
    }

    /// A node of the tree, above operands of which the tallest has the given height.
    mutating func node(
        _ kind: Expression.Kind, at location: SourceLocation, above height: Int = 0
    ) throws(SQLError) -> ParsedExpression {
        try countNode(at: location, height: height + 1)
        return ParsedExpression(Expression(kind, at: location), height: height + 1)
    }
}
