/// A map from 64-bit keys to small numbers: open addressing with linear probing, at most half full.
struct IntegerTable {
    private var keys: [UInt64]
    /// `empty` where a slot is free.
    private var numbers: [UInt32]
    private var mask: Int
    private(set) var count = 0

    private static let empty = UInt32.max

    /// Bytes that an entry takes, with its share of free slots and of growing.
    static let entryBytes = 48

    init() {
        keys = Array(repeating: 0, count: 16)
        numbers = Array(repeating: Self.empty, count: 16)
        mask = 15
    }

    /// The number of a key, which becomes `next` if the key is new. Amortised O(1).
    @inline(__always)
    mutating func findOrInsert(_ key: UInt64, next: UInt32) -> UInt32 {
        var slot = Self.hash(key) & mask
        while numbers[slot] != Self.empty {
            if keys[slot] == key { return numbers[slot] }
            slot = (slot + 1) & mask
        }
        insert(key, next, at: slot)
        return next
    }

    private mutating func insert(_ key: UInt64, _ number: UInt32, at slot: Int) {
        keys[slot] = key
        numbers[slot] = number
        count += 1
        if count * 2 > keys.count { grow() }
    }

    private mutating func grow() {
        let (oldKeys, oldNumbers) = (keys, numbers)
        keys = Array(repeating: 0, count: oldKeys.count * 2)
        numbers = Array(repeating: Self.empty, count: oldKeys.count * 2)
        mask = keys.count - 1
        for index in oldKeys.indices where oldNumbers[index] != Self.empty {
            var slot = Self.hash(oldKeys[index]) & mask
            while numbers[slot] != Self.empty { slot = (slot + 1) & mask }
            keys[slot] = oldKeys[index]
            numbers[slot] = oldNumbers[index]
        }
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
