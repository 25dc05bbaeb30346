import Bytes
import Schema

/// Encodes a column of integers or floating-point numbers.
struct NumberEncoder {
    private var encoded: EncodedColumn
    private let type: DataType
    private let nulls: [Bool]
    /// The values as keys that sort like them. A NULL row has the least key, so that its value is one of the column's.
    private let keys: [UInt64]
    private let least: UInt64
    private let greatest: UInt64

    /// `keys` may be anything where a row is NULL; at least one must not be.
    init(_ column: SegmentColumn, type: DataType, keys: [UInt64], nulls: [Bool]) {
        encoded = EncodedColumn(column)
        self.type = type
        self.nulls = nulls
        var (least, greatest) = (UInt64.max, UInt64.min)
        for row in keys.indices where nulls.isEmpty || !nulls[row] {
            least = min(least, keys[row])
            greatest = max(greatest, keys[row])
        }
        (self.least, self.greatest) = (least, greatest)
        self.keys = nulls.isEmpty ? keys : keys.indices.map { nulls[$0] ? least : keys[$0] }
        encoded.column.minimum = .value(value(least))
        encoded.column.maximum = .value(value(greatest))
    }

    private func value(_ key: UInt64) -> Value {
        type.representation == .integer ? .integer(OrderedKey.integer(key)) : .double(OrderedKey.double(key))
    }

    /// With a dictionary if that is small or smaller, else value by value.
    mutating func encode() -> EncodedColumn {
        let distinct = DistinctKeys(keys)
        encoded.column.cardinality = distinct.values.count
        if isDictionaryBetter(cardinality: distinct.values.count) {
            encodeDictionary(distinct)
        } else {
            encodeValues()
        }
        return encoded
    }

    /// Value by value, whatever a dictionary would cost: for provenance, which is never grouped or searched.
    mutating func encodeWithoutDictionary() -> EncodedColumn {
        encoded.column.cardinality = ascendingCardinality() ?? DistinctKeys(keys).values.count
        encodeValues()
        return encoded
    }

    /// The number of distinct keys if they ascend, as offsets mostly do; nil if they do not.
    private func ascendingCardinality() -> Int? {
        var (count, previous) = (1, keys[0])
        for key in keys where key != previous {
            if key < previous { return nil }
            count += 1
            previous = key
        }
        return count
    }

    private func isDictionaryBetter(cardinality: Int) -> Bool {
        if EncodingRules.wantsDictionary(encoded.column.role, cardinality: cardinality, rows: keys.count) {
            return true
        }
        let codes = EncodingRules.packedBytes(
            width: EncodingRules.codeWidth(cardinality: cardinality), count: keys.count)
        return bytes(count: cardinality) + codes < bytes(count: keys.count)
    }

    /// Bytes of that many values of the column.
    private func bytes(count: Int) -> Int {
        switch type {
        case .double: count * RawNumbers.Form.double.byteCount
        case .float: count * RawNumbers.Form.float.byteCount
        default: EncodingRules.packedBytes(width: PackedIntegers.width(of: greatest - least), count: count)
        }
    }

    private mutating func encodeDictionary(_ distinct: DistinctKeys) {
        if type.representation == .integer {
            encoded.column.base = OrderedKey.integer(least)
            encoded.column.dictionaryWidth = PackedIntegers.width(of: greatest - least)
            let deltas = distinct.values.map { $0 - least }
            encoded.add(.dictionaryValues, BitPacker.pack(deltas, width: encoded.column.dictionaryWidth))
        } else {
            encoded.add(.dictionaryValues, numberBytes(distinct.values))
        }
        encoded.addCodes(distinct.codes, nulls: nulls)
    }

    private mutating func encodeValues() {
        if type.representation == .integer {
            encodePacked()
        } else {
            let encoding: ColumnEncoding = type == .float ? .floats : .doubles
            encoded.column.encodingNumber = encoding.rawValue
            encoded.add(.values, numberBytes(keys))
        }
        encoded.addNulls(nulls)
    }

    private func numberBytes(_ keys: [UInt64]) -> [UInt8] {
        RawNumbers.bytes(keys.map { OrderedKey.double($0) }, form: type == .float ? .float : .double)
    }

    /// Packs differences to the minimum, or to a straight line through the rows if they are smaller.
    private mutating func encodePacked() {
        encoded.column.encodingNumber = ColumnEncoding.packed.rawValue
        var width = PackedIntegers.width(of: greatest - least)
        var (base, step) = (least, UInt64(0))
        if nulls.isEmpty, let line = lineBounds(), PackedIntegers.width(of: line.upperBound - line.lowerBound) < width {
            width = PackedIntegers.width(of: line.upperBound - line.lowerBound)
            (base, step) = (line.lowerBound, 1)
        }
        encoded.column.width = width
        encoded.column.base = OrderedKey.integer(base)
        encoded.column.step = Int(step)
        if width == 0 { return }
        let deltas = keys.indices.map { keys[$0] - base - step * UInt64($0) }
        encoded.add(.values, BitPacker.pack(deltas, width: width))
    }

    /// The least and greatest of `key - row`; nil where that is below the least key possible.
    private func lineBounds() -> ClosedRange<UInt64>? {
        var (least, greatest) = (UInt64.max, UInt64.min)
        for row in keys.indices {
            let (difference, overflow) = keys[row].subtractingReportingOverflow(UInt64(row))
            if overflow { return nil }
            least = min(least, difference)
            greatest = max(greatest, difference)
        }
        return least...greatest
    }
}
