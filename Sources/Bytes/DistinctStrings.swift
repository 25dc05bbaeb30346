/// Byte strings numbered in order of arrival, equal ones alike: one writer, any number of readers of snapshots of the
/// strings. The hash table belongs to the writer alone.
public struct DistinctStrings: Sendable {
    /// The strings, by number.
    public private(set) var arena = ByteStringArena()
    /// Open addressing with linear probing, at most half full: in each slot the hash above the number + 1, or 0 if it
    /// is free. A slot's place is the hash's upper bits, so that growing neither reads the strings nor scatters the
    /// slots.
    private var slots: [UInt64] = []
    /// 32 less the bits of a place.
    private var shift: UInt64 = 0

    /// Strings that a table can number: places are part of the 32 bits of hash that a slot keeps.
    public static let maximumCount = 1 << 30

    public init() {}

    public var count: Int { arena.count }

    /// Bytes of memory held.
    public var allocatedBytes: Int { arena.allocatedBytes + slots.count * MemoryLayout<UInt64>.stride }

    /// The number of a string, which is added if it is new. The range must be inside the bytes. O(length), amortised.
    public mutating func number(of bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "range inside the bytes")
        return bytes.withUnsafeBytes { number(of: UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// The number of a string that was added before; nil if it was not. O(length).
    public func knownNumber(of bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "range inside the bytes")
        if slots.isEmpty { return nil }
        return bytes.withUnsafeBytes { bytes in
            let string = UnsafeRawBufferPointer(rebasing: bytes[range])
            let slot = slots[place(of: string, hash: Self.hash(string))]
            return slot == 0 ? nil : UInt32(truncatingIfNeeded: slot) &- 1
        }
    }

    private mutating func number(of string: UnsafeRawBufferPointer) -> UInt32 {
        if slots.isEmpty { resize(bits: 6) }
        let hash = Self.hash(string)
        let place = place(of: string, hash: hash)
        if slots[place] != 0 { return UInt32(truncatingIfNeeded: slots[place]) &- 1 }
        precondition(count < Self.maximumCount, "a number for every string")
        let number = UInt32(arena.append(string))
        slots[place] = hash << 32 | UInt64(number + 1)
        if count * 2 > slots.count { resize(bits: 33 - shift) }
        return number
    }

    /// Where the string is, or the free place that it would take.
    @inline(__always)
    private func place(of string: UnsafeRawBufferPointer, hash: UInt64) -> Int {
        slots.withUnsafeBufferPointer { slots in
            var place = Int(truncatingIfNeeded: hash &>> shift)
            while slots[place] != 0 {
                let number = Int(UInt32(truncatingIfNeeded: slots[place]) &- 1)
                if slots[place] &>> 32 == hash && arena.isEqual(number, to: string) { break }
                place = (place &+ 1) & (slots.count &- 1)
            }
            return place
        }
    }

    private mutating func resize(bits: UInt64) {
        let old = slots
        shift = 32 - bits
        slots = Array(repeating: 0, count: 1 << Int(bits))
        for slot in old where slot != 0 {
            var place = Int(truncatingIfNeeded: (slot >> 32) >> shift)
            while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
            slots[place] = slot
        }
    }

    /// 32 bits, in the low half. Eight bytes at a time are folded in by a multiplication to 128 bits, of which the
    /// halves are added up. Chosen strings can make the table slow, never wrong; limits on records bound the damage.
    @inline(__always)
    private static func hash(_ string: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: string.count) ^ 0x9E37_79B9_7F4A_7C15
        var offset = 0
        while offset &+ 8 <= string.count {
            hash = folded(hash ^ load(string, offset), 0xD6E8_FEB8_6659_FD93)
            offset &+= 8
        }
        if offset < string.count { hash = folded(hash ^ rest(of: string, from: offset), 0xA076_1D64_78BD_642F) }
        return folded(hash, 0xE703_7ED1_A0B4_28DB) >> 32
    }

    @inline(__always)
    private static func folded(_ word: UInt64, _ factor: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func load(_ string: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: string.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The last bytes of a string, fewer than eight; of a string of fewer than eight bytes, a word that only it has
    /// among those of its length.
    @inline(__always)
    private static func rest(of string: UnsafeRawBufferPointer, from offset: Int) -> UInt64 {
        let count = string.count
        if count >= 8 { return load(string, count &- 8) &>> UInt64(8 &* (8 &- (count &- offset))) }
        if count >= 4 { return half(string, 0) | half(string, count &- 4) &<< 32 }
        return UInt64(string[0]) | UInt64(string[count &>> 1]) &<< 8 | UInt64(string[count &- 1]) &<< 16
    }

    @inline(__always)
    private static func half(_ string: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(UInt32(littleEndian: string.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }
}
