import Bytes

/// One column as chunks, at several levels: bytes, and the speed of writing, of a scan and of single reads.
struct ChunkBench {
    let name: String
    let values: [ByteString]

    func run() {
        var trainer = ChunkDictionaryTrainer()
        for value in values { trainer.append(value) }
        var chosen: [UInt8] = []
        let training = best {
            chosen = trainer.dictionary(level: 3)
            return chosen.count
        }
        let verdict = chosen.isEmpty ? "does not pay" : "pays"
        print("  \(name): a dictionary \(verdict), found in \(Int(training / 1e6)) ms")
        let sample = values.prefix(20_000)
        let trained = Zstandard.trainDictionary(
            samples: sample.flatMap(\.bytes), sizes: sample.map(\.count),
            capacity: ChunkDictionaryTrainer.dictionaryBytes)
        run(nil, [])
        for level in [1, 3, 6] { run(level, []) }
        run(3, trained ?? [])
    }

    private func run(_ level: Int?, _ dictionary: [UInt8]) {
        let raw = values.reduce(0) { $0 + $1.count }
        var encoded: (directory: [UInt8], bytes: [UInt8]) = ([], [])
        let writing = best {
            var writer = ChunkWriter(level: level, dictionary: dictionary)
            for value in values { writer.append(value) }
            encoded = writer.finish()
            return encoded.bytes.count
        }
        let chunks: ChunkedValues
        do {
            chunks = try ChunkedValues(
                rowCount: values.count, directory: region(encoded.directory),
                container: region(encoded.bytes + [UInt8](repeating: 0, count: 16)), range: 0..<encoded.bytes.count,
                longestAllowed: 1 << 24, dictionary: dictionary.isEmpty ? nil : ZstandardDictionary(dictionary))
        } catch { fatalError("\(error)") }
        let (scanning, gathering) = (best { scan(chunks) }, best { gather(chunks) } / 2000)
        let size = encoded.bytes.count + encoded.directory.count + dictionary.count
        print(
            name.filled(18), String(values.count).filled(10), String(raw / values.count).filled(6),
            (level.map { String($0) } ?? "-").filled(4), String(dictionary.count).filled(6),
            String(Double(size * 100 / values.count) / 100).filled(7), megabytes(raw, writing).filled(9),
            megabytes(raw, scanning).filled(9), String(Double(Int(gathering / 100)) / 10))
    }

    private func megabytes(_ bytes: Int, _ nanoseconds: Double) -> String {
        String(Int(Double(bytes) * 1000 / nanoseconds))
    }

    private func region(_ bytes: [UInt8]) -> ByteRegion { ByteRegion(MappedRegion(copying: bytes)) }

    private func scan(_ chunks: ChunkedValues) -> Int {
        var (output, sum): ([ByteString], Int) = ([], 0)
        for start in stride(from: 0, to: values.count, by: 1024) {
            do { try chunks.read(start..<min(start + 1024, values.count), into: &output) } catch { fatalError() }
            sum &+= output.count
        }
        return sum
    }

    private func gather(_ chunks: ChunkedValues) -> Int {
        var generator = Corpus.Generator()
        var (output, sum): ([ByteString], Int) = ([], 0)
        for _ in 0..<2000 {
            let row = UInt32.random(in: 0..<UInt32(values.count), using: &generator)
            do { try chunks.gather([row], into: &output) } catch { fatalError() }
            sum &+= output[0].count
        }
        return sum
    }
}
