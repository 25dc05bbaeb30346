/// The distinct values among some 64-bit keys, sorted, and for each key the number of its value.
public struct DistinctKeys: Sendable {
    /// Strictly ascending.
    public let values: [UInt64]
    /// For each key the index in `values`.
    public let codes: [UInt32]

    /// Probes per key after which the hash table is given up: keys chosen to collide must not cost quadratic time.
    static let maximumMeanProbes = 16

    /// Numbers the keys, of which there must be fewer than 2^32. O(count + distinct * log distinct).
    public init(_ keys: [UInt64]) {
        precondition(keys.count < UInt32.max, "a code for every key")
        let (firstSeen, unsorted) = Self.number(keys) ?? Self.numberBySorting(keys)
        let order = firstSeen.indices.sorted { firstSeen[$0] < firstSeen[$1] }
        var rank = [UInt32](repeating: 0, count: order.count)
        for (position, index) in order.enumerated() { rank[index] = UInt32(position) }
        values = order.map { firstSeen[$0] }
        codes = unsorted.map { rank[Int($0)] }
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
        }
        return (table.values, codes)
    }

    static func numberBySorting(_ keys: [UInt64]) -> (values: [UInt64], codes: [UInt32]) {
        let order = keys.indices.sorted { keys[$0] < keys[$1] }
        var values: [UInt64] = []
        var codes = [UInt32](repeating: 0, count: keys.count)
        for index in order {
            if values.last != keys[index] { values.append(keys[index]) }
            codes[index] = UInt32(values.count - 1)
        }
        return (values, codes)
    }

    private struct Table {
        private(set) var values: [UInt64] = []
        /// The code plus one, or 0 for a free slot; the count is a power of two.
        private var slots: [UInt32]

        init(capacity: Int) { slots = Array(repeating: 0, count: capacity) }

        /// The key's code, new or known; nil once the budget of probes is spent.
        mutating func code(of key: UInt64, budget: inout Int) -> UInt32? {
            if budget < 0 { return nil }
            var slot = home(key)
            while slots[slot] != 0 {
                let code = slots[slot] - 1
                if values[Int(code)] == key { return code }
                slot = (slot + 1) & (slots.count - 1)
                budget -= 1
                if budget < 0 { return nil }
            }
            values.append(key)
            slots[slot] = UInt32(values.count)
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
            slots = Array(repeating: 0, count: slots.count * 2)
            for index in values.indices {
                var slot = home(values[index])
                while slots[slot] != 0 {
                    slot = (slot + 1) & (slots.count - 1)
                    budget -= 1
                    if budget < 0 { return }
                }
                slots[slot] = UInt32(index + 1)
            }
        }
    }
}
