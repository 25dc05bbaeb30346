import Bytes
import Schema

extension StringEncoder {
    /// Whether chunks would take so much less than a dictionary and its codes that its uses are given up. An estimate:
    /// some chunks of values are compressed.
    func isMuchLargerThanChunks(_ dictionary: StringDictionary) -> Bool {
        let codes = EncodingRules.packedBytes(
            width: EncodingRules.codeWidth(cardinality: dictionary.strings.count), count: positions.count)
        let budget = (dictionary.byteCount + codes) / 100 * EncodingRules.maximumChunksPercent
        guard let level else { return false }
        return sample().compressedBytes(level: level) <= budget
    }

    /// The level of compression; nil for none.
    private var level: Int? { wishes.compression == .none ? nil : EncodingRules.compressionLevel }

    private func sample() -> ChunkDictionaryTrainer {
        var trainer = ChunkDictionaryTrainer()
        for index in positions.indices where !data.isNull(index) { trainer.append(strings[Int(positions[index])]) }
        return trainer
    }

    /// `used` are the positions of the strings that rows have.
    mutating func encodeChunks(_ used: [Int]) {
        encoded.column.encodingNumber = ColumnEncoding.chunks.rawValue
        setBounds(used.map { strings[$0] }.min(), used.map { strings[$0] }.max())
        let dictionary = level.map { sample().dictionary(level: $0) } ?? []
        var writer = ChunkWriter(level: level, dictionary: dictionary)
        for index in positions.indices {
            if data.isNull(index) { writer.appendNull() } else { writer.append(strings[Int(positions[index])]) }
        }
        let (directory, bytes) = writer.finish()
        encoded.add(.compressionDictionary, dictionary)
        encoded.add(.chunkDirectory, directory)
        encoded.add(.chunkBytes, bytes)
        encoded.addNulls(data.nulls)
        encoded.addIndexes(.strings(positions, distinct: strings), data, wishes)
    }
}
