/// The distinct values among some 64-bit keys, sorted, and for each key the number of its value.
public struct DistinctKeys: Sendable {
    /// Strictly ascending.
    public let values: [UInt64]
    /// For each key the index in `values`.
    public let codes: [UInt32]

    /// Probes per key after which the hash table is given up: keys chosen to collide must not cost quadratic time.
    static let maximumMeanProbes = 16

    /// Distinct keys after which it is given up, too: a larger table leaves the caches, and sorting is faster.
    static let maximumHashed = 1 << 18

    /// Keys of which the greatest and the least differ by at most so many times their number are counted in a bitmap,
    /// which then takes at most 6 bytes per key.
    static let maximumMeanGap = 32

    /// Numbers the keys, of which there must be fewer than 2^32. O(count). Takes up to 32 bytes per key meanwhile.
    public init(_ keys: [UInt64]) {
        precondition(keys.count < UInt32.max, "a code for every key")
        (values, codes) = Self.numberByBitmap(keys) ?? Self.numberByHashing(keys) ?? Self.numberBySorting(keys)
    }

    /// Numbers in order of appearance first; nil if the hash table is given up.
    private static func numberByHashing(_ keys: [UInt64]) -> (values: [UInt64], codes: [UInt32])? {
        guard let (firstSeen, unsorted) = number(keys) else { return nil }
        let order = firstSeen.enumerated().map { (key: $1, index: $0) }.sorted { $0.key < $1.key }
        var rank = [UInt32](repeating: 0, count: order.count)
        for (position, entry) in order.enumerated() { rank[entry.index] = UInt32(position) }
        return (order.map(\.key), unsorted.map { rank[Int($0)] })
    }

    /// A bit for each number from the least key to the greatest, and the number of bits before each word; nil if
    /// the keys lie too far apart for that.
    private static func numberByBitmap(_ keys: [UInt64]) -> (values: [UInt64], codes: [UInt32])? {
        guard let first = keys.first else { return nil }
        var (least, greatest) = (first, first)
        for key in keys {
            least = min(least, key)
            greatest = max(greatest, key)
        }
        guard greatest - least < UInt64(maximumMeanGap * keys.count) else { return nil }
        var words = [UInt64](repeating: 0, count: Int((greatest - least) >> 6) + 1)
        for key in keys { words[Int(truncatingIfNeeded: (key &- least) &>> 6)] |= 1 &<< (key &- least) }
        var (values, before) = ([UInt64](), [UInt32]())
        before.reserveCapacity(words.count)
        values.reserveCapacity(BitWords.population(of: words))
        for (index, word) in words.enumerated() {
            before.append(UInt32(values.count))
            var rest = word
            while rest != 0 {
                values.append(least + UInt64(index << 6 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return (values, ranks(of: keys, above: least, words, before))
    }

    /// For each key the number of bits before its own.
    private static func ranks(
        of keys: [UInt64], above least: UInt64, _ words: [UInt64], _ before: [UInt32]
    ) -> [UInt32] {
        Array(unsafeUninitializedCapacity: keys.count) { codes, used in
            for (index, key) in keys.enumerated() {
                let bit = key &- least
                let place = Int(truncatingIfNeeded: bit &>> 6)
                let lower = words[place] & (1 &<< bit &- 1)
                codes[index] = before[place] &+ UInt32(truncatingIfNeeded: lower.nonzeroBitCount)
            }
            used = keys.count
        }
    }

    /// Distinct keys in order of appearance and the codes in that order, by an open-addressing table; nil if it
    /// degenerates.
    private static func number(_ keys: [UInt64]) -> (values: [UInt64], codes: [UInt32])? {
        var table = Table(capacity: 1024)
        var codes = [UInt32]()
        codes.reserveCapacity(keys.count)
        var budget = maximumMeanProbes * (keys.count + 64)
        for key in keys {
            guard let code = table.code(of: key, budget: &budget) else { return nil }
            codes.append(code)
            if table.values.count > maximumHashed { return nil }
        }
        return (table.values, codes)
    }

    private struct Table {
        /// A key and its code plus one, or 0 for a free slot: one cache line tells both.
        private struct Slot {
            var key: UInt64 = 0
            var mark: UInt32 = 0
        }

        private(set) var values: [UInt64] = []
        /// The count is a power of two.
        private var slots: [Slot]

        init(capacity: Int) { slots = Array(repeating: Slot(), count: capacity) }

        /// The key's code, new or known; nil once the budget of probes is spent.
        mutating func code(of key: UInt64, budget: inout Int) -> UInt32? {
            if budget < 0 { return nil }
            var place = home(key)
            while slots[place].mark != 0 {
                if slots[place].key == key { return slots[place].mark - 1 }
                place = (place + 1) & (slots.count - 1)
                budget -= 1
                if budget < 0 { return nil }
            }
            values.append(key)
            slots[place] = Slot(key: key, mark: UInt32(values.count))
            if values.count * 2 > slots.count { grow(&budget) }
            return UInt32(values.count - 1)
        }

        /// The finaliser of MurmurHash3 (Appleby), cut to the table's size.
        private func home(_ key: UInt64) -> Int {
            var hash = key
            hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
            hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
            return Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
        }

        private mutating func grow(_ budget: inout Int) {
            slots = Array(repeating: Slot(), count: slots.count * 2)
            for index in values.indices {
                var place = home(values[index])
                while slots[place].mark != 0 {
                    place = (place + 1) & (slots.count - 1)
                    budget -= 1
                    if budget < 0 { return }
                }
                slots[place] = Slot(key: values[index], mark: UInt32(index + 1))
            }
        }
    }
}
