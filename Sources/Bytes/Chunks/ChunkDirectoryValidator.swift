/// Checks that a directory's records fit each other, the rows and the bytes of the chunks.
struct ChunkDirectoryValidator {
    let values: ChunkedValues
    let longestAllowed: Int

    func validate() throws(ChunkedValues.Damage) {
        guard (values.rowCount == 0) == (values.chunkCount == 0) else {
            throw damage(nil, "\(values.chunkCount) chunks for \(values.rowCount) rows")
        }
        var start = 0
        for chunk in 0..<values.chunkCount {
            let record = values.record(chunk)
            let rowCount = try rows(chunk)
            guard let end = Int(exactly: record.end), end >= start, end <= values.range.count else {
                throw damage(chunk, "an end at \(record.end) of \(values.range.count) bytes")
            }
            try check(record, chunk, rowCount: rowCount, length: end - start)
            start = end
        }
        if start != values.range.count { throw damage(nil, "\(values.range.count - start) bytes behind the chunks") }
    }

    private func rows(_ chunk: Int) throws(ChunkedValues.Damage) -> Int {
        let first = values.firstRow(chunk)
        let end = chunk + 1 < values.chunkCount ? values.firstRow(chunk + 1) : values.rowCount
        guard chunk > 0 || first == 0, end > first, end <= values.rowCount, end - first <= ChunkWriter.fullRows else {
            throw damage(chunk, "rows from \(first) to \(end) of \(values.rowCount)")
        }
        return end - first
    }

    private func check(
        _ record: ChunkRecord, _ chunk: Int, rowCount: Int, length: Int
    ) throws(ChunkedValues.Damage) {
        let valueBytes = Int(record.valueBytes)
        guard valueBytes <= ChunkWriter.fullBytes + longestAllowed else {
            throw damage(chunk, "\(valueBytes) bytes of values are too many")
        }
        guard record.lengthWidth <= UInt32.bitWidth, Int(record.leastLength) <= valueBytes / rowCount,
            let lengthBytes = PackedIntegers.byteCount(width: Int(record.lengthWidth), count: rowCount),
            lengthBytes <= length
        else {
            throw damage(chunk, "lengths of \(record.lengthWidth) bits from \(record.leastLength) on")
        }
        switch ChunkRecord.Form(rawValue: record.form) {
        case .stored where lengthBytes + valueBytes == length: return
        case .zstandard where valueBytes > 0: return
        default: throw damage(chunk, "\(length) bytes in form \(record.form)")
        }
    }

    private func damage(_ chunk: Int?, _ detail: String) -> ChunkedValues.Damage {
        ChunkedValues.Damage(chunk: chunk, detail: detail)
    }
}
