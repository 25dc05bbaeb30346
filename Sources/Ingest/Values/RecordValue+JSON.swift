import Bytes
import Schema

extension RecordValue {
    /// Appends the value as JSON without white space. Bytes are hexadecimal text; doubles that JSON has no number for
    /// are null.
    func appendJSON(to output: inout [UInt8]) {
        switch self {
        case .null: output += Array("null".utf8)
        case .boolean(let value): output += Array((value ? "true" : "false").utf8)
        case .number(let text), .decimal(let text): output += text.bytes
        case .integer(let value): output += Array(String(value).utf8)
        case .double(let value): output += Array((value.isFinite ? value.description : "null").utf8)
        case .float(let value): output += Array((value.isFinite ? value.description : "null").utf8)
        case .string(let text): JSONScanner.append(quoted: text.bytes[...], to: &output)
        case .timestamp, .date, .timeOfDay, .bytes:
            JSONScanner.append(quoted: text?.bytes[...] ?? [], to: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                element.appendJSON(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object): object.appendJSON(to: &output)
        }
    }

    /// The value as text, where it is a single one; nil for NULL, arrays and objects.
    var text: ByteString? {
        switch self {
        case .null, .array, .object: return nil
        case .boolean(let value): return value ? "true" : "false"
        case .number(let text), .decimal(let text), .string(let text): return text
        case .integer(let value): return ByteString(String(value))
        case .double(let value): return ByteString(value.description)
        case .float(let value): return ByteString(value.description)
        case .timestamp(let milliseconds): return Self.text { TimestampText.append(milliseconds, to: &$0) }
        case .date(let days):
            let (milliseconds, overflow) = days.multipliedReportingOverflow(by: CivilTime.millisecondsPerDay)
            if overflow { return ByteString(String(days)) }
            let instant = Self.text { TimestampText.append(milliseconds, to: &$0) }
            return ByteString(instant.bytes.prefix { $0 != UInt8(ascii: " ") })
        case .timeOfDay(let milliseconds):
            let instant = Self.text { TimestampText.append(milliseconds, to: &$0) }
            return ByteString(instant.bytes.drop { $0 != UInt8(ascii: " ") }.dropFirst())
        case .bytes(let bytes): return Self.text { HexText.append(bytes.bytes, to: &$0) }
        }
    }

    private static func text(_ append: (inout [UInt8]) -> Void) -> ByteString {
        var bytes: [UInt8] = []
        append(&bytes)
        return ByteString(bytes)
    }

    /// The whole value as a JSON document.
    var json: ByteString {
        var output: [UInt8] = []
        appendJSON(to: &output)
        return ByteString(output)
    }
}

extension RecordObject {
    func appendJSON(to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            JSONScanner.append(quoted: member.name.bytes[...], to: &output)
            output.append(UInt8(ascii: ":"))
            member.value.appendJSON(to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }
}
