extension ChunkedValues {
    /// Decodes every chunk and checks that no value is longer than `longestAllowed`, is not UTF-8 although `isText`,
    /// or, NULL aside, lies outside its chunk's bounds. Gives the least and the greatest value of the rows for which
    /// `isNull` is false; nil if there is none. O(decoded bytes).
    public func verify(
        longestAllowed: Int, isText: Bool, isNull: (Int) -> Bool
    ) throws(Damage) -> ClosedRange<ByteString>? {
        var bounds: (least: ByteString, greatest: ByteString)?
        for chunk in 0..<chunkCount {
            let prefixes = prefixes(ofChunk: chunk)
            let decoded = try decode(chunk)
            var problem: String?
            decoded.forEach(decoded.rows) { row, value in
                if value.count > longestAllowed { problem = "row \(row) has \(value.count) bytes" }
                if isText && String(validating: value, as: UTF8.self) == nil { problem = "row \(row) is not UTF-8" }
                if isNull(row) { return }
                if prefixes?.contains(ChunkRecord.prefix(value)) != true {
                    problem = "row \(row) is outside the bounds"
                }
                Self.widen(&bounds, value)
            }
            if let problem { throw Damage(chunk: chunk, detail: problem) }
        }
        return bounds.map { $0.least...$0.greatest }
    }

    private static func widen(
        _ bounds: inout (least: ByteString, greatest: ByteString)?, _ value: UnsafeRawBufferPointer
    ) {
        func order(_ bound: ByteString) -> Int { bound.bytes.withUnsafeBytes { ByteString.compare(value, $0) } }
        guard let found = bounds else {
            bounds = (ByteString(Array(value)), ByteString(Array(value)))
            return
        }
        if order(found.least) < 0 { bounds?.least = ByteString(Array(value)) }
        if order(found.greatest) > 0 { bounds?.greatest = ByteString(Array(value)) }
    }
}
