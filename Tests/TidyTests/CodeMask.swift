/// Blanks the comments and string literals of Swift source, so that a word in them breaks no rule.
struct CodeMask {
    private let source: [UInt8]
    private var output: [UInt8]
    private var position = 0

    static func masked(_ source: [UInt8]) -> [UInt8] {
        var mask = CodeMask(source: source, output: source)
        mask.run()
        return mask.output
    }

    private mutating func run() {
        while position < source.count {
            if starts("//") {
                blank(until: { $0.current == UInt8(ascii: "\n") })
            } else if starts("/*") {
                blankBlockComment()
            } else if current == UInt8(ascii: "\"") || (current == UInt8(ascii: "#") && opensRawString) {
                blankString()
            } else {
                position += 1
            }
        }
    }

    private var current: UInt8 { source[position] }

    private func starts(_ text: StaticString, at offset: Int = 0) -> Bool {
        text.withUTF8Buffer { buffer in
            let start = position + offset
            guard start + buffer.count <= source.count else { return false }
            for index in 0..<buffer.count where source[start + index] != buffer[index] { return false }
            return true
        }
    }

    private var opensRawString: Bool {
        var next = position
        while next < source.count, source[next] == UInt8(ascii: "#") { next += 1 }
        return next < source.count && source[next] == UInt8(ascii: "\"")
    }

    private mutating func blankOne() {
        if current != UInt8(ascii: "\n") { output[position] = UInt8(ascii: " ") }
        position += 1
    }

    private mutating func blank(until isEnd: (CodeMask) -> Bool) {
        while position < source.count, !isEnd(self) { blankOne() }
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                blankOne()
            } else if starts("*/") {
                depth -= 1
                blankOne()
            }
            blankOne()
        } while position < source.count && depth > 0
    }

    private mutating func blankString() {
        var hashes = 0
        while current == UInt8(ascii: "#") {
            hashes += 1
            blankOne()
        }
        let isLong = starts("\"\"\"")
        for _ in 0..<(isLong ? 3 : 1) { blankOne() }
        while position < source.count {
            if current == UInt8(ascii: "\\"), hasHashes(hashes, at: 1) {
                blankEscape(hashes)
            } else if isLong ? starts("\"\"\"") : current == UInt8(ascii: "\""),
                hasHashes(hashes, at: isLong ? 3 : 1)
            {
                for _ in 0..<((isLong ? 3 : 1) + hashes) { blankOne() }
                return
            } else if !isLong && current == UInt8(ascii: "\n") {
                return
            } else {
                blankOne()
            }
        }
    }

    private func hasHashes(_ count: Int, at offset: Int) -> Bool {
        for index in 0..<count {
            let place = position + offset + index
            if place >= source.count || source[place] != UInt8(ascii: "#") { return false }
        }
        return true
    }

    /// Past a backslash and what it escapes; an interpolation is blanked up to its closing parenthesis.
    private mutating func blankEscape(_ hashes: Int) {
        for _ in 0..<(1 + hashes) { blankOne() }
        guard position < source.count else { return }
        if current != UInt8(ascii: "(") { return blankOne() }
        var depth = 0
        while position < source.count {
            if current == UInt8(ascii: "\"") {
                blankString()
                continue
            }
            if current == UInt8(ascii: "(") { depth += 1 }
            if current == UInt8(ascii: ")") { depth -= 1 }
            blankOne()
            if depth == 0 { return }
        }
    }
}
