extension ChunkedValues {
    /// Replaces the contents of `words` by a bit for each row of a range, bit 0 for the first: set where the value does
    /// not sort before `lower`, and before `upper` if that is given. Bits of NULL rows mean nothing.
    ///
    /// Chunks whose bounds decide are not decoded.
    public func match(
        from lower: ByteString, before upper: ByteString?, in rows: Range<Int>, into words: inout [UInt64]
    ) throws(Damage) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows inside the values")
        words.removeAll(keepingCapacity: true)
        words.append(contentsOf: repeatElement(0, count: (rows.count + 63) / 64))
        var next = rows.lowerBound
        while next < rows.upperBound {
            let chunk = chunk(ofRow: next)
            let part = next..<min(self.rows(ofChunk: chunk).upperBound, rows.upperBound)
            next = part.upperBound
            switch verdict(chunk, lower, upper) {
            case false?: continue
            case true?: for row in part { Self.set(row - rows.lowerBound, &words) }
            case nil: try match(chunk, part, lower, upper) { Self.set($0 - rows.lowerBound, &words) }
            }
        }
    }

    @inline(__always)
    private static func set(_ position: Int, _ words: inout [UInt64]) {
        words[position >> 6] |= 1 << UInt64(position & 63)
    }

    /// Whether all values of a chunk match, or none, as far as its bounds tell. Equal prefixes tell nothing: what
    /// follows them decides.
    private func verdict(_ chunk: Int, _ lower: ByteString, _ upper: ByteString?) -> Bool? {
        guard let found = prefixes(ofChunk: chunk) else { return false }
        let low = lower.bytes.withUnsafeBytes { ChunkRecord.prefix($0) }
        let high = upper?.bytes.withUnsafeBytes { ChunkRecord.prefix($0) }
        if found.upperBound < low { return false }
        if let high, found.lowerBound > high { return false }
        guard found.lowerBound > low, high == nil || found.upperBound < high! else { return nil }
        return true
    }

    private func match(
        _ chunk: Int, _ rows: Range<Int>, _ lower: ByteString, _ upper: ByteString?, _ body: (Int) -> Void
    ) throws(Damage) {
        let decoded = try decoded(chunk)
        lower.bytes.withUnsafeBytes { lower in
            (upper?.bytes ?? []).withUnsafeBytes { high in
                decoded.forEach(rows) { row, value in
                    guard ByteString.compare(value, lower) >= 0 else { return }
                    if upper == nil || ByteString.compare(value, high) < 0 { body(row) }
                }
            }
        }
    }
}
