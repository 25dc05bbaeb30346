/// The words of the grammar.
enum Keyword: String, CaseIterable {
    case all = "ALL"
    case analyze = "ANALYZE"
    case and = "AND"
    case array = "ARRAY"
    case `as` = "AS"
    case asc = "ASC"
    case between = "BETWEEN"
    case by = "BY"
    case `case` = "CASE"
    case cast = "CAST"
    case cube = "CUBE"
    case date = "DATE"
    case desc = "DESC"
    case describe = "DESCRIBE"
    case distinct = "DISTINCT"
    case `else` = "ELSE"
    case end = "END"
    case escape = "ESCAPE"
    case except = "EXCEPT"
    case explain = "EXPLAIN"
    case extract = "EXTRACT"
    case `false` = "FALSE"
    case filter = "FILTER"
    case first = "FIRST"
    case `for` = "FOR"
    case from = "FROM"
    case functions = "FUNCTIONS"
    case group = "GROUP"
    case grouping = "GROUPING"
    case having = "HAVING"
    case ilike = "ILIKE"
    case `in` = "IN"
    case intersect = "INTERSECT"
    case interval = "INTERVAL"
    case `is` = "IS"
    case last = "LAST"
    case like = "LIKE"
    case limit = "LIMIT"
    case not = "NOT"
    case null = "NULL"
    case nulls = "NULLS"
    case offset = "OFFSET"
    case option = "OPTION"
    case or = "OR"
    case order = "ORDER"
    case plan = "PLAN"
    case rollup = "ROLLUP"
    case select = "SELECT"
    case set = "SET"
    case sets = "SETS"
    case show = "SHOW"
    case tables = "TABLES"
    case then = "THEN"
    case timestamp = "TIMESTAMP"
    case `true` = "TRUE"
    case tryCast = "TRY_CAST"
    case union = "UNION"
    case when = "WHEN"
    case `where` = "WHERE"
    case within = "WITHIN"

    /// Whether the bare word cannot name a column or an alias. As few as the grammar allows: real tables have
    /// columns called `year`, `offset`, `first` or `end`.
    var isReserved: Bool {
        switch self {
        case .all, .and, .as, .between, .case, .distinct, .except, .false, .from, .group, .having, .ilike, .in,
            .intersect, .is, .like, .limit, .not, .null, .or, .order, .select, .true, .union, .where:
            true
        default: false
        }
    }

    /// The keyword that the bytes spell, in whatever case.
    init?(_ word: some Collection<UInt8>) {
        guard let packed = Self.pack(word), let keyword = Self.byPackedName[packed] else { return nil }
        self = keyword
    }

    private static let byPackedName: [UInt128: Keyword] = {
        var table: [UInt128: Keyword] = [:]
        for keyword in allCases {
            guard let packed = pack(keyword.rawValue.utf8) else { preconditionFailure("a keyword is short ASCII") }
            table[packed] = keyword
        }
        return table
    }()

    /// Up to 16 ASCII bytes in upper case as one integer, so that looking up a word allocates nothing.
    private static func pack(_ word: some Collection<UInt8>) -> UInt128? {
        guard word.count <= 16 else { return nil }
        var packed: UInt128 = 0
        for byte in word {
            guard byte < 0x80 else { return nil }
            packed = packed << 8 | UInt128(byte.asciiUppercased)
        }
        return packed
    }
}
