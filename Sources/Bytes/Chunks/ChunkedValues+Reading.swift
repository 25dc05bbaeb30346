extension ChunkedValues {
    /// Replaces the contents of `output` by the values of a range of rows. Each chunk is decoded once.
    public func read(_ rows: Range<Int>, into output: inout [ByteString]) throws(Damage) {
        output.removeAll(keepingCapacity: true)
        output.reserveCapacity(rows.count)
        try forEach(rows) { _, value in output.append(ByteString(Array(value))) }
    }

    /// Replaces the contents of `output` by the values of some rows. Each chunk is decoded once if the rows ascend.
    public func gather(_ rows: [UInt32], into output: inout [ByteString]) throws(Damage) {
        output.removeAll(keepingCapacity: true)
        output.reserveCapacity(rows.count)
        var chunk: DecodedChunk?
        for row in rows {
            let row = Int(row)
            let holder: DecodedChunk
            if let chunk, chunk.rows.contains(row) {
                holder = chunk
            } else {
                holder = try decoded(self.chunk(ofRow: row))
            }
            holder.forEach(row..<row + 1) { _, value in output.append(ByteString(Array(value))) }
            chunk = holder
        }
    }

    /// A value's first eight bytes, filled up with zeros, as a big-endian number.
    public static func prefix(of value: ByteString) -> UInt64 { value.bytes.withUnsafeBytes { ChunkRecord.prefix($0) } }

    /// Bounds of the first eight bytes, as a big-endian number filled up with zeros, of a chunk's values, NULL left
    /// out; nil if all are NULL.
    public func prefixes(ofChunk chunk: Int) -> ClosedRange<UInt64>? {
        precondition(chunk >= 0 && chunk < chunkCount, "chunk inside the directory")
        let record = record(chunk)
        return record.leastPrefix <= record.greatestPrefix ? record.leastPrefix...record.greatestPrefix : nil
    }

    /// Calls `body` with row and bytes of each value of a range.
    @inline(__always)
    func forEach(_ rows: Range<Int>, _ body: (Int, UnsafeRawBufferPointer) -> Void) throws(Damage) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows inside the values")
        if rows.isEmpty { return }
        var chunk = chunk(ofRow: rows.lowerBound)
        var next = rows.lowerBound
        while next < rows.upperBound {
            let decoded = try decoded(chunk)
            let part = next..<min(decoded.rows.upperBound, rows.upperBound)
            decoded.forEach(part, body)
            next = part.upperBound
            chunk += 1
        }
    }
}
