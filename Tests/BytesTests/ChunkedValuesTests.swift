import Bytes
import TestSupport
import Testing

@Suite struct ChunkedValuesTests {
    /// Some rows' values, nil for NULL.
    private func column(_ random: inout SeededGenerator) -> [ByteString?] {
        let count = random.pick([0, 1, 2, 1000, 20_000])
        let longest = random.pick([1, 10, 300])
        let stem = random.bytes(random.below(200))
        let nullOdds = random.pick([0, 2, 50, 1])
        return (0..<count).map { _ in
            if nullOdds > 0 && random.oneIn(nullOdds) { return nil }
            if random.oneIn(2000) { return ByteString(random.bytes(100_000)) }
            let bytes = random.bytes(random.below(longest))
            return ByteString(random.oneIn(2) ? stem + bytes : bytes)
        }
    }

    private func encode(
        _ column: [ByteString?], level: Int?, dictionary: [UInt8] = []
    ) -> (directory: [UInt8], bytes: [UInt8]) {
        var writer = ChunkWriter(level: level, dictionary: dictionary)
        for value in column { if let value { writer.append(value) } else { writer.appendNull() } }
        return writer.finish()
    }

    private func view(
        _ encoded: (directory: [UInt8], bytes: [UInt8]), rowCount: Int, dictionary: ZstandardDictionary? = nil
    ) throws -> ChunkedValues {
        let surrounded = [9, 9, 9] + encoded.bytes + [UInt8](repeating: 7, count: 16)
        return try ChunkedValues(
            rowCount: rowCount, directory: ByteRegion(MappedRegion(copying: encoded.directory)),
            container: ByteRegion(MappedRegion(copying: surrounded)), range: 3..<3 + encoded.bytes.count,
            longestAllowed: 1 << 20, dictionary: dictionary, cache: ChunkCache())
    }

    @Test(arguments: seeds)
    func whatIsWrittenIsRead(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let column = column(&random)
        let level: Int? = random.pick([nil, 1, 3])
        let encoded = encode(column, level: level)
        #expect(encode(column, level: level) == encoded)
        let chunks = try view(encoded, rowCount: column.count)
        let bounds = try chunks.verify(longestAllowed: 100_000, isText: false) { column[$0] == nil }
        let present = column.compactMap { $0 }
        #expect(bounds?.lowerBound == present.min() && bounds?.upperBound == present.max())
        let values = column.map { $0 ?? ByteString([]) }
        var output: [ByteString] = ["x"]
        for _ in 0..<5 {
            let ends = [random.below(column.count + 1), random.below(column.count + 1)].sorted()
            try chunks.read(ends[0]..<ends[1], into: &output)
            #expect(output == Array(values[ends[0]..<ends[1]]))
        }
        try chunks.read(0..<column.count, into: &output)
        #expect(output == values)
        let rows = column.isEmpty ? [] : (0..<100).map { _ in UInt32(random.below(column.count)) }
        for rows in [rows, rows.sorted(), []] {
            try chunks.gather(rows, into: &output)
            #expect(output == rows.map { values[Int($0)] })
        }
        try checkChunks(chunks, column)
        try checkMatches(chunks, column, &random)
    }

