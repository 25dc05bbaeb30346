import Segment

/// The rows that a batch of new rows may have to be compared with, read by segment before any is.
struct Candidates {
    /// For each new row the location of the first entry with its key's fingerprint, and what comparing with it gave.
    private var locations: [RowLocation?]
    private var verdicts: [Verdict]

    /// Looks up the selected ones of some new rows.
    init(
        _ selected: [Int], of own: RowBatch, hashes: [UInt64], tables: [KeyTable], firstTable: Int,
        sources: RowSources
    ) throws(UpsertError) {
        locations = Array(repeating: nil, count: hashes.count)
        verdicts = Array(repeating: Verdict(), count: hashes.count)
        var batchOf = [Int](repeating: -1, count: sources.readers.count)
        var (segments, rows, owners): ([Int], [[UInt32]], [[Int]]) = ([], [], [])
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
                owners.append([])
            }
            let batch = batchOf[found.segment]
            locations[index] = found.location
            rows[batch].append(found.row)
            owners[batch].append(index)
        }
        for batch in segments.indices {
            let rivals = try sources.read(segments[batch], .list(rows[batch]))
            for (position, index) in owners[batch].enumerated() {
                verdicts[index] = own.compare(index, with: rivals, position)
            }
        }
    }

    /// What comparing a new row with the row at a location has given, if that was done.
    @inline(__always)
    func verdict(_ index: Int, _ location: RowLocation) -> Verdict? {
        locations[index] == location ? verdicts[index] : nil
    }
}
