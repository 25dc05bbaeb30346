/// Looks at a column's values while they pass by: what they would take in chunks, and whether a trained dictionary
/// makes those smaller.
///
/// Keeps runs of values as long as chunks, evenly spread over the column whatever its length; their number stays
/// between half of `mostRuns` and all of it. Memory is bounded by `mostRuns * ChunkWriter.fullBytes`, and a few values.
public struct ChunkDictionaryTrainer {
    /// Runs that are kept at most.
    static let mostRuns = 64
    /// Fewer bytes of values are not worth a dictionary.
    static let fewestBytes = 8 * ChunkWriter.fullBytes
    /// Bytes of a dictionary at most.
    public static let dictionaryBytes = 32 << 10
    /// The share of the column's compressed bytes that a dictionary has to save, itself counted: one of so many.
    static let savedOneOf = 20

    /// The same share that untrained bytes have to save for training to be tried.
    static let hintedOneOf = 50
    /// Runs that are trained on, and compared, at most.
    static let trainingRuns = 16
    static let comparedRuns = 8

    private struct Run {
        var bytes: [UInt8] = []
        var lengths: [Int] = []

        var isFull: Bool { bytes.count >= ChunkWriter.fullBytes || lengths.count >= ChunkWriter.fullRows }
    }

    private var runs: [Run] = []
    private var current = Run()
    /// Of so many runs one is kept.
    private var stride = 1
    private var runsSeen = 0
    private var bytesSeen = 0

    public init() {}

    /// Adds the next value that is not NULL. Amortised O(length).
    public mutating func append(_ value: ByteString) {
        // A value as long as a chunk fills its run, and would only push others out of it.
        let taken = value.bytes.prefix(ChunkWriter.fullBytes)
        bytesSeen += value.count
        current.bytes.append(contentsOf: taken)
        current.lengths.append(taken.count)
        if current.isFull { endRun() }
    }

    private mutating func endRun() {
        if runsSeen % stride == 0 { runs.append(current) }
        runsSeen += 1
        current = Run()
        if runs.count < Self.mostRuns { return }
        runs = runs.indices.filter { $0 % 2 == 0 }.map { runs[$0] }
        stride *= 2
    }

    /// A dictionary if it makes the column smaller by at least a twentieth all in all; empty if not.
    ///
    /// Trains on some of the runs that were kept, and compresses others with and without dictionary. As training takes
    /// most of the time, it is first seen whether as many bytes out of those runs, put together as they come, help.
    public func dictionary(level: Int) -> [UInt8] {
        guard bytesSeen >= Self.fewestBytes else { return [] }
        let samples = Self.pick(runs.indices.filter { $0 % 2 == 0 }.map { runs[$0] }, Self.trainingRuns)
        let others = Self.pick(runs.indices.filter { $0 % 2 == 1 }.map { runs[$0] }, Self.comparedRuns)
        let looked = others.reduce(0) { $0 + $1.bytes.count }
        let plain = Self.compressedBytes(others, ZstandardCompressor(level: level))
        let excerpt = samples.flatMap { $0.bytes.prefix(Self.dictionaryBytes / samples.count) }
        let hint = Self.compressedBytes(others, ZstandardCompressor(level: level, dictionary: excerpt))
        guard looked > 0, hint + plain / Self.hintedOneOf <= plain else { return [] }
        let dictionary = Zstandard.trainDictionary(
            samples: samples.flatMap(\.bytes), sizes: samples.flatMap(\.lengths), capacity: Self.dictionaryBytes)
        guard let dictionary else { return [] }
        let helped = Self.compressedBytes(others, ZstandardCompressor(level: level, dictionary: dictionary))
        // Both sides are those of the looked-at bytes; the dictionary counts for its share of them.
        let share = dictionary.count * looked / bytesSeen
        return helped + share + plain / Self.savedOneOf <= plain ? dictionary : []
    }

    /// At most so many runs, evenly spaced.
    private static func pick(_ runs: [Run], _ count: Int) -> [Run] {
        runs.count <= count ? runs : (0..<count).map { runs[$0 * runs.count / count] }
    }

    /// About how many bytes all values take in chunks, their lengths left out, without dictionary. An estimate from the
    /// runs that were kept, or from the one that is not full yet.
    public func compressedBytes(level: Int) -> Int {
        let runs = runs.isEmpty ? [current] : runs
        let looked = runs.reduce(0) { $0 + $1.bytes.count }
        guard looked > 0 else { return 0 }
        let compressed = Self.compressedBytes(runs, ZstandardCompressor(level: level))
        return Int(Double(compressed) * Double(bytesSeen) / Double(looked))
    }

    private static func compressedBytes(_ runs: [Run], _ compressor: ZstandardCompressor) -> Int {
        var frame: [UInt8] = []
        return runs.reduce(0) { sum, run in
            compressor.compress(run.bytes, into: &frame)
            return sum + min(frame.count, run.bytes.count)
        }
    }
}
