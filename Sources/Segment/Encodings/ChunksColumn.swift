import Bitmaps
import Bytes
import Schema

/// A column of strings without dictionary, in compressed chunks.
///
/// A chunk is verified when it is first decoded. If it turns out to be damaged, its read gives empty strings, and the
/// segment's `readFailure` says so.
final class ChunksColumn: SealedColumn {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    let indexes: ColumnIndexes
    private let values: ChunkedValues
    private let regions: ColumnRegions

    init(
        _ type: DataType, _ statistics: ColumnStatistics?, _ nulls: Bitset?, _ values: ChunkedValues,
        _ regions: ColumnRegions
    ) {
        (self.type, self.statistics, self.nulls) = (type, statistics, nulls)
        indexes = regions.column.isMultiValue ? ColumnIndexes() : ColumnIndexes(regions)
        (self.values, self.regions) = (values, regions)
    }

    func readStrings(_ rows: Range<Int>, into output: inout [ByteString]) {
        do throws(ChunkedValues.Damage) {
            try values.read(rows, into: &output)
        } catch {
            fail(error)
            output = Array(repeating: ByteString([]), count: rows.count)
        }
    }

    func gatherStrings(_ rows: [UInt32], into output: inout [ByteString]) {
        do throws(ChunkedValues.Damage) {
            try values.gather(rows, into: &output)
        } catch {
            fail(error)
            output = Array(repeating: ByteString([]), count: rows.count)
        }
    }

    func match(
        stringsFrom lower: ByteString, before upper: ByteString?, in rows: Range<Int>, into words: inout [UInt64]
    ) {
        do throws(ChunkedValues.Damage) {
            try values.match(from: lower, before: upper, in: rows, into: &words)
        } catch {
            fail(error)
            BitWords.clear(&words, bits: rows.count)
        }
    }

    private func fail(_ damage: ChunkedValues.Damage) {
        regions.file.fail(ChunksLoader.error(damage, values, regions))
    }
}

/// Opens a column of chunks.
struct ChunksLoader {
    let regions: ColumnRegions
    let type: DataType
    /// Of a column with several values per row, the number of values.
    let rowCount: Int

    private var column: SegmentColumn { regions.column }

    /// Checks the directory, not the chunks. O(chunks).
    func load(nulls: Bitset?) throws(FormatError) -> ChunksColumn {
        let values = try loadValues()
        return ChunksColumn(type, try statistics(values), nulls, values, regions)
    }

    func loadValues() throws(FormatError) -> ChunkedValues {
        guard type.representation == .string else {
            throw regions.corrupt("values of type \(type.rawValue) in chunks")
        }
        let directory = try regions.bytes(.chunkDirectory, length: nil)
        let dictionary = try loadDictionary()
        let file = regions.file
        do throws(ChunkedValues.Damage) {
            return try ChunkedValues(
                rowCount: rowCount, directory: directory, container: file.region,
                range: regions.region(.chunkBytes)?.range ?? 0..<0, longestAllowed: SegmentLimits.stringBytes,
                dictionary: dictionary
            ) { range in
                do throws(FormatError) { try file.verify(range) } catch { return error.message }
                return nil
            }
        } catch {
            throw regions.corrupt(.chunkDirectory, Self.text(error))
        }
    }

    private func loadDictionary() throws(FormatError) -> ZstandardDictionary? {
        guard let region = regions.region(.compressionDictionary) else { return nil }
        let bytes = try regions.bytes(.compressionDictionary, length: region.length).bytes
        do throws(ZstandardError) { return try ZstandardDictionary(bytes) } catch {
            throw regions.corrupt(.compressionDictionary, "\(error)")
        }
    }

    /// The footer's minimum and maximum, which the chunks' bounds do not contradict; nothing if they are too long for
    /// the footer.
    private func statistics(_ values: ChunkedValues) throws(FormatError) -> ColumnStatistics? {
        let prefixes = (0..<values.chunkCount).compactMap { values.prefixes(ofChunk: $0) }
        guard let least = prefixes.map(\.lowerBound).min(), let greatest = prefixes.map(\.upperBound).max(),
            isBound(column.minimum, least), isBound(column.maximum, greatest)
        else { throw regions.corrupt(.chunkDirectory, "not from the minimum to the maximum that the footer gives") }
        guard case .value(let minimum) = column.minimum, case .value(let maximum) = column.maximum else { return nil }
        return ColumnStatistics(minimum: minimum, maximum: maximum, nullCount: column.nullCount)
    }

    private func isBound(_ bound: SegmentColumn.Bound, _ prefix: UInt64) -> Bool {
        switch bound {
        case .omitted: true
        case .value(.string(let text)): ChunkedValues.prefix(of: text) == prefix
        default: false
        }
    }

    static func error(_ damage: ChunkedValues.Damage, _ values: ChunkedValues, _ regions: ColumnRegions) -> FormatError
    {
        let offset =
            damage.chunk.map { values.range(ofChunk: $0).lowerBound } ?? regions.region(.chunkDirectory)?.offset
        return regions.file.corrupt(
            "column \(regions.column.name) \(RegionKind.chunkBytes.name)", at: offset ?? regions.file.footerOffset,
            text(damage))
    }

    private static func text(_ damage: ChunkedValues.Damage) -> String {
        damage.chunk.map { "chunk \($0): \(damage.detail)" } ?? damage.detail
    }
}
