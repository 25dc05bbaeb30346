import Bytes

/// The distinct strings of a column, sorted, and in the smaller of two forms.
struct StringDictionary {
    /// By code.
    let strings: [ByteString]
    /// For each string of the input its code; 0 for one that no row has.
    let codes: [UInt32]
    private let plainBytes: Int
    private let coder: FrontCoder

    /// `used` are the positions of the strings that rows have. O(bytes + count × log count).
    init(_ used: [Int], of strings: [ByteString]) {
        var sorted: [ByteString] = []
        var codes = [UInt32](repeating: 0, count: strings.count)
        var (coder, bytes) = (FrontCoder(), 0)
        for position in ByteString.sortedIndexes(used, of: strings) {
            if sorted.last != strings[position] {
                sorted.append(strings[position])
                coder.append(strings[position])
                bytes += strings[position].count
            }
            codes[position] = UInt32(sorted.count - 1)
        }
        (self.strings, self.codes, self.coder) = (sorted, codes, coder)
        let offsets = EncodingRules.packedBytes(width: PackedIntegers.width(of: UInt64(bytes)), count: sorted.count + 1)
        plainBytes = bytes + offsets
    }

    private var startWidth: Int { PackedIntegers.width(of: coder.starts.last ?? 0) }

    private var frontCodedBytes: Int {
        coder.bytes.count + EncodingRules.packedBytes(width: startWidth, count: coder.starts.count)
    }

    var isFrontCoded: Bool {
        plainBytes >= EncodingRules.minimumFrontCodedBytes
            && frontCodedBytes <= plainBytes / 100 * EncodingRules.maximumFrontCodedPercent
    }

    /// Bytes of the form that is chosen.
    var byteCount: Int { isFrontCoded ? frontCodedBytes : plainBytes }

    fileprivate func frontCoded() -> (width: Int, bytes: [UInt8]) {
        (startWidth, BitPacker.pack(coder.starts, width: startWidth) + coder.bytes)
    }
}

extension EncodedColumn {
    /// Adds a dictionary in the form that is chosen.
    mutating func add(_ dictionary: StringDictionary) {
        if dictionary.isFrontCoded {
            note(.dictionaryForm, .smaller)
            let (width, bytes) = dictionary.frontCoded()
            add(.frontCodedDictionary, parameter: width, bytes)
            return
        }
        var bytes: [UInt8] = []
        var offsets: [UInt64] = [0]
        for string in dictionary.strings {
            bytes.append(contentsOf: string.bytes)
            offsets.append(UInt64(bytes.count))
        }
        column.dictionaryWidth = PackedIntegers.width(of: UInt64(bytes.count))
        add(.dictionaryOffsets, BitPacker.pack(offsets, width: column.dictionaryWidth))
        add(.dictionaryBytes, bytes)
    }
}
