import Bytes
import Schema

/// Values of JSON columns: documents as their text without white space.
enum JSONDocument {
    /// Reads any value from the scanner and keeps its text.
    static func keep(_ scanner: inout JSONScanner, depth: Int, in row: inout DecodedRow) throws(RecordError)
        -> DecodedRow.Slot
    {
        let start = row.text.count
        try scanner.copyValue(to: &row.text, depth: depth)
        return try checked(start, in: row)
    }

    /// The document that a text holds; if it holds none, the text as a JSON string.
    static func keep(text: ArraySlice<UInt8>, in row: inout DecodedRow) throws(RecordError) -> DecodedRow.Slot {
        let start = row.text.count
        do throws(RecordError) {
            let copy = Array(text)
            var scanner = JSONScanner(copy.span, 0..<copy.count)
            try scanner.copyValue(to: &row.text, depth: 1)
            if scanner.peek() != 0 || !scanner.isAtEnd { throw scanner.error("the end of the text") }
        } catch {
            if error.kind != .malformed { throw error }
            row.text.removeSubrange(start...)
            JSONScanner.append(quoted: text, to: &row.text)
        }
        return try checked(start, in: row)
    }

    private static func checked(_ start: Int, in row: DecodedRow) throws(RecordError) -> DecodedRow.Slot {
        let range = start..<row.text.count
        if range.count > IngestLimits.stringBytes {
            throw RecordError(.tooLarge, "a document of \(range.count) bytes, over \(IngestLimits.stringBytes)")
        }
        if !ValueCoercion.isValidUTF8(row.text.span.extracting(range)) {
            throw RecordError(.wrongType, "a document that is not UTF-8")
        }
        return .string(range)
    }
}

extension JSONScanner {
    /// Passes any value and appends its text without white space.
    mutating func copyValue(to output: inout [UInt8], depth: Int) throws(RecordError) {
        if depth > IngestLimits.jsonDepth {
            throw RecordError(.tooLarge, "values nested deeper than \(IngestLimits.jsonDepth)")
        }
        switch peek() {
        case UInt8(ascii: "\""): try copyString(to: &output)
        case UInt8(ascii: "{"): try copyObject(to: &output, depth: depth)
        case UInt8(ascii: "["): try copyArray(to: &output, depth: depth)
        default:
            let start = position
            try skipScalar()
            append(start..<position, to: &output)
        }
    }

    private mutating func copyString(to output: inout [UInt8]) throws(RecordError) {
        let text = try string()
        Self.append(quoted: bytes(of: text)[...], to: &output)
    }

    private mutating func copyObject(to output: inout [UInt8], depth: Int) throws(RecordError) {
        try expect(UInt8(ascii: "{"), "an object")
        output.append(UInt8(ascii: "{"))
        if skip(UInt8(ascii: "}")) { return output.append(UInt8(ascii: "}")) }
        repeat {
            if output.last != UInt8(ascii: "{") { output.append(UInt8(ascii: ",")) }
            _ = peek()
            try copyString(to: &output)
            try expect(UInt8(ascii: ":"), "':'")
            output.append(UInt8(ascii: ":"))
            try copyValue(to: &output, depth: depth + 1)
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "',' or '}'")
        output.append(UInt8(ascii: "}"))
    }

    private mutating func copyArray(to output: inout [UInt8], depth: Int) throws(RecordError) {
        try expect(UInt8(ascii: "["), "an array")
        output.append(UInt8(ascii: "["))
        if skip(UInt8(ascii: "]")) { return output.append(UInt8(ascii: "]")) }
        repeat {
            try copyValue(to: &output, depth: depth + 1)
            output.append(UInt8(ascii: ","))
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "',' or ']'")
        output[output.count - 1] = UInt8(ascii: "]")
    }

    /// Appends a text in quotes, with the escapes that it needs.
    static func append(quoted text: ArraySlice<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case 0x08: output += Array("\\b".utf8)
            case 0x09: output += Array("\\t".utf8)
            case 0x0A: output += Array("\\n".utf8)
            case 0x0C: output += Array("\\f".utf8)
            case 0x0D: output += Array("\\r".utf8)
            case 0..<0x20:
                output += Array("\\u00".utf8)
                HexText.append([byte], to: &output)
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
