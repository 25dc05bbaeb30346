/// Values of any length, one for each row, in chunks of about 64 KiB that are compressed on their own.
///
/// A view of stored bytes. Making one checks all that the directory says; what a chunk holds is checked when the chunk
/// is decoded, which is why reads can fail. Any number of threads may read.
public struct ChunkedValues: Sendable {
    public let rowCount: Int
    public let chunkCount: Int
    let directory: ByteRegion
    /// The chunks, and at least `PackedIntegers.readAhead` bytes behind them.
    let container: ByteRegion
    /// Where in the container the chunks lie.
    let range: Range<Int>
    private let dictionary: ZstandardDictionary?
    private let cache: ChunkCache
    private let identity: UInt64
    private let check: Check

    /// What is wrong with stored bytes, and with which chunk; nil for the directory as a whole.
    public struct Damage: Error, Equatable, Sendable {
        public let chunk: Int?
        public let detail: String
    }

    /// Looks at some bytes of the container before they are decoded; says what is wrong with them.
    public typealias Check = @Sendable (Range<Int>) -> String?

    /// The values of `rowCount` rows. The chunks lie in `range` of `container`, which must go on for at least
    /// `PackedIntegers.readAhead` bytes. No value may be longer than `longestAllowed`. `check` is asked before each
    /// decoding of a chunk. O(chunks).
    public init(
        rowCount: Int, directory: ByteRegion, container: ByteRegion, range: Range<Int>, longestAllowed: Int,
        dictionary: ZstandardDictionary? = nil, cache: ChunkCache = .shared, check: @escaping Check = { _ in nil }
    ) throws(Damage) {
        guard directory.count % ChunkRecord.byteCount == 0 else {
            throw Damage(chunk: nil, detail: "a directory of \(directory.count) bytes")
        }
        guard range.lowerBound >= 0, range.upperBound <= container.count - PackedIntegers.readAhead else {
            throw Damage(chunk: nil, detail: "chunks that reach outside the file")
        }
        self.rowCount = rowCount
        chunkCount = directory.count / ChunkRecord.byteCount
        (self.directory, self.container, self.range) = (directory, container, range)
        (self.dictionary, self.cache, identity) = (dictionary, cache, cache.newIdentity())
        self.check = check
        try ChunkDirectoryValidator(values: self, longestAllowed: longestAllowed).validate()
    }

    /// The rows of one chunk.
    public func rows(ofChunk chunk: Int) -> Range<Int> {
        precondition(chunk >= 0 && chunk < chunkCount, "chunk inside the directory")
        return firstRow(chunk)..<(chunk + 1 < chunkCount ? firstRow(chunk + 1) : rowCount)
    }

    /// The chunk that has a row. O(log chunks).
    public func chunk(ofRow row: Int) -> Int {
        precondition(row >= 0 && row < rowCount, "row inside the values")
        var (low, high) = (0, chunkCount)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if firstRow(middle) <= row { low = middle } else { high = middle }
        }
        return low
    }

    func firstRow(_ chunk: Int) -> Int { Int(directory.load(UInt32.self, at: chunk * ChunkRecord.byteCount)) }

    func record(_ chunk: Int) -> ChunkRecord { ChunkRecord(chunk, in: directory) }

    /// Where in the container a chunk lies.
    public func range(ofChunk chunk: Int) -> Range<Int> {
        let start = chunk == 0 ? 0 : Int(record(chunk - 1).end)
        return range.lowerBound + start..<range.lowerBound + Int(record(chunk).end)
    }

    /// A chunk's values, from the cache if they are there.
    func decoded(_ chunk: Int) throws(Damage) -> DecodedChunk {
        let key = ChunkCache.Key(identity: identity, chunk: chunk)
        if let found = cache.find(key) { return found }
        let decoded = try decode(chunk)
        cache.insert(decoded, key)
        return decoded
    }

    /// A chunk's values, from its bytes. O(values and their bytes).
    func decode(_ chunk: Int) throws(Damage) -> DecodedChunk {
        let (record, range, rows) = (record(chunk), range(ofChunk: chunk), rows(ofChunk: chunk))
        if let problem = check(range) { throw Damage(chunk: chunk, detail: problem) }
        let width = Int(record.lengthWidth)
        guard let lengthBytes = PackedIntegers.byteCount(width: width, count: rows.count),
            let lengths = PackedIntegers(in: container, at: range.lowerBound, width: width, count: rows.count),
            let stored = container.slice(range.lowerBound + lengthBytes..<range.upperBound)
        else { preconditionFailure("the directory was validated") }
        let ends = lengths.runningSums(addingToEach: UInt64(record.leastLength), total: record.valueBytes)
        guard let ends else {
            throw Damage(chunk: chunk, detail: "lengths that do not add up to \(record.valueBytes) bytes")
        }
        let bytes = try values(stored, record, chunk)
        return DecodedChunk(firstRow: rows.lowerBound, ends: ends, bytes: bytes)
    }

    private func values(_ stored: ByteRegion, _ record: ChunkRecord, _ chunk: Int) throws(Damage) -> ByteRegion {
        if record.form == ChunkRecord.Form.stored.rawValue { return stored }
        let decompressor = ZstandardDecompressor.taken()
        defer { decompressor.putBack() }
        do throws(ZstandardError) {
            let region = try MappedRegion(count: Int(record.valueBytes)) { (output) throws(ZstandardError) in
                try stored.withUnsafeBytes { (bytes) throws(ZstandardError) in
                    try decompressor.decompress(bytes, filling: output, dictionary: dictionary)
                }
            }
            return ByteRegion(region)
        } catch {
            throw Damage(chunk: chunk, detail: "zstd: \(error)")
        }
    }
}
