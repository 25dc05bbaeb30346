import Bytes
import Expressions
import Schema

/// The values of one ORDER BY key for the rows that are still candidates, in a form that compares fast.
///
/// A value is a rank, which puts NULLs in front or behind, and 64 bits in which values ascend as the key wants them;
/// for integers and doubles these are all there is, for texts the first eight bytes.
struct KeyColumn {
    private let key: OrderKey
    private var ranks: [UInt8] = []
    private var prefixes: [Int64] = []
    /// Only filled for texts.
    private var strings: [ByteString] = []

    init(_ key: OrderKey) { self.key = key }

    /// A column of the same key with the rows of a vector.
    func column(of vector: Vector) -> KeyColumn { KeyColumn(key, vector) }

    /// How many rows it has.
    var count: Int { ranks.count }

    /// Bytes that a row takes.
    var bytesPerRow: Int { key.expression.type.representation == .string ? 9 + 40 : 9 }

    /// Replaces the contents by the rows of a vector.
    init(_ key: OrderKey, _ vector: Vector) {
        self.key = key
        let nullRank: UInt8 = key.nullsFirst ? 0 : 2
        ranks =
            vector.nulls.isEmpty
            ? Array(repeating: 1, count: vector.count) : vector.nulls.map { $0 ? nullRank : 1 }
        let ascending: [Int64]
        switch vector.values {
        case .integers(let values): ascending = values
        case .doubles(let values): ascending = values.map(Self.ordered)
        case .strings(let values):
            ascending = values.map(Self.prefix)
            strings = values
        case .lists: preconditionFailure("lists have no order")
        }
        prefixes = key.isAscending ? ascending : ascending.map { ~$0 }
        for row in vector.nulls.indices where vector.nulls[row] {
            prefixes[row] = 0
            if !strings.isEmpty { strings[row] = ByteString([]) }
        }
    }

    /// The bits of a double such that they ascend with it as signed integers; NaN comes last, zeros are equal.
    private static func ordered(_ value: Double) -> Int64 {
        if value.isNaN { return .max }
        let bits = Int64(bitPattern: (value == 0 ? 0 : value).bitPattern)
        return bits >= 0 ? bits : bits ^ .max
    }

    /// The first eight bytes as a number that ascends with them.
    private static func prefix(_ text: ByteString) -> Int64 {
        var bits: UInt64 = 0
        for byte in text.bytes.prefix(8) { bits = bits << 8 | UInt64(byte) }
        bits <<= UInt64(8 * (8 - min(text.count, 8)))
        return Int64(bitPattern: bits ^ 1 << 63)
    }

    /// Negative, zero or positive as a row of this column comes before, with or after one of the other.
    @inline(__always)
    func compare(_ row: Int, _ other: KeyColumn, _ otherRow: Int) -> Int {
        if ranks[row] != other.ranks[otherRow] { return ranks[row] < other.ranks[otherRow] ? -1 : 1 }
        if prefixes[row] != other.prefixes[otherRow] { return prefixes[row] < other.prefixes[otherRow] ? -1 : 1 }
        return strings.isEmpty ? 0 : compareStrings(row, other, otherRow)
    }

    private func compareStrings(_ row: Int, _ other: KeyColumn, _ otherRow: Int) -> Int {
        let order = ByteString.compare(strings[row].bytes, other.strings[otherRow].bytes)
        return key.isAscending ? order : -order
    }

    /// The positions, below `count`, whose row does not come behind `bar` as far as heads tell. Rows are those of the
    /// codes, or the positions themselves.
    func rows(_ codes: [UInt32]?, count: Int, notBehind bar: Head) -> [Int] {
        var positions = [Int]()
        for position in 0..<count {
            let row = codes.map { Int($0[position]) } ?? position
            if !(bar < head(row)) { positions.append(position) }
        }
        return positions
    }

    @inline(__always)
    func head(_ row: Int) -> Head { Head(rank: ranks[row], prefix: prefixes[row]) }

    /// Adds rows of another column of the same key.
    mutating func append(_ other: KeyColumn, _ rows: [Int]) {
        for row in rows {
            ranks.append(other.ranks[row])
            prefixes.append(other.prefixes[row])
            if !other.strings.isEmpty { strings.append(other.strings[row]) }
        }
    }

    /// Keeps only some rows, in the given order.
    mutating func keep(_ rows: [Int]) {
        ranks = rows.map { ranks[$0] }
        prefixes = rows.map { prefixes[$0] }
        if !strings.isEmpty { strings = rows.map { strings[$0] } }
    }
}
