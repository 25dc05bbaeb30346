import Bytes
import Schema

/// Functions that make texts of texts. Positions and lengths count code points; no locale is involved.
enum StringFunctions {
    static let all: [ScalarFunction] =
        cases + parts + trimming + joining + SearchFunctions.all + DistanceFunctions.all

    private static let cases: [ScalarFunction] = [
        ScalarFunction("lower", [.string], .string, "The text in lower case, by Unicode's default mapping.") {
            (text: ByteString) in lowercased(text)
        },
        ScalarFunction("upper", [.string], .string, "The text in upper case, by Unicode's default mapping.") {
            (text: ByteString) in
            guard TextBytes.isASCII(text.bytes) else { return ByteString(text.string.uppercased()) }
            return ByteString(text.bytes.map { (97...122).contains($0) ? $0 - 32 : $0 })
        },
        ScalarFunction(
            "initcap", [.string], .string, "The text with the first letter of each word in upper case, the rest lower."
        ) { (text: ByteString) in
            var (result, isInWord) = ("", false)
            for character in text.string {
                let isPart = character.isLetter || character.isNumber
                result += isPart && !isInWord ? character.uppercased() : character.lowercased()
                isInWord = isPart
            }
            return ByteString(result)
        },
        ScalarFunction("reverse", [.string], .string, "The code points in reverse order.") { (text: ByteString) in
            if TextBytes.isASCII(text.bytes) { return ByteString(Array(text.bytes.reversed())) }
            var result = String.UnicodeScalarView()
            result.append(contentsOf: text.string.unicodeScalars.reversed())
            return ByteString(String(result))
        },
    ]

    static func lowercased(_ text: ByteString) -> ByteString {
        guard TextBytes.isASCII(text.bytes) else { return ByteString(text.string.lowercased()) }
        return ByteString(text.bytes.map { (65...90).contains($0) ? $0 + 32 : $0 })
    }

    private static let parts: [ScalarFunction] = [
        ScalarFunction(
            "substr", canFail: false,
            "The code points from a start, counted from 0, up to but not including an end; -1 or no end means all.",
            [
                FunctionSignature([.string, .integer], .string) { (text: ByteString, start: Int64) in
                    TextBytes.slice(text, start, .max)
                },
                FunctionSignature([.string, .integer, .integer], .string) {
                    (text: ByteString, start: Int64, end: Int64) in
                    TextBytes.slice(text, start, end == -1 ? .max : end)
                },
            ]),
        ScalarFunction(
            "substring", canFail: false, "The code points from a start, counted from 1, of a length or to the end.",
            [
                FunctionSignature([.string, .integer], .string) { (text: ByteString, start: Int64) in
                    TextBytes.slice(text, start.advanced(saturating: -1), .max)
                },
                FunctionSignature([.string, .integer, .integer], .string) {
                    (text: ByteString, start: Int64, length: Int64) in
                    let first = start.advanced(saturating: -1)
                    return TextBytes.slice(text, first, first.advanced(saturating: length))
                },
            ]),
        ScalarFunction(
            "leftSubStr", synonyms: ["left"], [.string, .integer], .string, "The first code points, so many."
        ) { (text: ByteString, length: Int64) in TextBytes.slice(text, 0, max(0, length)) },
        ScalarFunction(
            "rightSubStr", synonyms: ["right"], [.string, .integer], .string, "The last code points, so many."
        ) { (text: ByteString, length: Int64) in
            length <= 0 ? ByteString([]) : TextBytes.slice(text, -length, .max)
        },
        ScalarFunction(
            "splitPart", [.string, .string, .integer], .string,
            "The part at an index, counted from 0, or from -1 at the end, between separators; NULL if there is none."
        ) { (text: ByteString, separator: ByteString, index: Int64) -> ByteString? in
            let parts = TextBytes.split(text.bytes, by: separator.bytes)
            let position = index < 0 ? index.advanced(saturating: Int64(parts.count)) : index
            guard position >= 0 && position < Int64(parts.count) else { return nil }
            return ByteString(parts[Int(position)])
        },
    ]

    private static let trimming: [ScalarFunction] = [
        ScalarFunction(
            "trim", canFail: false,
            "The text without blanks at both ends; trim('BOTH', characters, text) drops other characters, 'LEADING' and "
                + "'TRAILING' at one end.",
            [
                FunctionSignature([.string], .string) { (text: ByteString) in trimmed(text, true, true) },
                FunctionSignature([.literal("end"), .string, .string], .string) {
                    (literals) throws(ExpressionError) in
                    let end = try literals.parsed(
                        0, or: "BOTH", { ["BOTH", "LEADING", "TRAILING"].contains($0.uppercased()) ? $0 : nil },
                        expected: "'BOTH', 'LEADING' or 'TRAILING'"
                    ).uppercased()
                    return rowByRow { (characters: ByteString, text: ByteString) in
                        trimmed(text, of: characters, end != "TRAILING", end != "LEADING")
                    }
                },
            ]),
        oneEnd("ltrim", "start", true, false), oneEnd("rtrim", "end", false, true),
    ]

