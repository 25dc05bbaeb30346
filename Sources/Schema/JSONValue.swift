import Bytes

/// A JSON document as it was given: unknown fields stay, and integers stay integers.
///
/// An integer literal (`7`) and a number with a fraction or exponent (`7.0`) are different values. A number that
/// neither 64 bits nor a double hold exactly keeps its text. Objects are unordered; they are written with their keys
/// sorted, so that equal values have equal bytes.
public indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    /// The text, as it was written, of a number that is neither of the two: `BigDecimal` reads it.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Parses one document with nothing after it. O(bytes).
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        self = try JSONParser.parse(bytes, limits: limits)
    }

    /// The document as UTF-8, without spaces, keys in byte order.
    public var serialized: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The member of an object; nil if this is no object or has no such member.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// What kind of value this is, for messages.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .double: "a number with a fraction"
        case .decimal: "a number of many digits"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// What a parser of JSON accepts at most.
public struct JSONLimits: Sendable {
    /// Bytes of a document that describes a schema or a table: 1 MiB.
    public static let defaultDocumentBytes = 1 << 20
    /// Arrays and objects inside each other.
    public static let defaultDepth = 64
    /// Bytes of one number's text.
    public static let numberBytes = 64

    public var documentBytes: Int
    public var depth: Int

    public init(documentBytes: Int = defaultDocumentBytes, depth: Int = defaultDepth) {
        self.documentBytes = documentBytes
        self.depth = depth
    }
}

/// Text that is not JSON, or is more than the limits allow.
public struct JSONError: CodedError, Equatable, Sendable {
    /// Byte offset in the document.
    public let offset: Int
    /// Line of that byte, from 1.
    public let line: Int
    /// Byte within the line, from 1.
    public let column: Int
    public let detail: String

    init(_ detail: String, at offset: Int, in bytes: [UInt8]) {
        let before = bytes[..<min(max(0, offset), bytes.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        self.offset = offset
        self.line = before.count { $0 == UInt8(ascii: "\n") } + 1
        self.column = offset - lineStart + 1
        self.detail = detail
    }

    public var code: String { "INVALID_JSON" }
    public var message: String { "line \(line), column \(column) (byte \(offset)): \(detail)" }
}
