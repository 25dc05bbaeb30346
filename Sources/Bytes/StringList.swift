/// Byte strings stored one after the other, and where each of them ends.
///
/// A view of stored bytes. The offsets must ascend from 0 to the count of bytes; whoever makes a list has checked that.
public struct StringList: Sendable {
    private let offsets: PackedIntegers
    private let bytes: ByteRegion

    /// `offsets` has one entry more than there are strings: 0, and the end of each.
    public init(offsets: PackedIntegers, bytes: ByteRegion) {
        self.offsets = offsets
        self.bytes = bytes
    }

    public var count: Int { offsets.count - 1 }

    /// A copy of one string.
    public subscript(index: Int) -> ByteString { ByteString(bytes.bytes(range(index))) }

    /// Copies of all strings. O(bytes).
    public func decoded() -> [ByteString] {
        var ends: [Int64] = []
        offsets.read(0..<offsets.count, base: 0, step: 0, into: &ends)
        return bytes.withUnsafeBytes { bytes in
            (0..<count).map { ByteString(Array(bytes[Int(ends[$0])..<Int(ends[$0 + 1])])) }
        }
    }

    /// Bytes of the longest string, 0 if there is none. O(count).
    public var longest: Int { (0..<count).reduce(0) { max($0, range($1).count) } }

    /// Negative, zero or positive as the string sorts before, with or after `other`.
    public func compare(_ index: Int, with other: ByteString) -> Int {
        let range = range(index)
        return bytes.withUnsafeBytes { bytes in
            other.bytes.withUnsafeBytes { ByteString.compare(UnsafeRawBufferPointer(rebasing: bytes[range]), $0) }
        }
    }

    /// The first string that does not sort after the one before it; nil if all do. O(bytes).
    public func firstNotAscending() -> Int? {
        bytes.withUnsafeBytes { bytes in
            var previous = UnsafeRawBufferPointer(start: nil, count: 0)
            for index in 0..<count {
                let next = UnsafeRawBufferPointer(rebasing: bytes[range(index)])
                if index > 0 && ByteString.compare(previous, next) >= 0 { return index }
                previous = next
            }
            return nil
        }
    }

    private func range(_ index: Int) -> Range<Int> { Int(offsets[index])..<Int(offsets[index + 1]) }
}
