/// What the parser says when the text does not fit the grammar.
extension StatementParser {
    /// The current token is not what the grammar wants here.
    @inline(never)
    func unexpected(_ expected: String) -> SQLError {
        if let feature = Unsupported.feature(of: current, text: lexer.text(current)) {
            return unsupported(feature, at: current.location)
        }
        var detail = "found \(found(current)), expected \(expected)"
        if let hint = hint(current) {
            detail += "; \(hint)"
        }
        return SQLError(.syntax, at: current.location, detail)
    }

    @inline(never)
    func unsupported(_ feature: String, at location: SourceLocation) -> SQLError {
        SQLError(.unsupported, at: location, "Martlet does not support \(feature)")
    }

    func found(_ token: Token) -> String {
        switch token.kind {
        case .end: "the end of the statement"
        case .string: "the string \(lexer.excerpt(token.range.lowerBound + 1..<token.range.upperBound - 1))"
        case .word, .quotedName, .number, .symbol: lexer.excerpt(token.range)
        }
    }

    private func hint(_ token: Token) -> String? {
        switch token.kind {
        case .symbol(.doubleEqual): return "equality is written ="
        case .symbol(.doubleAmpersand): return "write AND"
        case .word: break
        default: return nil
        }
        guard let keyword = token.keyword else { return misspelling(token) }
        guard keyword.isReserved, let following, isAfterName(following) else { return nil }
        return "to use the reserved word as a name, write \"\(lexer.text(token))\""
    }

    /// Whether the token shows that what stood in front of it was meant as a name.
    private func isAfterName(_ token: Token) -> Bool {
        switch token.kind {
        case .symbol(.comma), .symbol(.rightParenthesis): true
        case .symbol(let symbol): symbol.comparison != nil
        case .word: token.keyword == .from && current.keyword != .from
        default: false
        }
    }

    /// The keyword that a word is one slip of the keyboard away from, as a question.
    func misspelling(_ token: Token) -> String? {
        let word = lexer.bytes[token.range]
        let meant = Keyword.allCases.first { $0.isMisspelled(as: word) }
        return meant.map { "did you mean \($0.rawValue)?" }
    }
}

extension Keyword {
    /// Whether one letter is missing, added, replaced or swapped with its neighbour; of words with fewer than four
    /// letters, only whether two are swapped, since most short words are near another.
    func isMisspelled(as word: ArraySlice<UInt8>) -> Bool {
        guard abs(word.count - rawValue.utf8.count) <= 1 else { return false }
        var meant = Array(rawValue.utf8)[...]
        var written = word.map(\.asciiUppercased)[...]
        let isShort = meant.count < 4
        while let a = meant.first, a == written.first {
            meant.removeFirst()
            written.removeFirst()
        }
        while let a = meant.last, a == written.last {
            meant.removeLast()
            written.removeLast()
        }
        switch (meant.count, written.count) {
        case (0, 1), (1, 0), (1, 1): return !isShort
        case (2, 2): return meant.elementsEqual(written.reversed())
        default: return false
        }
    }
}
