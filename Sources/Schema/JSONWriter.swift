import Bytes

/// Writes JSON without spaces, object keys in byte order, so that equal values have equal bytes.
///
/// Written by hand because stored checksums depend on the bytes, which must not change with a library's version.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .integer(let number): append(String(number))
        case .double(let number): write(number)
        case .decimal(let text): append(text)
        case .string(let text): write(text)
        case .array(let elements): write(elements)
        case .object(let members): write(members)
        }
    }

    /// The shortest text that reads back as the same double. JSON has no infinity and no NaN: those are written as
    /// strings, as Pinot writes them.
    private mutating func write(_ number: Double) {
        if number.isFinite {
            append(number.description)
        } else if number.isNaN {
            append("\"NaN\"")
        } else {
            append(number < 0 ? "\"-Infinity\"" : "\"Infinity\"")
        }
    }

    private mutating func write(_ elements: [JSONValue]) {
        append("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            write(element)
        }
        append("]")
    }

    private mutating func write(_ members: [String: JSONValue]) {
        append("{")
        let sorted = members.sorted { ByteString($0.key) < ByteString($1.key) }
        for (index, member) in sorted.enumerated() {
            if index > 0 { append(",") }
            write(member.key)
            append(":")
            write(member.value)
        }
        append("}")
    }

    private mutating func write(_ text: String) {
        append("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x10: append("\\u000" + String(byte, radix: 16))
            case 0x10..<0x20: append("\\u00" + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        append("\"")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
