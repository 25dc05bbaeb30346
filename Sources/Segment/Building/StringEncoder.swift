import Bytes
import Schema

/// Encodes a column of strings: as a dictionary, or as chunks.
struct StringEncoder {
    var encoded: EncodedColumn
    let data: ColumnData
    let wishes: IndexingConfig.Column
    /// For each value the position of its string in `strings`. In place of a NULL stands the value of a neighbour.
    let positions: [UInt32]
    /// In any order; unused entries and duplicates do no harm.
    let strings: [ByteString]

    /// At least one row must not be NULL.
    init(
        _ column: SegmentColumn, positions: [UInt32], strings: [ByteString], _ data: ColumnData,
        _ wishes: IndexingConfig.Column
    ) {
        encoded = EncodedColumn(column)
        (self.positions, self.strings) = (NullFilling.fill(positions, data), strings)
        (self.data, self.wishes) = (data, wishes)
    }

    mutating func encode() throws(SegmentError) -> EncodedColumn {
        let used = try usedStrings()
        if let reason = reasonForDictionary(used.count) {
            encodeDictionary(StringDictionary(used, of: strings), reason)
            return encoded
        }
        if wishes.dictionary == .never {
            encoded.note(.encoding, .configured)
            encodeChunks(used)
            return encoded
        }
        let dictionary = StringDictionary(used, of: strings)
        if isMuchLargerThanChunks(dictionary) {
            encoded.note(.encoding, .larger)
            encodeChunks(used)
        } else {
            encodeDictionary(dictionary, .smaller)
        }
        return encoded
    }

    /// Why there is a dictionary whatever it costs; nil if that has to be found out.
    private func reasonForDictionary(_ used: Int) -> BuildChoice.Reason? {
        if wishes.isRandomAccess { return .randomAccess }
        let indexes = [wishes.inverted, wishes.range]
        if wishes.dictionary == .always || (wishes.dictionary == .automatic && indexes.contains(.always)) {
            return .configured
        }
        if wishes.dictionary == .never { return nil }
        if used == 1 { return .oneValue }
        if positions.count > used * EncodingRules.maximumRowsPerChunkedValue { return .fewValues }
        let byteCount = byteCount
        if byteCount < EncodingRules.minimumChunkedBytes { return .fewValues }
        let areKeys = encoded.column.role == .dimension && encoded.column.type == .string
        return areKeys && byteCount <= positions.count * EncodingRules.maximumKeyBytes ? .shortValues : nil
    }

    /// Of all values.
    private var byteCount: Int { positions.reduce(0) { $0 + strings[Int($1)].count } }

    private mutating func encodeDictionary(_ dictionary: StringDictionary, _ reason: BuildChoice.Reason) {
        encoded.column.cardinality = dictionary.strings.count
        setBounds(dictionary.strings.first, dictionary.strings.last)
        encoded.note(.encoding, reason)
        encoded.add(dictionary)
        encoded.addCodes(positions.map { dictionary.codes[Int($0)] }, data, wishes)
    }

    mutating func setBounds(_ least: ByteString?, _ greatest: ByteString?) {
        encoded.column.minimum = Self.bound(least)
        encoded.column.maximum = Self.bound(greatest)
    }

    private static func bound(_ string: ByteString?) -> SegmentColumn.Bound {
        guard let string else { return .none }
        return string.count <= SegmentLimits.footerStringBytes ? .value(.string(string)) : .omitted
    }

    /// Positions of the strings that rows have, each of which is found to be possible.
    private func usedStrings() throws(SegmentError) -> [Int] {
        var isUsed = [Bool](repeating: false, count: strings.count)
        for position in positions { isUsed[Int(position)] = true }
        let used = strings.indices.filter { isUsed[$0] }
        var bytes = 0
        for position in used {
            try check(strings[position])
            bytes += strings[position].count
        }
        guard bytes <= SegmentLimits.dictionaryBytes else {
            throw .limitExceeded("column \(encoded.column.name) has \(bytes) bytes of distinct strings")
        }
        return used
    }

    private func check(_ string: ByteString) throws(SegmentError) {
        guard string.count <= SegmentLimits.stringBytes else {
            throw .limitExceeded(
                "column \(encoded.column.name): a string of \(string.count) bytes, at most "
                    + "\(SegmentLimits.stringBytes) are possible")
        }
        guard encoded.column.type?.isText != true || string.isValidUTF8 else {
            throw .invalidInput("column \(encoded.column.name): a string that is not UTF-8")
        }
        guard encoded.column.type != .bigDecimal || BigDecimal(orderedBytes: string) != nil else {
            throw .invalidInput("column \(encoded.column.name): bytes that are no BIG_DECIMAL")
        }
    }
}
