/// A map from 64-bit keys to small numbers: open addressing with linear probing, at most half full.
struct IntegerTable {
    private struct Slot {
        var key: UInt64
        /// `empty` where the slot is free.
        var number: UInt32
    }

    private var slots: [Slot]
    private(set) var count = 0

    private static let empty = UInt32.max

    /// Bytes that an entry takes, with its share of free slots and of growing.
    static let entryBytes = 64

    init() { slots = Self.freeSlots(16) }

    private static func freeSlots(_ count: Int) -> [Slot] {
        Array(repeating: Slot(key: 0, number: empty), count: count)
    }

    /// The number of a key, which becomes `next` if the key is new. Amortised O(1).
    @inline(__always)
    mutating func findOrInsert(_ key: UInt64, next: UInt32) -> UInt32 {
        let mask = slots.count - 1
        var position = Self.hash(key) & mask
        while slots[position].number != Self.empty {
            if slots[position].key == key { return slots[position].number }
            position = (position + 1) & mask
        }
        slots[position] = Slot(key: key, number: next)
        count += 1
        if count * 2 > slots.count { grow() }
        return next
    }

    /// The keys by their numbers, which must be those from 0 on. O(slots).
    var keysInOrder: [UInt64] {
        var keys = [UInt64](repeating: 0, count: count)
        for slot in slots where slot.number != Self.empty { keys[Int(slot.number)] = slot.key }
        return keys
    }

    private mutating func grow() {
        var larger = Self.freeSlots(slots.count * 2)
        let mask = larger.count - 1
        for slot in slots where slot.number != Self.empty {
            var position = Self.hash(slot.key) & mask
            while larger[position].number != Self.empty { position = (position + 1) & mask }
            larger[position] = slot
        }
        slots = larger
    }

    /// The finalizer of MurmurHash3 (Austin Appleby): every bit of the key reaches every bit of the slot.
    @inline(__always)
    private static func hash(_ key: UInt64) -> Int {
        var mixed = key
        mixed = (mixed ^ (mixed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return Int(truncatingIfNeeded: mixed ^ (mixed >> 33))
    }
}
