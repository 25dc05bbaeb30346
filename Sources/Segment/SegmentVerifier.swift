import Bitmaps
import Bytes
import Schema

extension SealedSegment {
    /// Reads the whole file and checks every checksum, that padding is zero, and that every region means what the
    /// footer says: the first thing found wrong is thrown.
    ///
    /// Goes beyond what readers need: each entry of a dictionary is used and UTF-8, and the inverted index agrees with
    /// the codes. O(bytes).
    public func verify() throws(FormatError) {
        for block in file.footer.checksums.indices { try file.verifyAgain(block: block) }
        try verifyPadding()
        for index in columns.indices {
            // Loaded anew, so that nothing is taken from an earlier look.
            let regions = try ColumnRegions(file, column: index)
            let column = try ColumnLoader(regions: regions).load()
            guard let dictionary = column.dictionary, regions.column.encoding == .dictionary else { continue }
            let verifier = DictionaryColumnVerifier(regions: regions, column: column, dictionary: dictionary)
            try verifier.verify()
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

/// Checks that dictionary, codes, null bitmap and inverted index of a column tell the same story.
private struct DictionaryColumnVerifier {
    let regions: ColumnRegions
    let column: any ColumnSource
    let dictionary: any DictionarySource

    private static let batchRows = 4096

    func verify() throws(FormatError) {
        let rowsOfCode = try countRows()
        if let unused = rowsOfCode.firstIndex(of: 0) {
            throw regions.corrupt(.codes, "no row has code \(unused)")
        }
        try verifyStrings()
        guard let index = InvertedIndex(regions) else { return }
        for (code, count) in rowsOfCode.enumerated() {
            let rows = try index.read(UInt32(code))
            guard rows.cardinality == count else {
                throw regions.corrupt(.invertedBitmaps, "code \(code) has \(rows.cardinality) rows, not \(count)")
            }
            try verify(rows, haveCode: UInt32(code))
        }
    }

    /// For each code the rows that have it and are not NULL.
    private func countRows() throws(FormatError) -> [Int] {
        var counts = [Int](repeating: 0, count: dictionary.count)
        var codes: [UInt32] = []
        let nulls = column.nulls
        for start in stride(from: 0, to: regions.rowCount, by: Self.batchRows) {
            let rows = start..<min(start + Self.batchRows, regions.rowCount)
            column.readCodes(rows, into: &codes)
            for (position, row) in rows.enumerated() where nulls?[row] != true { counts[Int(codes[position])] += 1 }
        }
        return counts
    }

    private func verifyStrings() throws(FormatError) {
        guard case .strings(let strings) = dictionary.values else { return }
        for (code, string) in strings.enumerated() {
            guard string.isValidUTF8, string.count <= SegmentLimits.stringBytes else {
                throw regions.corrupt(.dictionaryBytes, "string \(code) is too long or not UTF-8")
            }
        }
    }

    private func verify(_ rows: RoaringBitmap, haveCode code: UInt32) throws(FormatError) {
        var codes: [UInt32] = []
        try rows.forEachBatch { (batch: [UInt32]) throws(FormatError) in
            column.gatherCodes(batch, into: &codes)
            let isNull = batch.contains { column.nulls?[Int($0)] == true }
            if isNull || codes.contains(where: { $0 != code }) {
                throw regions.corrupt(.invertedBitmaps, "code \(code) has a row that is not its own")
            }
        }
    }
}
