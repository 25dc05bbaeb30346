/// The rows that a batch of new rows may have to be compared with, read by segment before any is.
struct Candidates {
    /// A row that has been read: the row at `index` of a batch.
    struct Reference {
        var batch: Int32
        var index: Int32
    }

    /// For each new row the location of the first entry with its key's fingerprint.
    private var locations: [RowLocation?]
    private var references: [Reference]
    private(set) var batches: [RowBatch] = []

    /// Looks up the selected ones of some new rows.
    init(
        _ selected: [Int], hashes: [UInt64], tables: [KeyTable], firstTable: Int, sources: RowSources
    ) throws(UpsertError) {
        locations = Array(repeating: nil, count: hashes.count)
        references = Array(repeating: Reference(batch: 0, index: 0), count: hashes.count)
        var batchOf = [Int](repeating: -1, count: sources.readers.count)
        var (segments, rows): ([Int], [[UInt32]]) = ([], [])
        for index in selected {
            var found: (location: RowLocation, segment: Int, row: UInt32)?
            let table = KeyMap.table(hashes[index]) - firstTable
            _ = tables[table].slot(KeyMap.fingerprint(hashes[index])) { location in
                guard let target = sources.resolve(location) else { return false }
                found = (location, target.segment, target.row)
                return true
            }
            guard let found else { continue }
            if batchOf[found.segment] < 0 {
                batchOf[found.segment] = segments.count
                segments.append(found.segment)
                rows.append([])
            }
            let batch = batchOf[found.segment]
            locations[index] = found.location
            references[index] = Reference(batch: Int32(batch), index: Int32(rows[batch].count))
            rows[batch].append(found.row)
        }
        for (segment, rows) in zip(segments, rows) { batches.append(try sources.read(segment, .rows(rows))) }
    }

    /// Where a location's row has been read for a new row.
    @inline(__always)
    func reference(_ index: Int, _ location: RowLocation) -> Reference? {
        locations[index] == location ? references[index] : nil
    }
}
