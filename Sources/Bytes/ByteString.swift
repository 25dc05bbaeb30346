/// Text as its UTF-8 bytes, compared and hashed byte by byte.
///
/// Swift's `String` equates composed with decomposed forms and repairs invalid UTF-8, which would merge distinct
/// keys. Everything stored, grouped, compared or hashed is therefore a `ByteString`; `String` is for the edges.
@frozen
public struct ByteString: Hashable, Sendable {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    public init(_ bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }
    public init(_ string: String) { self.bytes = Array(string.utf8) }

    public var count: Int { bytes.count }
    public var isEmpty: Bool { bytes.isEmpty }

    /// The text, with invalid UTF-8 replaced by U+FFFD.
    public var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the bytes are well-formed UTF-8. O(count).
    public var isValidUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }
}

extension ByteString {
    public static func == (left: ByteString, right: ByteString) -> Bool {
        left.bytes.count == right.bytes.count && compare(left.bytes, right.bytes) == 0
    }

    /// Feeds the bytes at once: the array's own hash would feed them one by one.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(bytes.count)
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension ByteString: Comparable {
    /// Unsigned byte order; a prefix comes first. O(count).
    public static func < (left: ByteString, right: ByteString) -> Bool {
        ByteString.compare(left.bytes, right.bytes) < 0
    }

    /// Negative, zero or positive as `left` sorts before, with or after `right`.
    public static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.withUnsafeBytes { left in right.withUnsafeBytes { compare(left, $0) } }
    }

    /// Negative, zero or positive as `left` sorts before, with or after `right`.
    public static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let shared = min(left.count, right.count)
        if shared > 0, let leftBase = left.baseAddress, let rightBase = right.baseAddress {
            let order = compareBytes(leftBase, rightBase, shared)
            if order != 0 { return order }
        }
        return left.count - right.count
    }
}

extension ByteString: ExpressibleByStringLiteral, CustomStringConvertible {
    public init(stringLiteral value: StaticString) {
        self.bytes = value.withUTF8Buffer { Array($0) }
    }

    public var description: String { string }
}
