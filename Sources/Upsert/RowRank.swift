/// What of a row decides between versions of a key, except comparison values that are strings.
struct RowRank: Sendable {
    /// False where every comparison column is NULL: before all others.
    var hasValue = false
    /// The comparison value as a number that sorts like it; 0 for strings.
    var number: Int64 = 0
    var generation: Int64 = 0
    var offset: Int64 = 0
    var partition: Int32 = 0
    var subRow: Int32 = 0

    /// Whether the origin of this row comes after that of another: what decides if comparison values do not.
    func comesAfter(_ other: RowRank) -> Bool {
        if generation != other.generation { return generation > other.generation }
        if offset != other.offset { return offset > other.offset }
        if partition != other.partition { return partition > other.partition }
        return subRow > other.subRow
    }
}

/// Numbers that are equal and sort like floating-point numbers, with both zeros as one.
enum OrderedDouble {
    static func number(_ value: Double) -> Int64 {
        let bits = Int64(bitPattern: value == 0 ? 0 : value.isNaN ? Double.nan.bitPattern : value.bitPattern)
        return bits < 0 ? bits ^ Int64.max : bits
    }
}
