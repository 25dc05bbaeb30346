import Glibc

/// A place that breaks a rule, and what to do about it.
struct Violation: Equatable, CustomStringConvertible {
    let path: String
    let line: Int
    let problem: String
    let fix: String

    var description: String { "\(path):\(line): \(problem). Fix: \(fix)" }
}

/// A file of the repository: its bytes, and for Swift the same bytes without comments and the contents of strings.
struct SourceFile {
    /// Path below the root of the repository.
    let path: String
    let bytes: [UInt8]
    /// As long as `bytes`, with blanks where a comment or a string literal stands; line ends stay.
    let code: [UInt8]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        code = path.hasSuffix(".swift") ? CodeMask.masked(bytes) : bytes
    }

    init(_ path: String, _ text: String) { self.init(path: path, bytes: Array(text.utf8)) }

    /// The name of the target whose source this is, or nil.
    var target: String? {
        let components = path.split(separator: "/")
        return components.count >= 3 && components[0] == "Sources" ? String(components[1]) : nil
    }

    var isSwift: Bool { path.hasSuffix(".swift") }

    /// Hand-written code in any language, as opposed to documents and data.
    var isCode: Bool {
        [".swift", ".c", ".h", ".py", ".sh"].contains { path.hasSuffix($0) } || path == ".ci/run"
    }

    var lines: [ArraySlice<UInt8>] { Self.lines(of: bytes) }
    var codeLines: [ArraySlice<UInt8>] { Self.lines(of: code) }

    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// The number of the line that holds a byte, counted from 1.
    func line(at offset: Int) -> Int { 1 + bytes[..<offset].reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) } }

    func violation(at offset: Int, _ problem: String, fix: String) -> Violation {
        Violation(path: path, line: line(at: offset), problem: problem, fix: fix)
    }

    /// Offsets at which a token stands in the code. A letter at either end of the token must end a word there, unless
    /// the token ends in `*`, which stands for the rest of the word.
    func places(of token: String) -> [Int] { Self.places(of: token, in: code) }

    /// The same in all of the text, comments included.
    func placesInText(of token: String) -> [Int] { Self.places(of: token, in: bytes) }

    /// Offsets of a string wherever it stands.
    func occurrences(of text: String) -> [Int] { Self.occurrences(of: Array(text.utf8), in: bytes) }

    private static func places(of token: String, in bytes: [UInt8]) -> [Int] {
        let isPrefix = token.hasSuffix("*")
        let wanted = Array((isPrefix ? token.dropLast() : token[...]).utf8)
        guard let first = wanted.first, let last = wanted.last else { return [] }
        return occurrences(of: wanted, in: bytes).filter { offset in
            let end = offset + wanted.count
            let startsWord = !isLetter(first) || offset == 0 || !isWord(bytes[offset - 1])
            let endsWord = isPrefix || !isLetter(last) || end == bytes.count || !isWord(bytes[end])
            return startsWord && endsWord
        }
    }

    private static func occurrences(of wanted: [UInt8], in bytes: [UInt8]) -> [Int] {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return [] }
            var found: [Int] = []
            var start = 0
            while let hit = memchr(base + start, Int32(wanted[0]), buffer.count - start) {
                let offset = UnsafeRawPointer(hit) - base
                if buffer.count - offset < wanted.count { break }
                if memcmp(hit, wanted, wanted.count) == 0 { found.append(offset) }
                start = offset + 1
            }
            return found
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    static func isWord(_ byte: UInt8) -> Bool {
        isLetter(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
