import Bitmaps
import Bytes
import Schema

/// Decides whether a column gets a Bloom filter, and writes it.
enum BloomFilterIndexBuilder: IndexBuilder {
    static var subject: BuildChoice.Subject { .bloom }

    static func decide(_ input: IndexInput, _ wishes: IndexingConfig.Column) -> IndexDecision {
        switch wishes.bloom {
        case .always: return .build(.configured) { build(input, into: &$0) }
        case .never: return .skip(.configured)
        case .automatic: break
        }
        // A dictionary says exactly what a filter would only say probably.
        if case .codes = input.values { return .skip(nil) }
        if input.column.role != .dimension || input.rowCount < EncodingRules.minimumFilteredRows { return .skip(nil) }
        return .build(.manyValues) { build(input, into: &$0) }
    }

    private static func build(_ input: IndexInput, into column: inout EncodedColumn) {
        let hashes = hashes(input)
        var builder = BlockedBloomFilterBuilder(valueCount: distinctCount(hashes))
        for hash in hashes { builder.insert(hash) }
        column.add(.bloomFilter, builder.bytes)
    }

    /// The hash of each value that is not NULL, or of each distinct one.
    private static func hashes(_ input: IndexInput) -> [UInt64] {
        switch input.data.values {
        case .integers(let values): present(input) { ValueHash.hash(values[$0]) }
        case .doubles(let values): present(input) { ValueHash.hash(values[$0]) }
        case .strings(let positions, let strings): used(positions, strings, input)
        }
    }

    private static func present(_ input: IndexInput, _ hash: (Int) -> UInt64) -> [UInt64] {
        var hashes: [UInt64] = []
        hashes.reserveCapacity(input.data.valueCount)
        input.forEachValue { index, _ in hashes.append(hash(index)) }
        return hashes
    }

    private static func used(_ positions: [UInt32], _ strings: [ByteString], _ input: IndexInput) -> [UInt64] {
        var isUsed = [Bool](repeating: false, count: strings.count)
        input.forEachValue { index, _ in isUsed[Int(positions[index])] = true }
        return strings.indices.filter { isUsed[$0] }.map { ValueHash.hash(strings[$0]) }
    }

    /// How many different hashes there are, a few percent too few at most: as many as bits that they set among 16 for
    /// each hash. O(hashes).
    static func distinctCount(_ hashes: [UInt64]) -> Int {
        let words = max(hashes.count / 4, 1)
        var bits = [UInt64](repeating: 0, count: words)
        for hash in hashes {
            bits[Int((hash >> 6).multipliedFullWidth(by: UInt64(words) << 6).high)] |= 1 << (hash & 63)
        }
        return bits.reduce(0) { $0 + $1.nonzeroBitCount }
    }
}
