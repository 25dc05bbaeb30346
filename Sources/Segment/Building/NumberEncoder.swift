import Bytes
import Schema

/// Encodes a column of integers or floating-point numbers.
struct NumberEncoder {
    private var encoded: EncodedColumn
    private let type: DataType
    private let data: ColumnData
    private let wishes: IndexingConfig.Column
    /// The values as keys that sort like them. In place of a NULL stands the value of a neighbour.
    private let keys: [UInt64]
    private let least: UInt64
    private let greatest: UInt64

    /// `keys` are those of the data's values, and may be anything where a row is NULL; at least one must not be.
    init(
        _ column: SegmentColumn, type: DataType, keys: [UInt64], _ data: ColumnData, _ wishes: IndexingConfig.Column
    ) {
        encoded = EncodedColumn(column)
        (self.type, self.data, self.wishes) = (type, data, wishes)
        self.keys = NullFilling.fill(keys, data)
        var (least, greatest) = (UInt64.max, UInt64.min)
        for key in self.keys {
            least = min(least, key)
            greatest = max(greatest, key)
        }
        (self.least, self.greatest) = (least, greatest)
        encoded.column.minimum = .value(value(least))
        encoded.column.maximum = .value(value(greatest))
    }

    private func value(_ key: UInt64) -> Value {
        type.representation == .integer ? .integer(OrderedKey.integer(key)) : .double(OrderedKey.double(key))
    }

    /// With a dictionary if that is small or smaller, else value by value.
    mutating func encode() -> EncodedColumn {
        if let (distinct, reason) = dictionary() {
            encoded.note(.encoding, reason)
            encodeDictionary(distinct)
        } else {
            encodeValues()
        }
        return encoded
    }

    private mutating func encodeDictionary(_ distinct: DistinctKeys) {
        encoded.column.cardinality = distinct.values.count
        if type.representation == .integer {
            encoded.column.base = OrderedKey.integer(least)
            encoded.column.dictionaryWidth = PackedIntegers.width(of: greatest - least)
            let deltas = distinct.values.map { $0 - least }
            encoded.add(.dictionaryValues, BitPacker.pack(deltas, width: encoded.column.dictionaryWidth))
        } else {
            encoded.add(.dictionaryValues, numberBytes(distinct.values))
        }
        encoded.addCodes(distinct.codes, data, wishes)
    }

    private mutating func encodeValues() {
        if type.representation == .integer {
            encodeIntegers()
        } else {
            encoded.note(.encoding, reasonAgainstDictionary)
            encoded.column.encodingNumber = (type == .float ? ColumnEncoding.floats : .doubles).rawValue
            encoded.add(.values, numberBytes(keys))
        }
        encoded.addNulls(data.nulls)
        if encoded.column.encoding != .packed || encoded.column.width > 0 {
            encoded.addBounds(of: keys, least: least, greatest: greatest, type: type)
        }
        encoded.addIndexes(.keys(keys), data, wishes)
    }

    private var reasonAgainstDictionary: BuildChoice.Reason {
        if encoded.column.role == .hidden { return .randomAccess }
        return wishes.dictionary == .never ? .configured : .manyValues
    }

    private func numberBytes(_ keys: [UInt64]) -> [UInt8] {
        RawNumbers.bytes(keys.map { OrderedKey.double($0) }, form: type == .float ? .float : .double)
    }
}

extension NumberEncoder {
    /// The distinct values, if the column is to have a dictionary, and why.
    private func dictionary() -> (DistinctKeys, BuildChoice.Reason)? {
        switch wishes.dictionary {
        case .always: return (DistinctKeys(keys), .configured)
        case .never: return nil
        case .automatic: break
        }
        if least == greatest { return (DistinctKeys(keys), .oneValue) }
        let fewest = DistinctEstimate.atLeast(keys)
        if !wantsDictionary(fewest) && !wantsKeys(fewest) && !isDictionarySmaller(fewest) { return nil }
        let distinct = DistinctKeys(keys)
        let cardinality = distinct.values.count
        if wantsDictionary(cardinality) { return (distinct, .fewValues) }
        if isDictionarySmaller(cardinality) { return (distinct, .smaller) }
        return wantsKeys(cardinality) && areKeysSmall(cardinality) ? (distinct, .shortValues) : nil
    }

    private func wantsKeys(_ cardinality: Int) -> Bool {
        type.representation == .integer && wishes.inverted != .never
            && EncodingRules.wantsKeys(encoded.column.role, cardinality: cardinality, rows: keys.count)
    }

    /// Whether a dictionary takes not much more than the values in their smaller form.
    private func areKeysSmall(_ cardinality: Int) -> Bool {
        let packed = bytes(count: keys.count)
        let blocks = BlockedIntegers.Builder(keys.map { OrderedKey.integer($0) }).byteCount
        return dictionaryBytes(cardinality) < min(packed, blocks) / 100 * EncodingRules.maximumKeyDictionaryPercent
    }

    private func wantsDictionary(_ cardinality: Int) -> Bool {
        EncodingRules.wantsDictionary(encoded.column.role, cardinality: cardinality, rows: keys.count)
    }

    private func isDictionarySmaller(_ cardinality: Int) -> Bool {
        dictionaryBytes(cardinality) < bytes(count: keys.count) / 100 * EncodingRules.maximumDictionaryPercent
    }

    /// Bytes of so many distinct values and of a code for each row.
    private func dictionaryBytes(_ cardinality: Int) -> Int {
        bytes(count: cardinality)
            + EncodingRules.packedBytes(width: EncodingRules.codeWidth(cardinality: cardinality), count: keys.count)
    }

    /// Bytes of that many values of the column.
    private func bytes(count: Int) -> Int {
        switch type {
        case .double: count * RawNumbers.Form.double.byteCount
        case .float: count * RawNumbers.Form.float.byteCount
        default: EncodingRules.packedBytes(width: PackedIntegers.width(of: greatest - least), count: count)
        }
    }
}

extension NumberEncoder {
    /// Packs differences to the minimum or to a straight line through the rows, or blocks if they are smaller.
    private mutating func encodeIntegers() {
        var width = PackedIntegers.width(of: greatest - least)
        var (base, step) = (least, UInt64(0))
        if data.nulls.isEmpty && !encoded.column.isMultiValue, let line = lineBounds() {
            let lineWidth = PackedIntegers.width(of: line.upperBound - line.lowerBound)
            if lineWidth < width { (width, base, step) = (lineWidth, line.lowerBound, 1) }
        }
        if width == 0 { return encodePacked(width: width, base: base, step: step) }
        let packedBytes = EncodingRules.packedBytes(width: width, count: keys.count)
        let blocks = BlockedIntegers.Builder(keys.map { OrderedKey.integer($0) })
        if blocks.byteCount < packedBytes / 100 * EncodingRules.maximumBlocksPercent {
            encodeBlocks(blocks)
        } else {
            encodePacked(width: width, base: base, step: step)
        }
    }

    private mutating func encodeBlocks(_ blocks: BlockedIntegers.Builder) {
        encoded.note(.encoding, .locallyNarrow)
        encoded.column.encodingNumber = ColumnEncoding.blocks.rawValue
        let (directory, values) = blocks.encoded()
        encoded.add(.blockDirectory, directory)
        encoded.add(.values, values)
    }

    private mutating func encodePacked(width: Int, base: UInt64, step: UInt64) {
        encoded.note(.encoding, reasonAgainstDictionary)
        encoded.column.encodingNumber = ColumnEncoding.packed.rawValue
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