    private func checkChunks(_ chunks: ChunkedValues, _ column: [ByteString?]) throws {
        var next = 0
        for chunk in 0..<chunks.chunkCount {
            let rows = chunks.rows(ofChunk: chunk)
            #expect(rows.lowerBound == next && !rows.isEmpty)
            next = rows.upperBound
            #expect(chunks.chunk(ofRow: rows.lowerBound) == chunk && chunks.chunk(ofRow: rows.upperBound - 1) == chunk)
            let prefixes = column[rows].compactMap { $0 }.map { value in
                (value.bytes + [UInt8](repeating: 0, count: 8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            }
            #expect(chunks.prefixes(ofChunk: chunk)?.lowerBound == prefixes.min())
            #expect(chunks.prefixes(ofChunk: chunk)?.upperBound == prefixes.max())
            let bytes = column[rows].reduce(0) { $0 + ($1?.count ?? 0) }
            let withoutLast = bytes - (column[rows.upperBound - 1]?.count ?? 0)
            #expect(rows.count <= ChunkWriter.fullRows && withoutLast < ChunkWriter.fullBytes)
        }
        #expect(next == column.count)
    }

    private func checkMatches(_ chunks: ChunkedValues, _ column: [ByteString?], _ random: inout SeededGenerator) throws
    {
        let values = column.compactMap { $0 } + [ByteString([]), "m", ByteString([255, 255])]
        for _ in 0..<8 {
            let bounds = [random.pick(values), random.pick(values)].sorted()
            let upper: ByteString? = random.pick([bounds[1], ByteString(bounds[0].bytes + [0]), nil])
            let ends = [random.below(column.count + 1), random.below(column.count + 1)].sorted()
            var words: [UInt64] = [77]
            try chunks.match(from: bounds[0], before: upper, in: ends[0]..<ends[1], into: &words)
            #expect(words.count == (ends[1] - ends[0] + 63) / 64)
            let wrong = (ends[0]..<ends[1]).first { row in
                let bit = words[(row - ends[0]) >> 6] >> UInt64((row - ends[0]) & 63) & 1 != 0
                guard let value = column[row] else { return false }
                return bit != (value >= bounds[0] && (upper.map { value < $0 } ?? true))
            }
            #expect(wrong == nil, "from \(bounds[0].bytes) before \(upper?.bytes ?? [])")
        }
    }

    @Test func incompressibleValuesAreStored() throws {
        var random = SeededGenerator(seed: 3)
        let column = (0..<5000).map { _ in ByteString?(ByteString(random.bytes(30))) }
        let encoded = encode(column, level: 3)
        #expect(encoded.bytes.count == 150_000 && encoded.directory.count == 3 * 40)
        let alike = encode(column.map { _ in ByteString(String(repeating: "ab", count: 15)) }, level: 3)
        #expect(alike.bytes.count < 1000)
    }

    @Test func aDictionaryIsTrainedWhereItPays() throws {
        var random = SeededGenerator(seed: 4)
        var trainer = ChunkDictionaryTrainer()
        var (few, noise) = (trainer, trainer)
        // Chunks that are full of different long texts which come back in later chunks.
        let texts = (0..<200).map { _ in ByteString(random.bytes(400)) }
        let column: [ByteString?] = (0..<8000).map { _ in random.pick(texts) }
        for value in column { if let value { trainer.append(value) } }
        for value in column.prefix(1000) { if let value { few.append(value) } }
        for _ in 0..<40_000 { noise.append(ByteString(random.bytes(40))) }
        let dictionary = trainer.dictionary(level: 3)
        #expect(!dictionary.isEmpty && few.dictionary(level: 3) == [] && noise.dictionary(level: 3) == [])
        #expect(trainer.dictionary(level: 3) == dictionary)
        let (plain, helped) = (encode(column, level: 3), encode(column, level: 3, dictionary: dictionary))
        #expect((helped.bytes.count + dictionary.count) * 20 <= plain.bytes.count * 19)
        let chunks = try view(helped, rowCount: column.count, dictionary: ZstandardDictionary(dictionary))
        var output: [ByteString] = []
        try chunks.read(0..<column.count, into: &output)
        #expect(output == column)
        #expect(throws: ChunkedValues.Damage.self) {
            try view(helped, rowCount: column.count).read(0..<1, into: &output)
        }
    }

    @Test func aDamagedChunkConcernsItsRowsOnly() throws {
        let column = (0..<3000).map { ByteString?(ByteString("value \($0) " + String(repeating: "x", count: 60))) }
        var encoded = encode(column, level: 3)
        encoded.bytes[encoded.bytes.count - 30] ^= 0xFF
        encoded.bytes[encoded.bytes.count - 20] ^= 0xFF
        let chunks = try view(encoded, rowCount: column.count)
        var output: [ByteString] = []
        try chunks.read(0..<100, into: &output)
        #expect(output == Array(column[..<100]))
        let error = #expect(throws: ChunkedValues.Damage.self) { try chunks.gather([5, 2999], into: &output) }
        #expect(error?.chunk == chunks.chunkCount - 1)
        #expect(throws: ChunkedValues.Damage.self) {
            try chunks.verify(longestAllowed: 1000, isText: false) { _ in false }
        }
    }

    @Test func verificationGoesBeyondWhatReadersNeed() throws {
        let column: [ByteString?] = ["alpha", "beta", nil, ""]
        let encoded = encode(column, level: nil)
        let verify = { (bytes: (directory: [UInt8], bytes: [UInt8]), longest: Int, isText: Bool) in
            try self.view(bytes, rowCount: 4).verify(longestAllowed: longest, isText: isText) { $0 == 2 }
        }
        #expect(try verify(encoded, 5, true) == ""..."beta")
        #expect(throws: ChunkedValues.Damage.self) { try verify(encoded, 4, true) }
        var wrong = encoded
        wrong.bytes[wrong.bytes.count - 4] = UInt8(ascii: "z")
        #expect(throws: ChunkedValues.Damage.self) { try verify(wrong, 5, true) }
        wrong.bytes[wrong.bytes.count - 4] = UInt8(ascii: "b")
        wrong.bytes[wrong.bytes.count - 1] = 0xFF
        #expect(throws: ChunkedValues.Damage.self) { try verify(wrong, 5, true) }
        #expect(throws: ChunkedValues.Damage.self) { try verify(wrong, 5, false) }
    }

