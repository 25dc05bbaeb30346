import Bytes
import Schema

/// Encodes a column of strings: always as a dictionary.
struct StringEncoder {
    private var encoded: EncodedColumn
    private let nulls: [Bool]
    /// For each row the position of its string in `strings`; anything where the row is NULL.
    private let positions: [UInt32]
    /// In any order; unused entries and duplicates do no harm.
    private let strings: [ByteString]

    /// At least one row must not be NULL.
    init(_ column: SegmentColumn, positions: [UInt32], strings: [ByteString], nulls: [Bool]) {
        encoded = EncodedColumn(column)
        self.positions = positions
        self.strings = strings
        self.nulls = nulls
    }

    /// The position of each row's string in a list of the distinct ones, in order of appearance. O(bytes).
    static func number(_ values: [ByteString]) -> (positions: [UInt32], strings: [ByteString]) {
        var numbers: [ByteString: UInt32] = [:]
        var strings: [ByteString] = []
        let positions = values.map { value in
            if let number = numbers[value] { return number }
            let number = UInt32(strings.count)
            numbers[value] = number
            strings.append(value)
            return number
        }
        return (positions, strings)
    }

    mutating func encode() throws(SegmentError) -> EncodedColumn {
        let (dictionary, codes) = try sortedDictionary()
        encoded.column.cardinality = dictionary.count
        encoded.column.minimum = Self.bound(dictionary.first)
        encoded.column.maximum = Self.bound(dictionary.last)
        var bytes: [UInt8] = []
        var offsets: [UInt64] = [0]
        for string in dictionary {
            bytes.append(contentsOf: string.bytes)
            offsets.append(UInt64(bytes.count))
        }
        guard bytes.count <= SegmentLimits.dictionaryBytes else {
            throw .limitExceeded("column \(encoded.column.name) has \(bytes.count) bytes of distinct strings")
        }
        encoded.column.dictionaryWidth = PackedIntegers.width(of: UInt64(bytes.count))
        encoded.add(.dictionaryOffsets, BitPacker.pack(offsets, width: encoded.column.dictionaryWidth))
        encoded.add(.dictionaryBytes, bytes)
        encoded.addCodes(codes, nulls: nulls)
        return encoded
    }

    /// The strings that rows have, sorted by bytes, and each row's code.
    private func sortedDictionary() throws(SegmentError) -> (dictionary: [ByteString], codes: [UInt32]) {
        var isUsed = [Bool](repeating: false, count: strings.count)
        for row in positions.indices where !isNull(row) { isUsed[Int(positions[row])] = true }
        let order = strings.indices.filter { isUsed[$0] }.sorted { strings[$0] < strings[$1] }
        var dictionary: [ByteString] = []
        var codeOf = [UInt32](repeating: 0, count: strings.count)
        for position in order {
            if dictionary.last != strings[position] { dictionary.append(try checked(strings[position])) }
            codeOf[position] = UInt32(dictionary.count - 1)
        }
        return (dictionary, positions.indices.map { isNull($0) ? 0 : codeOf[Int(positions[$0])] })
    }

    private func checked(_ string: ByteString) throws(SegmentError) -> ByteString {
        guard string.count <= SegmentLimits.stringBytes else {
            throw .limitExceeded(
                "column \(encoded.column.name): a string of \(string.count) bytes, at most "
                    + "\(SegmentLimits.stringBytes) are possible")
        }
        guard string.isValidUTF8 else {
            throw .invalidInput("column \(encoded.column.name): a string that is not UTF-8")
        }
        return string
    }

    private static func bound(_ string: ByteString?) -> SegmentColumn.Bound {
        guard let string else { return .none }
        return string.count <= SegmentLimits.footerStringBytes ? .value(.string(string)) : .omitted
    }

    private func isNull(_ row: Int) -> Bool { !nulls.isEmpty && nulls[row] }
}
