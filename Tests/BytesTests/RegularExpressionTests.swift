import Bytes
import Testing

struct RegularExpressionTests {
    private func found(_ pattern: ByteString, _ text: ByteString, _ options: RegularExpression.Options = []) throws
        -> Bool
    {
        try RegularExpression(pattern, options: options).matcher().isFound(in: text)
    }

    @Test func matchesSomewhereInTheText() throws {
        #expect(try found("b+", "abbc"))
        #expect(try !found("^b", "abbc"))
        #expect(try found("", ""))
        #expect(try found("^.$", "é"))
        #expect(try found("É", "é", .caseInsensitive))
        #expect(try !found("^b", "a\nb"))
        #expect(try found("^b", "a\nb", .multiline))
        #expect(try found("a.b", "a\nb", .dotMatchesAll))
        #expect(try found("a b # c", "ab", .extended))
        #expect(try !found("a", ByteString([0xFF, 0x62])), "bytes that are no UTF-8")
    }

    @Test func groupsAreRangesOfBytes() throws {
        let matcher = try RegularExpression("(é)(x)?(b)").matcher()
        let groups = try #require(try matcher.firstMatch(in: "aéb"))
        #expect(groups == [1..<4, 1..<3, nil, 3..<4])
        #expect(try matcher.firstMatch(in: "aéb", from: 3) == nil)
        #expect(try matcher.firstMatch(in: "") == nil)
    }

    @Test func replacementsFollowJava() throws {
        func replaced(_ text: ByteString, _ pattern: ByteString, _ replacement: ByteString, only: Int? = nil) throws
            -> ByteString?
        {
            let expression = try RegularExpression(pattern)
            let parsed = try #require(RegularExpressionReplacement(replacement, for: expression))
            return try expression.matcher().replacing(text, with: parsed, onlyMatch: only, maximumBytes: 100)
        }
        #expect(try replaced("a1b22", "[0-9]+", "<$0>") == "a<1>b<22>")
        #expect(try replaced("a1b22", "([a-z])([0-9])", "$2$1") == "1a2b2")
        #expect(try replaced("a1b22", "[0-9]", "x", only: 1) == "a1bx2")
        #expect(try replaced("a1b22", "[0-9]", "x", only: 9) == "a1b22")
        #expect(try replaced("abc", "", "-") == "-a-b-c-")
        #expect(try replaced("éa", "", "-") == "-é-a-")
        #expect(try replaced("ab", "b", "\\$0\\\\") == "a$0\\")
        #expect(try replaced("ab", "(a)", "${1}1") == "a1b")
        #expect(try replaced("aab", "a*", "x") == "xxbx")
        #expect(try replaced(ByteString(Array(repeating: 97, count: 60)), "a", "bb") == nil, "over the limit")
        let expression = try RegularExpression("(a)")
        for bad in ["$", "$2", "${1", "\\", "$x"] as [ByteString] {
            #expect(RegularExpressionReplacement(bad, for: expression) == nil, "\(bad)")
        }
    }

    @Test func badPatternsSayWhere() {
        #expect(throws: RegularExpressionError.self) { try RegularExpression("a(") }
        do { _ = try RegularExpression("ab)") } catch {
            guard case .malformed(_, let offset) = error else { return #expect(Bool(false), "\(error)") }
            #expect(offset == 2)
        }
        let long = ByteString(Array(repeating: 97, count: RegularExpression.maximumPatternBytes + 1))
        #expect(throws: RegularExpressionError.patternTooLong(long.count)) { try RegularExpression(long) }
        #expect(throws: RegularExpressionError.self) { try RegularExpression("((a{1,1000}){1,1000}){1,1000}") }
    }

    @Test func searchesAreBounded() throws {
        let matcher = try RegularExpression("^(a+)+$").matcher()
        #expect(throws: RegularExpressionError.limitExceeded) {
            try matcher.isFound(in: ByteString(Array(repeating: 97, count: 40) + [99]))
        }
        // The matcher is as good as new afterwards.
        #expect(try !matcher.isFound(in: "c"))
        #expect(try RegularExpression("b").matcher().isFound(in: "ab"))
    }

    @Test func equalPatternsAreEqual() throws {
        #expect(try RegularExpression("a") == RegularExpression("a"))
        #expect(try RegularExpression("a") != RegularExpression("a", options: .caseInsensitive))
        #expect(try RegularExpression("a") != RegularExpression("b"))
    }
}
