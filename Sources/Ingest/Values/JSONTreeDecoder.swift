import Bytes

/// Reads a whole JSON object, for tables that look into what no column is.
enum JSONTreeDecoder {
    /// The object that `bytes[range]` is.
    static func decode(_ bytes: [UInt8], _ range: Range<Int>) throws(RecordError) -> RecordObject {
        var scanner = JSONScanner(bytes.span, range)
        var remaining = IngestLimits.recordValues
        guard scanner.peek() == UInt8(ascii: "{") else { throw scanner.error("an object") }
        let object = try object(&scanner, depth: 1, &remaining)
        if scanner.peek() != 0 || !scanner.isAtEnd { throw scanner.error("the end of the record") }
        return object
    }

    private static func object(
        _ scanner: inout JSONScanner, depth: Int, _ remaining: inout Int
    ) throws(RecordError) -> RecordObject {
        try scanner.expect(UInt8(ascii: "{"), "an object")
        var object = RecordObject()
        if scanner.skip(UInt8(ascii: "}")) { return object }
        repeat {
            _ = scanner.peek()
            let name = try scanner.string()
            let key = ByteString(scanner.bytes(of: name))
            try scanner.expect(UInt8(ascii: ":"), "':'")
            object.set(key, try value(&scanner, depth: depth + 1, &remaining))
        } while scanner.skip(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "}"), "',' or '}'")
        return object
    }

    private static func array(
        _ scanner: inout JSONScanner, depth: Int, _ remaining: inout Int
    ) throws(RecordError) -> [RecordValue] {
        try scanner.expect(UInt8(ascii: "["), "an array")
        var elements: [RecordValue] = []
        if scanner.skip(UInt8(ascii: "]")) { return elements }
        repeat {
            elements.append(try value(&scanner, depth: depth + 1, &remaining))
        } while scanner.skip(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"), "',' or ']'")
        return elements
    }

    private static func value(
        _ scanner: inout JSONScanner, depth: Int, _ remaining: inout Int
    ) throws(RecordError) -> RecordValue {
        if depth > IngestLimits.jsonDepth + 1 {
            throw RecordError(.tooLarge, "values nested deeper than \(IngestLimits.jsonDepth)")
        }
        remaining -= 1
        if remaining < 0 { throw RecordError(.tooLarge, "more than \(IngestLimits.recordValues) values in a record") }
        switch scanner.peek() {
        case UInt8(ascii: "{"): return .object(try object(&scanner, depth: depth, &remaining))
        case UInt8(ascii: "["): return .array(try array(&scanner, depth: depth, &remaining))
        case UInt8(ascii: "\""):
            let text = try scanner.string()
            return .string(ByteString(scanner.bytes(of: text)))
        case UInt8(ascii: "t"):
            try scanner.word(.true)
            return .boolean(true)
        case UInt8(ascii: "f"):
            try scanner.word(.false)
            return .boolean(false)
        case UInt8(ascii: "n"):
            try scanner.word(.null)
            return .null
        default:
            let start = scanner.position
            try scanner.skipNumber()
            return .number(ByteString(scanner.input(start..<scanner.position)))
        }
    }
}
