extension [UInt8] {
    /// Appends a part of some bytes. The range must be inside them. O(count of the range).
    @inlinable
    public mutating func append(contentsOf bytes: Span<UInt8>, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "range inside the bytes")
        bytes.withUnsafeBytes { append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
