import CPCRE2

/// A regular expression in Perl's syntax over UTF-8, compiled by the PCRE2 library.
///
/// Matching is bounded: a pattern that needs more steps, depth or memory for a text than the limits allow fails for it.
/// Bytes that are not UTF-8 match nothing.
public final class RegularExpression: @unchecked Sendable {
    // Sendable because compiled code is not changed after `init`, and the library reads it from any thread.
    public struct Options: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// The case of letters does not count.
        public static let caseInsensitive = Options(rawValue: 1)
        /// `^` and `$` match at the ends of each line.
        public static let multiline = Options(rawValue: 2)
        /// `.` matches the end of a line as well.
        public static let dotMatchesAll = Options(rawValue: 4)
        /// White space in the pattern is passed over, and `#` begins a comment.
        public static let extended = Options(rawValue: 8)

        fileprivate var flags: UInt32 {
            var bits = UInt32(0)
            if contains(.caseInsensitive) { bits |= UInt32(PCRE2_CASELESS) }
            if contains(.multiline) { bits |= UInt32(PCRE2_MULTILINE) }
            if contains(.dotMatchesAll) { bits |= UInt32(PCRE2_DOTALL) }
            if contains(.extended) { bits |= UInt32(PCRE2_EXTENDED) }
            return bits
        }
    }

    /// Bytes of a pattern at most.
    public static let maximumPatternBytes = 32_768
    /// Steps that the library takes at most for one match.
    public static let matchLimit: UInt32 = 1_000_000
    /// Backtracking points that are open at the same time at most.
    public static let depthLimit: UInt32 = 50_000
    /// Memory for backtracking at most, in KiB.
    public static let heapLimit: UInt32 = 16_384

    public let pattern: ByteString
    public let options: Options
    /// Groups in parentheses.
    public let groupCount: Int
    private let code: OpaquePointer

    /// - Throws: `malformed` with the place in the pattern, or `patternTooLong`.
    public init(_ pattern: ByteString, options: Options = []) throws(RegularExpressionError) {
        guard pattern.count <= Self.maximumPatternBytes else { throw .patternTooLong(pattern.count) }
        var (errorNumber, errorOffset) = (Int32(0), 0)
        let flags = UInt32(PCRE2_MATCH_INVALID_UTF) | UInt32(PCRE2_NEVER_BACKSLASH_C) | options.flags
        guard
            let code = pcre2_compile_8(pattern.bytes, pattern.count, flags, &errorNumber, &errorOffset, nil)
        else { throw .malformed(Self.text(ofError: errorNumber), offset: errorOffset) }
        var groups = UInt32(0)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
        // Where that is not possible, the library interprets.
        pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
        (self.pattern, self.options, self.code, groupCount) = (pattern, options, code, Int(groups))
    }

    deinit { pcre2_code_free_8(code) }

    private static func text(ofError number: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(number, &buffer, buffer.count)
        return length > 0 ? String(decoding: buffer[..<Int(length)], as: UTF8.self) : "error \(number)"
    }

    /// What matches texts; for one thread.
    public func matcher() -> Matcher { Matcher(self) }

    /// Matches one text after the other, with working memory of its own.
    public final class Matcher {
        private let expression: RegularExpression
        private let data: OpaquePointer
        private let context: OpaquePointer

        fileprivate init(_ expression: RegularExpression) {
            guard let data = pcre2_match_data_create_from_pattern_8(expression.code, nil),
                let context = pcre2_match_context_create_8(nil)
            else { preconditionFailure("memory for matching") }
            pcre2_set_match_limit_8(context, RegularExpression.matchLimit)
            pcre2_set_depth_limit_8(context, RegularExpression.depthLimit)
            pcre2_set_heap_limit_8(context, RegularExpression.heapLimit)
            (self.expression, self.data, self.context) = (expression, data, context)
        }

        deinit {
            pcre2_match_data_free_8(data)
            pcre2_match_context_free_8(context)
        }

        /// Whether the expression matches somewhere in the text.
        public func isFound(in text: ByteString) throws(RegularExpressionError) -> Bool {
            try match(text, from: 0)
        }

        /// The first match that begins at a position or behind it: its range, and those of the groups, nil for a group
        /// that took no part.
        public func firstMatch(
            in text: ByteString, from start: Int = 0
        ) throws(RegularExpressionError) -> [Range<Int>?]? {
            precondition(start >= 0 && start <= text.count, "a position in the text")
            guard try match(text, from: start) else { return nil }
            guard let offsets = pcre2_get_ovector_pointer_8(data) else { return nil }
            return (0...expression.groupCount).map { group in
                let (lower, upper) = (offsets[2 * group], offsets[2 * group + 1])
                // A group that took no part has -1, and \K in a lookahead can end a match before its start.
                return lower < 0 || lower > upper || upper > text.count ? nil : lower..<upper
            }
        }

        private func match(_ text: ByteString, from start: Int) throws(RegularExpressionError) -> Bool {
            var result = pcre2_match_8(expression.code, text.bytes, text.count, start, 0, data, context)
            if result == PCRE2_ERROR_JIT_STACKLIMIT {
                result = pcre2_match_8(
                    expression.code, text.bytes, text.count, start, UInt32(PCRE2_NO_JIT), data, context)
            }
            switch result {
            case 0...: return true
            case PCRE2_ERROR_NOMATCH: return false
            case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_NOMEMORY:
                throw .limitExceeded
            default: throw .failed(RegularExpression.text(ofError: result))
            }
        }
    }
}

extension RegularExpression: Hashable {
    public static func == (left: RegularExpression, right: RegularExpression) -> Bool {
        left.pattern == right.pattern && left.options == right.options
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(pattern)
        hasher.combine(options)
    }
}

/// Why a regular expression cannot be compiled, or a text not be matched.
public enum RegularExpressionError: Error, Equatable, Sendable {
    /// The library's words, and the offset in the pattern's bytes.
    case malformed(String, offset: Int)
    case patternTooLong(Int)
    /// The text needs more steps, depth or memory than the limits allow.
    case limitExceeded
    /// The library's words for an error that is not expected.
    case failed(String)

    public var message: String {
        switch self {
        case .malformed(let detail, let offset): "\(detail) at offset \(offset)"
        case .patternTooLong(let count):
            "a pattern of \(count) bytes; at most \(RegularExpression.maximumPatternBytes) are possible"
        case .limitExceeded: "the text needs more than the \(RegularExpression.matchLimit) steps that a match may take"
        case .failed(let detail): detail
        }
    }
}
