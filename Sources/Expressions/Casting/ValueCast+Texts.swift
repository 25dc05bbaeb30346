import Bytes
import Schema

/// The conversions to what is represented as bytes.
extension ValueCast {
    func bytes(_ value: Int64) -> ByteString? {
        switch to {
        case .bigDecimal: return BigDecimal(value).orderedBytes
        case .json where from == .timestamp: return Self.quoted(text(value))
        default: return ByteString(text(value))
        }
    }

    private func text(_ value: Int64) -> [UInt8] {
        switch from {
        case .boolean: return Array((value == 0 ? "false" : "true").utf8)
        case .timestamp:
            var bytes = [UInt8]()
            TimestampText.append(value, to: &bytes)
            return bytes
        default: return Array(String(value).utf8)
        }
    }

    /// A double is written with the fewest digits that stand for it alone, and so it is as a BIG_DECIMAL.
    func bytes(_ value: Double) -> ByteString? {
        let text = from == .float ? Float(value).description : value.description
        switch to {
        case .bigDecimal: return (try? BigDecimal(text))?.orderedBytes
        case .json: return value.isFinite ? ByteString(text) : nil
        default:
            if value.isNaN { return "NaN" }
            if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
            return ByteString(text)
        }
    }

    func bytes(_ value: ByteString) -> ByteString? {
        switch (from, to) {
        case (.bytes, _):
            var text = [UInt8]()
            HexText.append(value.bytes, to: &text)
            return ByteString(text)
        case (_, .bytes): return HexText.parse(value.bytes).map { ByteString($0) }
        case (.bigDecimal, _): return BigDecimal(orderedBytes: value).map { ByteString($0.description) }
        case (_, .bigDecimal): return (try? BigDecimal(parsing: value.bytes))?.orderedBytes
        case (.string, .json): return (try? JSONValue(parsing: value.bytes)) == nil ? nil : value
        default: return value
        }
    }

    private static func quoted(_ text: [UInt8]) -> ByteString {
        ByteString([UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")])
    }

    /// A value of the source type for messages.
    func shown(_ value: Value) -> String {
        let limit = 40
        switch value {
        case .null: return "NULL"
        case .integer(let value): return String(decoding: text(value), as: UTF8.self)
        case .double(let value): return from == .float ? Float(value).description : value.description
        case .string(let value):
            let text = from == .bigDecimal ? BigDecimal(orderedBytes: value)?.description ?? "" : value.string
            let cut = text.count > limit ? text.prefix(limit) + "..." : text[...]
            return from == .bigDecimal ? String(cut) : "'\(cut)'"
        case .list(let elements): return "\(elements.count) values"
        }
    }
}
