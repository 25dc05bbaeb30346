import Bytes
import Files
import Schema
import Segment

/// What building one segment takes, and what the segment is like.
struct Measurement {
    private(set) var lines: [String] = []

    /// How often the file is opened.
    private static let openings = 101

    init(_ dataset: Dataset, path: String, withIndexes: Bool, executor: some ParallelExecutor) throws {
        let indexing = withIndexes ? IndexingConfig() : Building.withoutIndexes(dataset)
        let inOrder = Provenance.consecutive(partition: 0, firstOffset: 1_000_000)
        let start = Output.now()
        try Building.build(dataset, indexing: indexing, provenance: inOrder, executor: executor, to: path)
        say("seconds", Output.now() - start)
        say("rows", dataset.rowCount)
        try describe(path)
        if !withIndexes { try describeSorted(dataset, indexing, executor, path) }
    }

    private mutating func say(_ words: Any...) { lines.append(words.map { "\($0)" }.joined(separator: "\t")) }

    private mutating func describe(_ path: String) throws {
        var (times, last): ([Double], SealedSegment?) = ([], nil)
        for _ in 0..<Self.openings {
            let start = Output.now()
            last = try Self.open(path)
            times.append(Output.now() - start)
        }
        guard let segment = last else { return }
        say("bytes", segment.byteCount)
        say("openSeconds", times.sorted()[Self.openings / 2])
        let start = Output.now()
        for index in segment.columns.indices { _ = try segment.column(at: index) }
        say("touchSeconds", Output.now() - start)
        for index in segment.columns.indices { describe(segment, column: index) }
    }

    private static func open(_ path: String) throws -> SealedSegment {
        let parts = path.split(separator: "/")
        let root = (path.first == "/" ? "/" : "") + parts.dropLast().joined(separator: "/")
        let files = PosixFileSystem(root: root.isEmpty ? "." : root)
        return try SealedSegment.open(files, path: String(parts.last ?? ""))
    }

    private mutating func describe(_ segment: SealedSegment, column index: Int) {
        let column = segment.columns[index]
        let regions = segment.regions.filter { $0.column == index }
        let indexes = regions.filter { Self.indexKinds.contains($0.kindNumber) }
        say(
            "column", column.name.string, column.type?.rawValue ?? "?", column.encoding?.name ?? "?", column.width,
            column.cardinality, regions.reduce(0) { $0 + $1.length }, indexes.reduce(0) { $0 + $1.length },
            regions.map { "\($0.kind?.name ?? "kind \($0.kindNumber)") \($0.length)" }.joined(separator: ", "))
    }

    /// Kinds of region that are not needed to read the column.
    private static let indexKinds: Set<UInt16> = [7, 8, 16, 17, 18, 19, 20, 21]

    /// Bytes that the offsets take when rows are sorted by the clustering column.
    private mutating func describeSorted(
        _ dataset: Dataset, _ indexing: IndexingConfig, _ executor: some ParallelExecutor, _ path: String
    ) throws {
        guard let column = dataset.columns.first(where: { $0.field.name == dataset.clusteringColumn }),
            case .integers(let keys) = column.values.storage
        else { return }
        let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
        var narrow = dataset
        narrow.columns = [.integers(column.field.name, order.map { keys[$0] })]
        let provenance = Provenance(
            generation: .constant(0), partition: .constant(0), offset: .values(order.map { 1_000_000 + Int64($0) }),
            subRow: .constant(0))
        try Building.build(narrow, indexing: indexing, provenance: provenance, executor: executor, to: path)
        let segment = try Self.open(path)
        let hidden = segment.columns.indices.filter { segment.columns[$0].role == .hidden }
        let length = segment.regions.filter { hidden.contains($0.column) }.reduce(0) { $0 + $1.length }
        say("shuffledProvenanceBytes", length)
    }
}
