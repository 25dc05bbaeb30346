import Bitmaps
import Bytes
import Segment
import Synchronization

extension UpsertIndex {
    /// The index of segments whose rows are complete, on as many threads as the executor has.
    ///
    /// Each thread has its share of the key map, reads all rows, and resolves those of its keys. The result is that of
    /// applying the rows in any order. O(rows × threads) reads, O(rows) look-ups.
    public static func build(
        _ rules: UpsertRules, _ segments: [(number: UInt32, segment: any SegmentSource)],
        executor: some ParallelExecutor
    ) throws(UpsertError) -> UpsertIndex {
        var index = UpsertIndex(rules)
        for (number, segment) in segments {
            try index.checkIsNew(number)
            let rows = LiveRows(rowCount: segment.rowCount)
            _ = index.register(try RowReader(segment, rules), number: number, live: rows)
        }
        let shares = max(1, min(executor.width, KeyMap.tableCount))
        let results = Mutex<[Result<MapShare, UpsertError>?]>(Array(repeating: nil, count: shares))
        let (mask, sources) = (rules.hashMask, index.sources)
        executor.perform(shares) { share in
            let tables = KeyMap.tableCount * share / shares..<KeyMap.tableCount * (share + 1) / shares
            let result: Result<MapShare, UpsertError>
            do throws(UpsertError) {
                result = .success(try MapShare(tables, of: sources, mask))
            } catch {
                result = .failure(error)
            }
            results.withLock { $0[share] = result }
        }
        try index.take(results.withLock { $0 })
        return index
    }

    private mutating func take(_ results: [Result<MapShare, UpsertError>?]) throws(UpsertError) {
        var tables: [KeyTable] = []
        var touched: Set<UInt32> = []
        for result in results {
            guard let result else { throw .invalidCall("the executor left out a part of the work") }
            let share = try result.get()
            tables += share.tables
            commit(share.result, touched: &touched)
        }
        map = KeyMap(tables: tables)
    }
}

/// Some tables of a key map, and what became of the rows with their keys.
private struct MapShare: Sendable {
    private(set) var tables: [KeyTable]
    private(set) var result = ResolvedRows()
    private let numbers: Range<Int>

    init(_ numbers: Range<Int>, of sources: RowSources, _ mask: UInt64) throws(UpsertError) {
        self.numbers = numbers
        tables = Array(repeating: KeyTable(), count: numbers.count)
        for (place, target) in sources.places.enumerated() {
            guard let target, let reader = sources.readers[target.segment] else { continue }
            let count = reader.source.rowCount
            for start in stride(from: 0, to: count, by: UpsertIndex.batchRows) {
                let rows = start..<min(start + UpsertIndex.batchRows, count)
                try add(reader.read(.range(rows)), rows, UInt32(place), sources, mask)
            }
        }
    }

    private mutating func add(
        _ own: RowBatch, _ rows: Range<Int>, _ place: UInt32, _ sources: RowSources, _ mask: UInt64
    ) throws(UpsertError) {
        var hashes: [UInt64] = []
        own.hash(mask, count: rows.count, into: &hashes)
        let selected = hashes.indices.filter { numbers.contains(KeyMap.table(hashes[$0])) }
        let resolver = Resolver(
            own: own, hashes: hashes, start: RowLocation(place: place, row: UInt32(rows.lowerBound)), sources: sources,
            firstTable: numbers.lowerBound)
        var done = 0
        try resolver.resolve(selected, in: &tables, into: &result, done: &done)
    }
}
