import Bytes
import Schema

/// Functions between types, and between bytes and their text.
enum ConversionFunctions {
    static let all: [ScalarFunction] = texts + encodings + identifiers + numbers

    private static let texts: [ScalarFunction] = [
        ScalarFunction("bytesToHex", [.bytes], .string, "The bytes in hexadecimal digits.") { (bytes: ByteString) in
            ByteString(MessageDigests.hexadecimal(bytes.bytes))
        },
        ScalarFunction("hexToBytes", [.string], .bytes, "The bytes that hexadecimal digits stand for.") {
            (text: ByteString) throws(ExpressionError) in
            guard let bytes = ByteTexts.fromHexadecimal(text.bytes) else { throw invalid("hexToBytes", text) }
            return ByteString(bytes)
        },
        ScalarFunction("toBase64", [.data], .string, "The bytes in Base64.") { (bytes: ByteString) in
            ByteString(ByteTexts.base64(bytes.bytes))
        },
        ScalarFunction("fromBase64", [.string], .bytes, "The bytes that a text in Base64 stands for.") {
            (text: ByteString) throws(ExpressionError) in
            guard let bytes = ByteTexts.fromBase64(text.bytes) else { throw invalid("fromBase64", text) }
            return ByteString(bytes)
        },
    ]

    private static func invalid(_ name: String, _ text: ByteString) -> ExpressionError {
        ExpressionError(.invalidArgument, "\(name) cannot read '\(text.string.prefix(100))'")
    }

    private static let encodings: [ScalarFunction] = [
        ScalarFunction("toUtf8", [.string], .bytes, "The UTF-8 of a text.") { (text: ByteString) in text },
        ScalarFunction("fromUtf8", [.bytes], .string, "The text of some UTF-8, with U+FFFD for what is none.") {
            (bytes: ByteString) in ByteString(bytes.string)
        },
        ScalarFunction("toAscii", [.string], .bytes, "The ASCII of a text, with ? for other characters.") {
            (text: ByteString) in ascii(text)
        },
        ScalarFunction("fromAscii", [.bytes], .string, "The text of some ASCII, with U+FFFD for other bytes.") {
            (bytes: ByteString) in fromASCII(bytes)
        },
        ScalarFunction(
            "toBytes", canFail: false, "The bytes of a text in the character set 'UTF-8' or 'US-ASCII'.",
            [
                FunctionSignature([.string, .literal("character set")], .bytes) { (literals) throws(ExpressionError) in
                    try isUTF8(literals) ? rowByRow { (text: ByteString) in text } : rowByRow(ascii)
                }
            ]),
        ScalarFunction(
            "fromBytes", canFail: false, "The text of bytes in the character set 'UTF-8' or 'US-ASCII'.",
            [
                FunctionSignature([.bytes, .literal("character set")], .string) { (literals) throws(ExpressionError) in
                    try isUTF8(literals)
                        ? rowByRow { (bytes: ByteString) in ByteString(bytes.string) } : rowByRow(fromASCII)
                }
            ]),
    ]

    private static func isUTF8(_ literals: FunctionLiterals) throws(ExpressionError) -> Bool {
        let names = ["UTF-8": true, "UTF8": true, "US-ASCII": false, "ASCII": false]
        return try literals.parsed(1, or: true, { names[$0.uppercased()] }, expected: "'UTF-8' or 'US-ASCII'")
    }

    @Sendable private static func ascii(_ text: ByteString) -> ByteString {
        ByteString(text.string.unicodeScalars.map { $0.isASCII ? UInt8($0.value) : UInt8(ascii: "?") })
    }

    @Sendable private static func fromASCII(_ bytes: ByteString) -> ByteString {
        ByteString(bytes.bytes.flatMap { $0 < 0x80 ? [$0] : Array("\u{FFFD}".utf8) })
    }

    private static let identifiers: [ScalarFunction] = [
        ScalarFunction("toUUIDBytes", [.string], .bytes, "The 16 bytes of a UUID's text; NULL if it is none.") {
            (text: ByteString) -> ByteString? in
            let groups = text.bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            guard groups.map(\.count) == [8, 4, 4, 4, 12] else { return nil }
            return ByteTexts.fromHexadecimal(Array(groups.joined())).map { ByteString($0) }
        },
        ScalarFunction("fromUUIDBytes", [.bytes], .string, "The text of a UUID's 16 bytes; NULL if there are not 16.") {
            (bytes: ByteString) -> ByteString? in
            guard bytes.count == 16 else { return nil }
            let digits = MessageDigests.hexadecimal(bytes.bytes)
            let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { Array(digits[$0]) }
            return ByteString(Array(groups.joined(separator: [UInt8(ascii: "-")])))
        },
    ]

    private static let numbers: [ScalarFunction] = [
        ScalarFunction(
            "bigDecimalToBytes", [.decimal], .bytes,
            "The number as Pinot serialises it: two bytes of scale, then the unscaled integer."
        ) { (number: ByteString) throws(ExpressionError) in
            guard let decimal = BigDecimal(orderedBytes: number), let bytes = DecimalBytes.bytes(decimal) else {
                throw ExpressionError(.overflow, "bigDecimalToBytes: the number's scale does not fit in 16 bits")
            }
            return ByteString(bytes)
        },
        ScalarFunction("bytesToBigDecimal", [.bytes], .decimal, "The number of which these are the bytes.") {
            (bytes: ByteString) throws(ExpressionError) in
            guard let number = DecimalBytes.number(bytes.bytes) else {
                throw ExpressionError(.invalidArgument, "bytesToBigDecimal: the bytes are no serialised number")
            }
            return number.orderedBytes
        },
        ScalarFunction(
            "hexDecimalToLong", [.string], .long, "The number that hexadecimal digits, with 0x or without, stand for."
        ) { (text: ByteString) throws(ExpressionError) in
            let string = text.string
            let digits = string.hasPrefix("0x") || string.hasPrefix("0X") ? String(string.dropFirst(2)) : string
            guard digits.utf8.first != UInt8(ascii: "+"), let number = Int64(digits, radix: 16) else {
                throw invalid("hexDecimalToLong", text)
            }
            return number
        },
        ScalarFunction("longToHexDecimal", [.integer], .string, "The number's 64 bits in hexadecimal digits.") {
            (number: Int64) in ByteString(String(UInt64(bitPattern: number), radix: 16))
        },
    ]
}