    /// Bounds of eight bytes that are all the same tell nothing of what follows them.
    @Test func equalPrefixesDecideNothing() throws {
        let column: [ByteString?] = ["prefix--a", "prefix--b", "prefix--c"]
        let chunks = try view(encode(column, level: nil), rowCount: 3)
        var words: [UInt64] = []
        for (lower, upper, expected) in [
            ("prefix--b", nil, 0b110), ("prefix--a", "prefix--c", 0b011), ("prefix--", "prefix--b", 0b001),
            ("prefix--d", nil, 0), ("prefix-", "prefix--", 0), ("a", "z", 0b111), ("prefix--", nil, 0b111),
        ] as [(ByteString, ByteString?, UInt64)] {
            try chunks.match(from: lower, before: upper, in: 0..<3, into: &words)
            #expect(words == [expected], "\(lower)")
        }
    }

    @Test func bytesAreCheckedBeforeTheyAreDecoded() throws {
        let column: [ByteString?] = (0..<40_000).map { ByteString("row \($0)") }
        let encoded = encode(column, level: 1)
        let chunks = try ChunkedValues(
            rowCount: column.count, directory: ByteRegion(MappedRegion(copying: encoded.directory)),
            container: ByteRegion(MappedRegion(copying: encoded.bytes + [UInt8](repeating: 0, count: 16))),
            range: 0..<encoded.bytes.count, longestAllowed: 100, cache: ChunkCache()
        ) { $0.lowerBound == 0 ? nil : "not \($0.lowerBound)" }
        var output: [ByteString] = []
        try chunks.gather([0], into: &output)
        let error = #expect(throws: ChunkedValues.Damage.self) { try chunks.gather([39_999], into: &output) }
        #expect(error?.detail == "not \(chunks.range(ofChunk: chunks.chunkCount - 1).lowerBound)")
    }

    /// Changed directories and chunks: each is refused, or all of it can be read.
    @Test(arguments: seeds)
    func wrongBytesAreRefusedOrReadable(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let column: [ByteString?] = (0..<600).map { _ in ByteString(random.bytes(random.below(400)).map { $0 % 3 }) }
        let golden = encode(column, level: random.pick([nil, 3]))
        var (opened, refused, damaged) = (0, 0, 0)
        for _ in 0..<200 {
            var wrong = golden
            for _ in 0..<random.below(3) {
                wrong.directory[random.below(wrong.directory.count)] = UInt8(random.below(256))
            }
            if random.oneIn(2) { wrong.bytes[random.below(wrong.bytes.count)] ^= UInt8(1 << random.below(8)) }
            if random.oneIn(9) { wrong.bytes.removeLast(random.below(wrong.bytes.count)) }
            guard let chunks = try? view(wrong, rowCount: random.oneIn(9) ? random.below(700) : 600) else {
                refused += 1
                continue
            }
            opened += 1
            var output: [ByteString] = []
            do throws(ChunkedValues.Damage) {
                try chunks.read(0..<chunks.rowCount, into: &output)
                #expect(output.count == chunks.rowCount)
            } catch { damaged += 1 }
        }
        #expect(opened > 20 && refused > 20 && damaged > 0, "\(opened), \(refused), \(damaged)")
    }

    @Test func theCacheIsBounded() throws {
        let column: [ByteString?] = (0..<40_000).map { ByteString("row \($0)") }
        let encoded = encode(column, level: 1)
        let cache = ChunkCache()
        let region = ByteRegion(MappedRegion(copying: encoded.bytes + [UInt8](repeating: 0, count: 16)))
        let chunks = try ChunkedValues(
            rowCount: column.count, directory: ByteRegion(MappedRegion(copying: encoded.directory)), container: region,
            range: 0..<encoded.bytes.count, longestAllowed: 100, cache: cache)
        var output: [ByteString] = []
        for start in stride(from: 0, to: column.count, by: 100) {
            try chunks.read(start..<start + 100, into: &output)
            #expect(output == Array(column[start..<start + 100]))
        }
        #expect(cache.decodings == chunks.chunkCount)
        #expect(cache.chunkCount == chunks.chunkCount && chunks.chunkCount <= ChunkCache.slots)
    }
}
