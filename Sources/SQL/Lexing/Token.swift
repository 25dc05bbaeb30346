/// A word, name, number, string or symbol, as a range of the statement's bytes.
struct Token {
    enum Kind: Equatable {
        /// A bare word: a keyword, or the name of a column, table, function or option.
        case word
        /// A name in double quotes or back-ticks.
        case quotedName
        /// Digits with at most one point and one exponent.
        case number
        case string
        case symbol(Symbol)
        case end
    }

    let kind: Kind
    /// Of a bare word that is in the grammar.
    let keyword: Keyword?
    let range: Range<Int>
    let location: SourceLocation
}

/// Punctuation and operators. Some are known only to be refused by name.
enum Symbol {
    case comma
    case semicolon
    case leftParenthesis
    case rightParenthesis
    case dot
    case star
    case plus
    case minus
    case slash
    case percent
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case concatenate
    case doubleColon
    case doubleEqual
    case doubleAmpersand
    case leftBracket
    case rightBracket
    case questionMark

    init?(_ byte: UInt8) {
        switch Unicode.Scalar(byte) {
        case ",": self = .comma
        case ";": self = .semicolon
        case "(": self = .leftParenthesis
        case ")": self = .rightParenthesis
        case ".": self = .dot
        case "*": self = .star
        case "+": self = .plus
        case "-": self = .minus
        case "/": self = .slash
        case "%": self = .percent
        case "=": self = .equal
        case "<": self = .less
        case ">": self = .greater
        case "[": self = .leftBracket
        case "]": self = .rightBracket
        case "?": self = .questionMark
        default: return nil
        }
    }

    init?(_ first: UInt8, _ second: UInt8) {
        switch (Unicode.Scalar(first), Unicode.Scalar(second)) {
        case ("<", ">"), ("!", "="): self = .notEqual
        case ("<", "="): self = .lessOrEqual
        case (">", "="): self = .greaterOrEqual
        case ("|", "|"): self = .concatenate
        case (":", ":"): self = .doubleColon
        case ("=", "="): self = .doubleEqual
        case ("&", "&"): self = .doubleAmpersand
        default: return nil
        }
    }

    /// The comparison that the symbol writes.
    var comparison: ComparisonOperator? {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        default: nil
        }
    }
}
