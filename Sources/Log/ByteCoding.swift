// Loads and stores of this layer's two byte orders. Callers have checked that the bytes are there; an index outside
// is a broken invariant and stops the process. Kept in this target so that they are inlined.

extension [UInt8] {
    func littleEndian<Number: FixedWidthInteger>(_ field: LayoutField, of start: Int) -> Number {
        let first = start + field.offset
        var value: UInt64 = 0
        for index in stride(from: first + MemoryLayout<Number>.size - 1, through: first, by: -1) {
            value = value << 8 | UInt64(self[index])
        }
        return Number(truncatingIfNeeded: value)
    }

    func bigEndian<Number: FixedWidthInteger>(_ field: LayoutField, of start: Int) -> Number {
        let first = start + field.offset
        var value: UInt64 = 0
        for index in first..<first + MemoryLayout<Number>.size { value = value << 8 | UInt64(self[index]) }
        return Number(truncatingIfNeeded: value)
    }

    mutating func storeLittleEndian(_ number: some FixedWidthInteger, _ field: LayoutField, of start: Int = 0) {
        for byte in 0..<field.size {
            self[start + field.offset + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte))
        }
    }

    mutating func storeBigEndian(_ number: some FixedWidthInteger, _ field: LayoutField, of start: Int = 0) {
        for byte in 0..<field.size {
            self[start + field.offset + byte] = UInt8(truncatingIfNeeded: number >> (8 * (field.size - 1 - byte)))
        }
    }

    /// Appends a zigzag variable-length integer, as Kafka's varint and varlong.
    mutating func appendVarint(_ number: Int64) {
        var rest = zigzag(number)
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    func areZero(_ range: Range<Int>) -> Bool {
        range.allSatisfy { self[$0] == 0 }
    }
}

func zigzag(_ number: Int64) -> UInt64 { UInt64(bitPattern: (number << 1) ^ (number >> 63)) }

/// Bytes that `appendVarint` takes for the number: 1 to 10.
func varintBytes(_ number: Int64) -> Int {
    let significant = 64 - zigzag(number).leadingZeroBitCount
    return max(1, (significant + 6) / 7)
}
