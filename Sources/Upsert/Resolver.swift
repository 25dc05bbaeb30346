import Segment

/// What resolving rows has changed besides the key map.
struct ResolvedRows: Sendable {
    /// Rows that queries are not to see any more, or never were.
    var dead: [RowLocation] = []
    /// Changes to counts.
    var counts = PartitionCounts()
}

/// Resolves consecutive rows of one segment against the winners so far.
struct Resolver {
    /// What decides about the rows.
    let own: RowBatch
    let hashes: [UInt64]
    /// Where the first of the rows lies.
    let start: RowLocation
    let sources: RowSources
    /// The number of the first table that is there.
    let firstTable: Int

    /// Resolves the selected rows in order. If a row cannot be read, those before it are resolved: `done` is their
    /// number.
    func resolve(
        _ selected: [Int], in tables: inout [KeyTable], into result: inout ResolvedRows, done: inout Int
    ) throws(UpsertError) {
        done = 0
        let candidates = try Candidates(
            selected, of: own, hashes: hashes, tables: tables, firstTable: firstTable, sources: sources)
        for index in selected {
            let table = KeyMap.table(hashes[index]) - firstTable
            try resolve(index, candidates, in: &tables[table], into: &result)
            done += 1
        }
    }

    @inline(__always)
    private func resolve(
        _ index: Int, _ candidates: Candidates, in table: inout KeyTable, into result: inout ResolvedRows
    ) throws(UpsertError) {
        let location = RowLocation(place: start.place, row: start.row + UInt32(index))
        let (partition, isTombstone) = (own.ranks[index].partition, own.isTombstone(index))
        var isLast = true
        try table.put(KeyMap.fingerprint(hashes[index]), location) { (other) throws(UpsertError) in
            let verdict = try compare(index, other, candidates)
            if !verdict.isSameKey { return nil }
            isLast = verdict.wins
            if isLast {
                if !verdict.isTombstone { result.dead.append(other) }
                result.counts.supersede(verdict.partition, tombstone: verdict.isTombstone)
            }
            return isLast
        }
        if isLast {
            add(location, partition, isTombstone, to: &result)
        } else {
            result.dead.append(location)
            result.counts.addSuperseded(partition)
        }
    }

    /// Counts a row that is the last word on its key for now.
    @inline(__always)
    private func add(_ location: RowLocation, _ partition: Int32, _ isTombstone: Bool, to result: inout ResolvedRows) {
        if isTombstone {
            result.dead.append(location)
            result.counts.addDeleted(partition)
        } else {
            result.counts.addLive(partition)
        }
    }

    /// Compares a new row with the row at a location.
    @inline(__always)
    private func compare(
        _ index: Int, _ location: RowLocation, _ candidates: Candidates
    ) throws(UpsertError) -> Verdict {
        if let verdict = candidates.verdict(index, location) { return verdict }
        if location.place == start.place, location.row >= start.row, Int(location.row - start.row) < hashes.count {
            return own.compare(index, with: own, Int(location.row - start.row))
        }
        // Another row with the same fingerprint, or one that has won in the meantime: rare.
        guard let target = sources.resolve(location) else { return Verdict() }
        return own.compare(index, with: try sources.read(target.segment, .list([target.row])), 0)
    }
}
