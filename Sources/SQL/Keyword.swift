/// The words of the grammar.
enum Keyword: String, CaseIterable {
    case all = "ALL"
    case and = "AND"
    case `as` = "AS"
    case asc = "ASC"
    case between = "BETWEEN"
    case by = "BY"
    case `case` = "CASE"
    case desc = "DESC"
    case distinct = "DISTINCT"
    case escape = "ESCAPE"
    case except = "EXCEPT"
    case `false` = "FALSE"
    case first = "FIRST"
    case from = "FROM"
    case group = "GROUP"
    case having = "HAVING"
    case ilike = "ILIKE"
    case `in` = "IN"
    case intersect = "INTERSECT"
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
    case select = "SELECT"
    case set = "SET"
    case `true` = "TRUE"
    case union = "UNION"
    case `where` = "WHERE"

    /// Whether the bare word cannot name a column or an alias. As few as the grammar allows: real tables have
    /// columns called `year`, `offset`, `first` or `end`.
    var isReserved: Bool {
        switch self {
        case .asc, .by, .desc, .escape, .first, .last, .nulls, .offset, .option, .set: false
        default: true
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
