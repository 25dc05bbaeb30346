import Bytes
import Ingest
import Schema

extension ReferenceDecoder {
    /// The document that a text holds; if it holds none, the text as a JSON string.
    func document(inside text: [UInt8]) throws(RecordError) -> Value {
        var scanner = ReferenceScanner(text)
        do throws(RecordError) {
            let node = try scanner.value(depth: 1)
            scanner.skipSpaces()
            if scanner.next != nil { throw scanner.malformed() }
            return try document(node)
        } catch {
            if error.kind != .malformed { throw error }
            return try document(.string(text))
        }
    }

    func document(_ node: ReferenceScanner.Node) throws(RecordError) -> Value {
        let text = written(node)
        if text.count > IngestLimits.stringBytes { throw RecordError(.tooLarge, "") }
        if String(validating: text, as: UTF8.self) == nil { throw RecordError(.wrongType, "") }
        return .string(ByteString(text))
    }

    private func written(_ node: ReferenceScanner.Node) -> [UInt8] {
        switch node {
        case .null: return Array("null".utf8)
        case .bool(let value): return Array("\(value)".utf8)
        case .number(let text): return text
        case .string(let text): return quoted(text)
        case .array(let elements):
            return bracketed("[", elements.map { written($0) }, "]")
        case .object(let members):
            return bracketed("{", members.map { quoted($0.name) + Array(":".utf8) + written($0.value) }, "}")
        }
    }

    private func bracketed(_ open: String, _ parts: [[UInt8]], _ close: String) -> [UInt8] {
        Array(open.utf8) + Array(parts.joined(separator: Array(",".utf8))) + Array(close.utf8)
    }

    private func quoted(_ text: [UInt8]) -> [UInt8] {
        let short: [UInt8: String] = [0x22: "\\\"", 0x5C: "\\\\", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"]
        let body = text.flatMap { byte -> [UInt8] in
            if let escape = short[byte] { return Array(escape.utf8) }
            if byte >= 0x20 { return [byte] }
            let digits = String(byte, radix: 16)
            return Array("\\u00\(digits.count == 1 ? "0" : "")\(digits)".utf8)
        }
        return [0x22] + body + [0x22]
    }
}
