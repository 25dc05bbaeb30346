/// Writes the layout that `PackedIntegers` reads.
public enum BitPacker {
    /// The packed bytes. Each value must fit `width` bits (0 to 64). O(count).
    public static func pack(_ values: [UInt64], width: Int) -> [UInt8] {
        values.withUnsafeBufferPointer { values in pack(count: values.count, width: width) { values[$0] } }
    }

    /// The packed bytes. Each value must fit `width` bits (0 to 64). O(count).
    public static func pack(_ values: [UInt32], width: Int) -> [UInt8] {
        values.withUnsafeBufferPointer { values in pack(count: values.count, width: width) { UInt64(values[$0]) } }
    }

    @inline(__always)
    private static func pack(count: Int, width: Int, _ value: (Int) -> UInt64) -> [UInt8] {
        guard let length = PackedIntegers.byteCount(width: width, count: count) else {
            preconditionFailure("a width of 0 to 64 bits")
        }
        return Array(unsafeUninitializedCapacity: length + MemoryLayout<UInt64>.size) { buffer, used in
            used = length
            let base = UnsafeMutableRawPointer(buffer.baseAddress!)
            let mask = maskOf(width)
            var (word, filled, byte): (UInt64, Int, Int) = (0, 0, 0)
            for index in 0..<count {
                let next = value(index)
                precondition(next <= mask, "the value fits the width")
                word |= next << UInt64(filled)
                filled += width
                if filled >= 64 {
                    base.storeBytes(of: word.littleEndian, toByteOffset: byte, as: UInt64.self)
                    byte += 8
                    filled -= 64
                    word = next >> UInt64(width - filled)
                }
            }
            // The buffer has eight bytes more than are used, so that the last word may be stored whole.
            base.storeBytes(of: word.littleEndian, toByteOffset: byte, as: UInt64.self)
        }
    }
}
