/// For each key of a table the row that won: tables by bits of the keys' hashes, which grow one at a time.
///
/// A key's hash gives its table (7 bits) and its fingerprint (32 other bits). Keys themselves are in the rows.
struct KeyMap: Sendable {
    static let tableCount = 128

    var tables: [KeyTable]

    init() { tables = Array(repeating: KeyTable(), count: Self.tableCount) }

    /// The tables that threads have built, in order.
    init(tables: [KeyTable]) {
        precondition(tables.count == Self.tableCount, "all tables of the map")
        self.tables = tables
    }

    @inline(__always)
    static func table(_ hash: UInt64) -> Int { Int(hash >> 57) }

    @inline(__always)
    static func fingerprint(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash) }

    var count: Int { tables.reduce(0) { $0 + $1.count } }
    var allocatedBytes: Int {
        tables.reduce(tables.capacity * MemoryLayout<KeyTable>.stride) { $0 + $1.allocatedBytes }
    }

    /// Removes the entry that points to a row, if there is one.
    mutating func remove(_ location: RowLocation, hash: UInt64) -> Bool {
        let table = Self.table(hash)
        guard let slot = tables[table].slot(Self.fingerprint(hash), where: { $0 == location }) else { return false }
        tables[table].remove(slot)
        return true
    }
}