    private static func oneEnd(_ name: String, _ end: String, _ atStart: Bool, _ atEnd: Bool) -> ScalarFunction {
        ScalarFunction(
            name, canFail: false, "The text without blanks, or without the given characters, at its \(end).",
            [
                FunctionSignature([.string], .string) { (text: ByteString) in trimmed(text, atStart, atEnd) },
                FunctionSignature([.string, .string], .string) { (text: ByteString, characters: ByteString) in
                    trimmed(text, of: characters, atStart, atEnd)
                },
            ])
    }

    /// Without spaces and control characters, as Java's `trim`.
    private static func trimmed(_ text: ByteString, _ atStart: Bool, _ atEnd: Bool) -> ByteString {
        var bytes = text.bytes[...]
        while atStart, let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while atEnd, let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return ByteString(bytes)
    }

    private static func trimmed(
        _ text: ByteString, of characters: ByteString, _ atStart: Bool, _ atEnd: Bool
    ) -> ByteString {
        let dropped = Set(characters.string.unicodeScalars)
        var scalars = text.string.unicodeScalars[...]
        while atStart, let first = scalars.first, dropped.contains(first) { scalars.removeFirst() }
        while atEnd, let last = scalars.last, dropped.contains(last) { scalars.removeLast() }
        return ByteString(String(scalars))
    }

    private static let joining: [ScalarFunction] = [
        ScalarFunction(
            "concat", canFail: true, "Two texts one after the other; of three, the third stands between them.",
            [
                FunctionSignature([.string, .string], .string) {
                    (left: ByteString, right: ByteString) throws(ExpressionError) in
                    try joined([left, right], [], "concat")
                },
                FunctionSignature([.string, .string, .string], .string) {
                    (left: ByteString, right: ByteString, separator: ByteString) throws(ExpressionError) in
                    try joined([left, right], separator.bytes, "concat")
                },
            ]),
        ScalarFunction(
            "concatWS", canFail: true, "The texts behind the first, with the first between them.",
            [
                FunctionSignature([.string, .string], isVariadic: true, .string) {
                    (arguments) throws(ExpressionError) in
                    let columns = arguments.vectors.map(ByteString.rows)
                    var result = [ByteString]()
                    for row in 0..<arguments.count {
                        let parts = arguments.isSkipped(row) ? [] : columns.dropFirst().map { $0[row] }
                        result.append(try joined(parts, columns[0][row].bytes, "concatWS"))
                    }
                    return Vector(.strings(result))
                }
            ]),
        padding("lpad", "before", isLeft: true), padding("rpad", "behind", isLeft: false),
        ScalarFunction(
            "repeat", canFail: true, "The text so many times; repeat(text, separator, times) puts a text between.",
            [
                FunctionSignature([.string, .integer], .string) {
                    (text: ByteString, times: Int64) throws(ExpressionError) in
                    ByteString(try TextBytes.repeated(text.bytes, times, "repeat"))
                },
                FunctionSignature([.string, .string, .integer], .string) {
                    (text: ByteString, separator: ByteString, times: Int64) throws(ExpressionError) in
                    ByteString(try TextBytes.repeated(text.bytes, separator: separator.bytes, times, "repeat"))
                },
            ]),
        ScalarFunction("replace", [.string, .string, .string], .string, "The text with each occurrence exchanged.") {
            (text: ByteString, search: ByteString, substitute: ByteString) throws(ExpressionError) in
            ByteString(try TextBytes.replacing(search.bytes, with: substitute.bytes, in: text.bytes, "replace"))
        },
        ScalarFunction("remove", [.string, .string], .string, "The text without the occurrences of another.") {
            (text: ByteString, search: ByteString) throws(ExpressionError) in
            ByteString(try TextBytes.replacing(search.bytes, with: [], in: text.bytes, "remove"))
        },
    ]

    private static func padding(_ name: String, _ place: String, isLeft: Bool) -> ScalarFunction {
        ScalarFunction(
            name, [.string, .integer, .string], .string,
            "The text with a padding repeated \(place) it, up to so many code points; longer texts stay as they are."
        ) { (text: ByteString, length: Int64, padding: ByteString) throws(ExpressionError) in
            let missing = length.advanced(saturating: -Int64(TextBytes.codePoints(text.bytes)))
            guard missing > 0 else { return text }
            let pad = padding.isEmpty ? ByteString(" ") : padding
            let times = missing / Int64(TextBytes.codePoints(pad.bytes)) + 1
            let repeated = ByteString(try TextBytes.repeated(pad.bytes, times, name))
            let filler = TextBytes.slice(repeated, 0, missing).bytes
            try TextBytes.check(filler.count + text.count, name)
            return ByteString(isLeft ? filler + text.bytes : text.bytes + filler)
        }
    }

    static func joined(
        _ parts: [ByteString], _ separator: [UInt8], _ name: String
    ) throws(ExpressionError) -> ByteString {
        var bytes = [UInt8]()
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes += separator }
            bytes += part.bytes
            try TextBytes.check(bytes.count, name)
        }
        return ByteString(bytes)
    }
}
