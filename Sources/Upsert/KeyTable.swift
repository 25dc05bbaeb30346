/// Where a row is said to lie: a row of a place, which an index has for each segment.
struct RowLocation: Hashable, Sendable {
    var place: UInt32
    var row: UInt32
}

/// A hash table with open addressing from fingerprints of keys to locations of rows, without the keys.
///
/// Slots are probed one after the other from a home that ascends with the fingerprint, so that growing reads and
/// writes in order, and needs no key. Removing moves entries back instead of leaving marks.
struct KeyTable: Sendable {
    private struct Entry {
        /// In an empty slot; a row never has that number.
        static let noRow = UInt32.max

        var fingerprint: UInt32
        var place: UInt32
        var row: UInt32

        static let empty = Entry(fingerprint: 0, place: 0, row: noRow)
        var isEmpty: Bool { row == Self.noRow }
        var location: RowLocation { RowLocation(place: place, row: row) }
    }

    private(set) var count = 0
    private var entries: [Entry] = []

    var slotCount: Int { entries.count }
    var allocatedBytes: Int { entries.capacity * MemoryLayout<Entry>.stride }

    /// Four fifths of the slots are filled at most. A table that has grown by half is more than half full: 22.5 bytes
    /// a key.
    private var limit: Int { entries.count / 5 * 4 }

    @inline(__always)
    private func home(_ fingerprint: UInt32) -> Int { Int((UInt64(fingerprint) * UInt64(entries.count)) >> 32) }

    @inline(__always)
    private func following(_ slot: Int) -> Int { slot + 1 == entries.count ? 0 : slot + 1 }

    /// The first slot with that fingerprint whose row is the one that is looked for.
    @inline(__always)
    func slot<Failure>(
        _ fingerprint: UInt32, where isRow: (RowLocation) throws(Failure) -> Bool
    ) throws(Failure) -> Int? {
        if entries.isEmpty { return nil }
        var slot = home(fingerprint)
        while !entries[slot].isEmpty {
            if entries[slot].fingerprint == fingerprint, try isRow(entries[slot].location) { return slot }
            slot = following(slot)
        }
        return nil
    }

    /// Adds a row with a fingerprint. Of each row with the same one, `wins` says whether the new row wins over it; nil
    /// if that is one of another key. O(1), or O(count) where the table grows.
    ///
    /// One call, so that looking and changing work on the same array in place.
    @inline(__always)
    mutating func put<Failure>(
        _ fingerprint: UInt32, _ location: RowLocation, wins: (RowLocation) throws(Failure) -> Bool?
    ) throws(Failure) {
        if count >= limit { grow() }
        var slot = home(fingerprint)
        while !entries[slot].isEmpty {
            if entries[slot].fingerprint == fingerprint, let isGreater = try wins(entries[slot].location) {
                if isGreater { move(slot, to: location) }
                return
            }
            slot = following(slot)
        }
        entries[slot] = Entry(fingerprint: fingerprint, place: location.place, row: location.row)
        count += 1
    }

    /// Points the entry of a slot to another row of the same key.
    @inline(__always)
    private mutating func move(_ slot: Int, to location: RowLocation) {
        entries[slot].place = location.place
        entries[slot].row = location.row
    }

    @inline(__always)
    private mutating func place(_ entry: Entry) {
        var slot = home(entry.fingerprint)
        while !entries[slot].isEmpty { slot = following(slot) }
        entries[slot] = entry
    }

    private mutating func grow() { resize(max(10, (entries.count * 3 + 1) / 2)) }

    private mutating func resize(_ slotCount: Int) {
        let old = entries
        entries = Array(repeating: .empty, count: slotCount)
        for entry in old where !entry.isEmpty { place(entry) }
    }

    /// Lets every entry point to where its row is now said to lie, if `moved` says so. O(slots).
    @inline(__always)
    mutating func repoint(_ moved: (RowLocation) -> RowLocation?) {
        for slot in entries.indices where !entries[slot].isEmpty {
            if let location = moved(entries[slot].location) { move(slot, to: location) }
        }
    }

    /// Removes the entry of a slot. O(1) on average.
    mutating func remove(_ slot: Int) {
        var hole = slot
        var next = following(slot)
        while !entries[next].isEmpty {
            // How far an entry lies behind its home, and behind the hole.
            let distance = cyclicDistance(from: home(entries[next].fingerprint), to: next)
            if distance >= cyclicDistance(from: hole, to: next) {
                entries[hole] = entries[next]
                hole = next
            }
            next = following(next)
        }
        entries[hole] = .empty
        count -= 1
    }

    /// How far the entry that is farthest from its home lies from it. O(slots).
    var longestProbe: Int {
        entries.indices.reduce(0) { longest, slot in
            entries[slot].isEmpty
                ? longest : max(longest, cyclicDistance(from: home(entries[slot].fingerprint), to: slot))
        }
    }

    private func cyclicDistance(from first: Int, to last: Int) -> Int {
        last >= first ? last - first : last - first + entries.count
    }
}
