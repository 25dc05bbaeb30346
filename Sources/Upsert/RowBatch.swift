import Bytes

/// The values of one column in some rows, in a form in which equal values of any segment are equal.
struct KeyValues: Sendable {
    /// Of a column of integers or doubles.
    var numbers: [Int64] = []
    /// Of a column of strings.
    var strings: [ByteString] = []
    /// Empty if no value is NULL. NULL reads as 0 or the empty string.
    var nulls: [Bool] = []
}

/// What comparing a new row with another one gives.
struct Verdict: Sendable {
    /// Whether the rows have the same key; if not, nothing else counts.
    var isSameKey = false
    var wins = false
    /// Of the other row.
    var partition: Int32 = 0
    var isTombstone = false
}

/// What decides about some rows of one segment.
struct RowBatch: Sendable {
    var keys: [KeyValues] = []
    var ranks: [RowRank] = []
    /// Empty unless comparison columns are strings.
    var comparisonStrings: [ByteString] = []
    /// Whether a row deletes its key. Empty if none does.
    var deletes: [Bool] = []

    func isTombstone(_ index: Int) -> Bool { !deletes.isEmpty && deletes[index] }

    /// Compares a row with a row of another batch.
    @inline(__always)
    func compare(_ index: Int, with other: RowBatch, _ otherIndex: Int) -> Verdict {
        guard hasKey(index, equalTo: other, otherIndex) else { return Verdict() }
        return Verdict(
            isSameKey: true, wins: wins(index, over: other, otherIndex), partition: other.ranks[otherIndex].partition,
            isTombstone: other.isTombstone(otherIndex))
    }

    /// Whether a row has the key of a row of another batch.
    private func hasKey(_ index: Int, equalTo other: RowBatch, _ otherIndex: Int) -> Bool {
        for column in keys.indices {
            if keys[column].strings.isEmpty {
                if keys[column].numbers[index] != other.keys[column].numbers[otherIndex] { return false }
            } else if keys[column].strings[index] != other.keys[column].strings[otherIndex] {
                return false
            }
            let isNull = !keys[column].nulls.isEmpty && keys[column].nulls[index]
            let otherIsNull = !other.keys[column].nulls.isEmpty && other.keys[column].nulls[otherIndex]
            if isNull != otherIsNull { return false }
        }
        return true
    }

    /// Whether a row wins over a row of another batch with the same key.
    private func wins(_ index: Int, over other: RowBatch, _ otherIndex: Int) -> Bool {
        let (rank, otherRank) = (ranks[index], other.ranks[otherIndex])
        if rank.hasValue != otherRank.hasValue { return rank.hasValue }
        if rank.hasValue {
            if rank.number != otherRank.number { return rank.number > otherRank.number }
            if !comparisonStrings.isEmpty {
                let order = ByteString.compare(
                    comparisonStrings[index].bytes, other.comparisonStrings[otherIndex].bytes)
                if order != 0 { return order > 0 }
            }
        }
        return rank.comesAfter(otherRank)
    }
}

extension RowBatch {
    /// Replaces the contents of `hashes` by the hashes of the rows' keys.
    func hash(_ mask: UInt64, count: Int, into hashes: inout [UInt64]) {
        hashes.removeAll(keepingCapacity: true)
        hashes.append(contentsOf: repeatElement(0, count: count))
        for column in keys { column.hash(into: &hashes) }
        if mask != .max { for index in hashes.indices { hashes[index] &= mask } }
    }
}

extension KeyValues {
    /// The hash of NULL, before what came before it is mixed in.
    private static let nullSeed: UInt64 = 0x6E75_6C6C

    /// Mixes the values into the hashes of the columns before.
    fileprivate func hash(into hashes: inout [UInt64]) {
        if strings.isEmpty {
            for index in numbers.indices {
                hashes[index] = XXHash64.hash(littleEndian: UInt64(bitPattern: numbers[index]), seed: hashes[index])
            }
        } else {
            for index in strings.indices { hashes[index] = XXHash64.hash(strings[index].bytes, seed: hashes[index]) }
        }
        for index in nulls.indices where nulls[index] {
            hashes[index] = XXHash64.hash(littleEndian: hashes[index], seed: Self.nullSeed)
        }
    }
}
