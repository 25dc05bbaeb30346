import Bytes

/// Strings as codes into a list of distinct values in order of arrival.
struct StringStore: Sendable {
    private(set) var codes = ChunkedArray<UInt32>()
    private var distinct = DistinctStrings()
    private let cache = DictionaryCache()

    var allocatedBytes: Int { codes.allocatedBytes + distinct.allocatedBytes }

    var dictionary: ArenaDictionary { ArenaDictionary(arena: distinct.arena.snapshot, cache: cache) }

    /// Adds a part of some bytes.
    @inline(__always)
    mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
        codes.append(distinct.number(of: text, range))
    }
}
