import Bytes
import Schema

/// Functions that look into texts.
enum SearchFunctions {
    static let all: [ScalarFunction] = [
        ScalarFunction("length", [.string], .int, "The number of code points.") { (text: ByteString) in
            Int64(TextBytes.codePoints(text.bytes))
        },
        ScalarFunction(
            "strpos", canFail: false,
            "The position, counted from 0, of the first, or of that many-th, occurrence of a text; -1 if there is none.",
            [
                FunctionSignature([.string, .string], .int) { (text: ByteString, search: ByteString) in
                    position(TextBytes.find(search.bytes, in: text.bytes), in: text)
                },
                FunctionSignature([.string, .string, .integer], .int) {
                    (text: ByteString, search: ByteString, occurrence: Int64) -> Int64 in
                    guard occurrence > 0 else { return -1 }
                    var found = TextBytes.find(search.bytes, in: text.bytes)
                    var remaining = occurrence - 1
                    while remaining > 0, let last = found {
                        found = TextBytes.find(search.bytes, in: text.bytes, from: last + 1)
                        remaining -= 1
                    }
                    return position(found, in: text)
                },
            ]),
        ScalarFunction(
            "strrpos", [.string, .string], .int,
            "The position, counted from 0, of the last occurrence of a text; -1 if there is none."
        ) { (text: ByteString, search: ByteString) in
            position(TextBytes.findLast(search.bytes, in: text.bytes), in: text)
        },
        ScalarFunction("startsWith", [.string, .string], .boolean, "Whether the text begins with another.") {
            (text: ByteString, prefix: ByteString) in text.bytes.starts(with: prefix.bytes)
        },
        ScalarFunction("endsWith", [.string, .string], .boolean, "Whether the text ends with another.") {
            (text: ByteString, suffix: ByteString) in
            text.count >= suffix.count && text.bytes.suffix(suffix.count).elementsEqual(suffix.bytes)
        },
        ScalarFunction("contains", [.string, .string], .boolean, "Whether another text is part of the text.") {
            (text: ByteString, part: ByteString) in TextBytes.find(part.bytes, in: text.bytes) != nil
        },
        ScalarFunction(
            "strcmp", [.string, .string], .int, "-1, 0 or 1 as the first text sorts before, with or after the second."
        ) { (left: ByteString, right: ByteString) in
            Int64(ByteString.compare(left.bytes, right.bytes).signum())
        },
        ScalarFunction(
            "codepoint", synonyms: ["ascii"], [.string], .int, "The number of the first code point; NULL if empty."
        ) { (text: ByteString) -> Int64? in text.string.unicodeScalars.first.map { Int64($0.value) } },
        ScalarFunction("chr", [.integer], .string, "The text of one code point.") {
            (number: Int64) throws(ExpressionError) in
            guard let value = UInt32(exactly: number), let scalar = Unicode.Scalar(value) else {
                throw ExpressionError(.invalidArgument, "chr: \(number) is no Unicode scalar value")
            }
            return ByteString(String(Character(scalar)))
        },
    ]

    private static func position(_ offset: Int?, in text: ByteString) -> Int64 {
        guard let offset else { return -1 }
        return Int64(TextBytes.codePoints(Array(text.bytes[..<offset])))
    }
}
