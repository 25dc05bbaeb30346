import Bitmaps
import Bytes
import Segment

/// Which rows of a table are live: for each key the greatest of its rows, by comparison value and then by origin.
///
/// Segments have numbers that the caller gives. An index is a value that one caller changes at a time, under its lock;
/// what it hands out does not change.
public struct UpsertIndex: Sendable {
    /// Rows that are read and resolved together.
    static let batchRows = 4096

    /// What the index knows of a segment besides its contents.
    struct Registered: Sendable {
        let number: UInt32
        let place: UInt32
        /// The number of the segment that is to replace it.
        var successor: UInt32?
        /// Where that replacement lists this segment.
        var part = 0
    }

    public let rules: UpsertRules
    var map = KeyMap()
    var sources = RowSources()
    var registered: [Registered?] = []
    var live: [LiveRows] = []
    /// The internal numbers of segments by their numbers.
    var indexes: [UInt32: Int] = [:]
    /// By the numbers of the new segments.
    var replacements: [UInt32: Replacement] = [:]
    var partitionCounts = PartitionCounts()

    public init(_ rules: UpsertRules) { self.rules = rules }

    /// Keys that have a live row or a tombstone.
    public var keyCount: Int { map.count }

    /// How many slots a look-up reads at most before it finds its key. O(keys).
    package var longestProbe: Int { map.tables.reduce(0) { max($0, $1.longestProbe) } }

    /// What became of the rows of all segments, by the partitions from which they came.
    public var counts: [Int32: UpsertCounts] { partitionCounts.byPartition }

    /// Bytes of memory held: the key map, the live rows, and replacements under way.
    public var allocatedBytes: Int {
        live.reduce(map.allocatedBytes + sources.allocatedBytes) { $0 + $1.allocatedBytes }
            + replacements.values.reduce(0) { $0 + $1.live.allocatedBytes }
    }

    /// The live rows among those of a segment that were applied.
    public func liveRows(of number: UInt32) throws(UpsertError) -> LiveRows { live[try index(of: number)] }

    /// Adds a segment none of whose rows were applied yet.
    public mutating func add(_ segment: any SegmentSource, number: UInt32) throws(UpsertError) {
        try checkIsNew(number)
        _ = register(try RowReader(segment, rules), number: number, live: LiveRows(rowCount: 0))
    }

    /// Takes a newer snapshot of a consuming segment.
    public mutating func grow(_ number: UInt32, to segment: any SegmentSource) throws(UpsertError) {
        let index = try index(of: number)
        guard segment.rowCount >= live[index].rowCount else {
            throw .invalidSegment("segment \(number) has fewer rows than were applied")
        }
        sources.readers[index] = try RowReader(segment, rules)
    }

    /// Resolves the next rows of a segment, in order. Returns the numbers of the segments whose live rows changed.
    ///
    /// If stored bytes cannot be read, the rows before are applied: `liveRows(of:)` has as many. The same call from
    /// there on goes on.
    public mutating func apply(_ rows: Range<Int>, of number: UInt32) throws(UpsertError) -> [UInt32] {
        let index = try index(of: number)
        guard rows.lowerBound == live[index].rowCount, let place = registered[index]?.place,
            let reader = sources.readers[index], rows.upperBound <= reader.source.rowCount
        else { throw .invalidCall("rows \(rows) of segment \(number) are not the next ones") }
        if registered[index]?.successor != nil { throw .invalidCall("segment \(number) is being replaced") }
        var touched: Set<UInt32> = rows.isEmpty ? [] : [number]
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.batchRows) {
            let batch = start..<min(start + Self.batchRows, rows.upperBound)
            let own = try reader.read(.range(batch))
            var hashes: [UInt64] = []
            own.hash(rules.hashMask, count: batch.count, into: &hashes)
            let resolver = Resolver(
                own: own, hashes: hashes, start: RowLocation(place: place, row: UInt32(start)), sources: sources,
                firstTable: 0)
            try resolve(resolver, batch, of: index, touched: &touched)
        }
        return touched.sorted()
    }

    private mutating func resolve(
        _ resolver: Resolver, _ rows: Range<Int>, of index: Int, touched: inout Set<UInt32>
    ) throws(UpsertError) {
        var (result, done) = (ResolvedRows(), 0)
        defer {
            live[index].extend(to: rows.lowerBound + done)
            commit(result, touched: &touched)
        }
        try resolver.resolve(Array(0..<rows.count), in: &map.tables, into: &result, done: &done)
    }

    /// Takes over what resolving rows has changed.
    mutating func commit(_ result: ResolvedRows, touched: inout Set<UInt32>) {
        partitionCounts.add(result.counts)
        var last = -1
        for location in result.dead {
            guard let (segment, row) = sources.resolve(location) else { continue }
            live[segment].kill(Int(row))
            if let successor = registered[segment]?.successor, let part = registered[segment]?.part {
                killCarried(Int(row), part: part, in: successor)
            }
            if segment != last, let number = registered[segment]?.number {
                touched.insert(number)
                last = segment
            }
        }
    }

    /// A row of a segment that is being replaced has died: in the new segment as well.
    private mutating func killCarried(_ row: Int, part: Int, in successor: UInt32) {
        guard let replacement = replacements[successor], replacement.newPlace == nil else { return }
        let destination = replacement.mapping.parts[part].destinations[row]
        if destination == RowMapping.none { return }
        replacements[successor]?.live.kill(Int(destination))
    }

    func index(of number: UInt32) throws(UpsertError) -> Int {
        guard let index = indexes[number] else { throw .invalidCall("there is no segment \(number)") }
        return index
    }

    func checkIsNew(_ number: UInt32) throws(UpsertError) {
        if indexes[number] != nil || replacements[number] != nil {
            throw .invalidCall("there is a segment \(number) already")
        }
    }

    /// Gives a segment its internal number and a place, which is returned.
    mutating func register(_ reader: RowReader, number: UInt32, live rows: LiveRows) -> UInt32 {
        let index = sources.add(reader)
        while live.count <= index {
            live.append(LiveRows(rowCount: 0))
            registered.append(nil)
        }
        let place = sources.addPlace(of: index)
        live[index] = rows
        registered[index] = Registered(number: number, place: place)
        indexes[number] = index
        return place
    }
}
