import Bitmaps
import Bytes
import Schema

extension SealedSegment {
    /// Reads the whole file and checks every checksum, that padding is zero, and that every region means what the
    /// footer says: the first thing found wrong is thrown.
    ///
    /// Goes beyond what readers need: each entry of a dictionary is used and UTF-8, indexes agree with the values, and
    /// all chunks are decoded. O(bytes).
    public func verify() throws(FormatError) {
        for block in file.footer.checksums.indices { try file.verifyAgain(block: block) }
        try verifyPadding()
        for index in columns.indices {
            // Loaded anew, so that nothing is taken from an earlier look.
            let regions = try ColumnRegions(file, column: index)
            let column = try ColumnLoader(regions: regions).load()
            if regions.column.encoding == .chunks { try ChunksVerifier(regions: regions, column: column).verify() }
            if let dictionary = column.dictionary, regions.column.encoding?.hasDictionary == true {
                let values = column.lists?.values ?? column
                let verifier = DictionaryVerifier(
                    regions: regions, column: values, dictionary: dictionary, valueCount: regions.column.valueCount)
                try verifier.verify()
            }
            for index in ColumnIndexes(regions).all { try index.verify(against: column) }
        }
        _ = try provenance()
    }

    private func verifyPadding() throws(FormatError) {
        var end = 0
        for region in regions {
            try verifyPadding(end..<region.offset)
            end = region.range.upperBound
        }
        try verifyPadding(end..<file.footerOffset)
    }

    private func verifyPadding(_ range: Range<Int>) throws(FormatError) {
        guard range.count < SegmentFormat.alignment else {
            throw file.corrupt("padding", at: range.lowerBound, "\(range.count) bytes belong to no region")
        }
        if let index = file.region.bytes(range).firstIndex(where: { $0 != 0 }) {
            throw file.corrupt("padding", at: range.lowerBound + index, "not zero")
        }
    }
}

/// Checks that dictionary, codes and null bitmap of a column tell the same story.
private struct DictionaryVerifier {
    let regions: ColumnRegions
    let column: any ColumnSource
    let dictionary: any DictionarySource
    /// Of a column with one value per row, the rows.
    let valueCount: Int

    private static let batchRows = 4096

    func verify() throws(FormatError) {
        let rowsOfCode = try countRows()
        if let unused = rowsOfCode.firstIndex(of: 0) {
            throw regions.corrupt(.codes, "no row has code \(unused)")
        }
        try verifyStrings()
    }

    /// For each code the rows that have it and are not NULL.
    private func countRows() throws(FormatError) -> [Int] {
        var counts = [Int](repeating: 0, count: dictionary.count)
        var codes: [UInt32] = []
        let nulls = column.nulls
        for start in stride(from: 0, to: valueCount, by: Self.batchRows) {
            let rows = start..<min(start + Self.batchRows, valueCount)
            column.readCodes(rows, into: &codes)
            for (position, row) in rows.enumerated() where nulls?[row] != true { counts[Int(codes[position])] += 1 }
        }
        return counts
    }

    private func verifyStrings() throws(FormatError) {
        guard case .strings(let strings) = dictionary.values else { return }
        for (code, string) in strings.enumerated() where !isPossible(string) {
            let isFrontCoded = regions.region(.frontCodedDictionary) != nil
            throw regions.corrupt(
                isFrontCoded ? .frontCodedDictionary : .dictionaryBytes,
                "string \(code) is too long, or no \(column.type.rawValue)")
        }
    }

    private func isPossible(_ string: ByteString) -> Bool {
        if string.count > SegmentLimits.stringBytes { return false }
        return switch column.type {
        case .string, .json: string.isValidUTF8
        case .bigDecimal: BigDecimal(orderedBytes: string) != nil
        default: true
        }
    }
}

/// Decodes all chunks of a column.
private struct ChunksVerifier {
    let regions: ColumnRegions
    let column: any ColumnSource

    func verify() throws(FormatError) {
        guard let type = regions.column.type else { return }
        let isList = regions.column.isMultiValue
        let rowCount = isList ? regions.column.valueCount : regions.rowCount
        let values = try ChunksLoader(regions: regions, type: type, rowCount: rowCount).loadValues()
        let nulls = isList ? nil : column.nulls
        let found: ClosedRange<ByteString>?
        do throws(ChunkedValues.Damage) {
            found = try values.verify(longestAllowed: SegmentLimits.stringBytes, isText: type.isText) {
                nulls?[$0] == true
            }
        } catch {
            throw ChunksLoader.error(error, values, regions)
        }
        guard let found, isBound(regions.column.minimum, found.lowerBound),
            isBound(regions.column.maximum, found.upperBound)
        else { throw regions.corrupt(.chunkBytes, "not from the minimum to the maximum that the footer gives") }
    }

    private func isBound(_ bound: SegmentColumn.Bound, _ string: ByteString) -> Bool {
        string.count <= SegmentLimits.footerStringBytes ? bound == .value(.string(string)) : bound == .omitted
    }
}
