import Bytes
import Schema

/// Functions of text. Positions and lengths count code points; no locale is involved.
enum StringFunctions {
    /// Bytes that `concat` makes at most for one row.
    static let maximumResultBytes = 1 << 20

    static let all: [ScalarFunction] = [
        mapping("lower", "The text in lower case, by Unicode's default mapping.") {
            ByteString($0.string.lowercased())
        },
        mapping("upper", "The text in upper case, by Unicode's default mapping.") {
            ByteString($0.string.uppercased())
        },
        mapping("trim", "The text without blanks at both ends.", trimmed),
        ScalarFunction("length", [.string], returns: .always(.int), "The number of code points.") {
            (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in
            Vector(.integers(strings(arguments[0]).map { Int64(codePoints($0.bytes)) }))
        },
        ScalarFunction(
            "substr", [.string, .integer], optional: [.integer], returns: .always(.string),
            "The code points from a start, counted from 0, up to but not including an end; -1 or no end means all."
        ) { (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in substrings(arguments, count) },
        ScalarFunction(
            "concat", [.string, .string], isVariadic: true, returns: .always(.string), canFail: true,
            "The texts one after the other."
        ) { (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in
            try concatenated(arguments.map(strings), count)
        },
    ]

    static func strings(_ vector: Vector) -> [ByteString] {
        guard case .strings(let values) = vector.values else { preconditionFailure("the function is bound to text") }
        return values
    }

    private static func mapping(
        _ name: String, _ summary: String, _ function: @escaping @Sendable (ByteString) -> ByteString
    ) -> ScalarFunction {
        ScalarFunction(name, [.string], returns: .always(.string), summary) {
            (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in
            Vector(.strings(strings(arguments[0]).map(function)))
        }
    }

    private static func codePoints(_ bytes: [UInt8]) -> Int {
        bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }

    @Sendable private static func trimmed(_ text: ByteString) -> ByteString {
        let blank = UInt8(ascii: " ")
        guard let first = text.bytes.firstIndex(where: { $0 != blank }),
            let last = text.bytes.lastIndex(where: { $0 != blank })
        else { return ByteString([]) }
        return ByteString(text.bytes[first...last])
    }

    private static func substrings(_ arguments: [Vector], _ count: Int) -> Vector {
        let texts = strings(arguments[0])
        guard case .integers(let starts) = arguments[1].values else { preconditionFailure("positions are integers") }
        var ends = Array(repeating: Int64(-1), count: count)
        if arguments.count == 3, case .integers(let values) = arguments[2].values { ends = values }
        return Vector(.strings((0..<count).map { substring(texts[$0], from: starts[$0], to: ends[$0]) }))
    }

    /// Positions outside the text are moved to its nearest end.
    private static func substring(_ text: ByteString, from start: Int64, to end: Int64) -> ByteString {
        var (position, first, last) = (Int64(0), text.count, text.count)
        for (offset, byte) in text.bytes.enumerated() where byte & 0xC0 != 0x80 {
            if position == max(start, 0) { first = offset }
            if position == end { last = offset }
            position += 1
        }
        return first < last ? ByteString(text.bytes[first..<last]) : ByteString([])
    }

    private static func concatenated(_ parts: [[ByteString]], _ count: Int) throws(ExpressionError) -> Vector {
        var result = [ByteString]()
        result.reserveCapacity(count)
        for row in 0..<count {
            var bytes = [UInt8]()
            for part in parts { bytes += part[row].bytes }
            guard bytes.count <= maximumResultBytes else {
                throw ExpressionError(
                    .overflow, "concat makes a text of \(bytes.count) bytes, the limit is \(maximumResultBytes)")
            }
            result.append(ByteString(bytes))
        }
        return Vector(.strings(result))
    }
}
