/// What a region holds. The numbers are part of the format; readers pass over those they do not know.
public enum RegionKind: UInt16, Sendable, CaseIterable {
    /// Numbers of a dictionary: packed for integers, 8 or 4 bytes each for doubles and floats.
    case dictionaryValues = 1
    /// Packed end offsets of a dictionary's strings, preceded by 0.
    case dictionaryOffsets = 2
    /// Bytes of a dictionary's strings, one after the other.
    case dictionaryBytes = 3
    /// Packed codes, one for each value, or for each run of rows.
    case codes = 4
    /// Values: packed, in blocks, doubles or floats.
    case values = 5
    /// A roaring bitmap of the rows that are NULL.
    case nulls = 6
    /// Packed end offsets of the inverted index's bitmaps, preceded by 0.
    case invertedOffsets = 7
    /// For each code a roaring bitmap of the rows that have it, one after the other.
    case invertedBitmaps = 8
    /// The packed first row of each code of a sorted column, and the row count.
    case runStarts = 9
    /// Base, slope and width of each block of integers.
    case blockDirectory = 10
    /// The least and the greatest value of each block of rows.
    case blockBounds = 11
    /// Rows, lengths, bounds and place of each chunk of values.
    case chunkDirectory = 12
    /// The chunks: lengths, and values as they are or compressed.
    case chunkBytes = 13
    /// What the chunks are compressed with.
    case compressionDictionary = 14
    /// Of a column with several values per row: 0, and where the values of each row end, packed.
    case valueStarts = 15
    /// Where the packed rows of each code start, and their number.
    case postingOffsets = 16
    /// For each code the packed rows that have it, one list after the other.
    case postings = 17
    /// The least key of each bucket of a range index.
    case rangeBounds = 18
    /// Packed end offsets of the range index's bitmaps, preceded by 0.
    case rangeOffsets = 19
    /// For each bucket a roaring bitmap of its rows.
    case rangeBitmaps = 20
    /// A blocked Bloom filter over the values.
    case bloomFilter = 21
    /// The start of each block of strings, packed, and the blocks: strings without the prefix that they share.
    case frontCodedDictionary = 22
    /// A bit for each row that says whether it starts a run of equal values, and how many runs start before each block.
    case runMarks = 23

    public var name: String {
        switch self {
        case .dictionaryValues: "dictionary values"
        case .dictionaryOffsets: "dictionary offsets"
        case .dictionaryBytes: "dictionary bytes"
        case .codes: "codes"
        case .values: "values"
        case .nulls: "nulls"
        case .invertedOffsets: "inverted offsets"
        case .invertedBitmaps: "inverted bitmaps"
        case .runStarts: "run starts"
        case .blockDirectory: "block directory"
        case .blockBounds: "block bounds"
        case .chunkDirectory: "chunk directory"
        case .chunkBytes: "chunk bytes"
        case .compressionDictionary: "compression dictionary"
        case .valueStarts: "value starts"
        case .postingOffsets: "posting offsets"
        case .postings: "postings"
        case .rangeBounds: "range bounds"
        case .rangeOffsets: "range offsets"
        case .rangeBitmaps: "range bitmaps"
        case .bloomFilter: "bloom filter"
        case .frontCodedDictionary: "front-coded dictionary"
        case .runMarks: "run marks"
        }
    }
}
