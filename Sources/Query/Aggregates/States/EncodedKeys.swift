import Bytes
import Expressions

/// States that take one text as their key, given several keys: these become bytes that sort like them.
struct EncodedKeys<States: AggregateStates>: AggregateStates {
    private var states: States

    /// - Parameter states: take what is wanted of a row, and its key as a text.
    init(_ states: States) { self.states = states }

    var bytesPerGroup: Int { states.bytesPerGroup }

    mutating func grow(to groups: Int) { states.grow(to: groups) }

    mutating func add(_ rows: ArgumentRows) throws(QueryError) {
        var keys = [[UInt8]](repeating: [], count: rows.groups.count)
        for vector in rows.vectors.dropFirst() { vector.appendOrderedBytes(to: &keys) }
        let key = Vector(.strings(keys.map { ByteString($0) }))
        try states.add(ArgumentRows(vectors: [rows.vectors[0], key], groups: rows.groups))
    }

    mutating func merge(_ other: Self, _ groups: [UInt32]) throws(QueryError) {
        try states.merge(other.states, groups)
    }

    mutating func results(_ groups: [Int]) throws(QueryError) -> Vector { try states.results(groups) }
}

extension Vector {
    /// Appends to each row's bytes some that sort like its value, none of which begins with another.
    fileprivate func appendOrderedBytes(to keys: inout [[UInt8]]) {
        switch values {
        case .integers(let values):
            for row in keys.indices { keys[row].appendBigEndian(UInt64(bitPattern: values[row]) ^ 1 << 63) }
        case .doubles(let values):
            for row in keys.indices { keys[row].appendBigEndian(Self.orderedBits(values[row])) }
        case .strings(let values):
            for row in keys.indices {
                for byte in values[row].bytes { keys[row] += byte == 0 ? [0, 0xFF] : [byte] }
                keys[row] += [0, 0]
            }
        case .lists: preconditionFailure("lists are no keys")
        }
    }

    /// Bits that ascend with the value; NaN comes last, and zeros are equal.
    private static func orderedBits(_ value: Double) -> UInt64 {
        if value.isNaN { return .max }
        let bits = (value == 0 ? 0 : value).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }
}

extension [UInt8] {
    fileprivate mutating func appendBigEndian(_ word: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) { append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
}
