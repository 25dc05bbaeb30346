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

    /// A row that a new row is compared with.
    private enum Rival {
        case own(Int)
        case candidate(Candidates.Reference)
        /// A row that was read alone.
        case single(RowBatch)
    }

    /// Resolves the selected rows in order. If a row cannot be read, those before it are resolved: `done` is their
    /// number.
    func resolve(
        _ selected: [Int], in tables: inout [KeyTable], into result: inout ResolvedRows, done: inout Int
    ) throws(UpsertError) {
        done = 0
        let candidates = try Candidates(
            selected, hashes: hashes, tables: tables, firstTable: firstTable, sources: sources)
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
            guard let rival = try rival(index, other, candidates) else { return nil }
            let loser: (partition: Int32, isTombstone: Bool)
            (isLast, loser.partition, loser.isTombstone) = compare(index, rival, candidates)
            if isLast {
                if !loser.isTombstone { result.dead.append(other) }
                result.counts.supersede(loser.partition, tombstone: loser.isTombstone)
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

    /// The row at a location, if it has the key of a new row.
    @inline(__always)
    private func rival(
        _ index: Int, _ location: RowLocation, _ candidates: Candidates
    ) throws(UpsertError) -> Rival? {
        if let reference = candidates.reference(index, location) {
            let isSame = own.hasKey(index, equalTo: candidates.batches[Int(reference.batch)], Int(reference.index))
            return isSame ? .candidate(reference) : nil
        }
        if location.place == start.place, location.row >= start.row, Int(location.row - start.row) < hashes.count {
            let other = Int(location.row - start.row)
            return own.hasKey(index, equalTo: own, other) ? .own(other) : nil
        }
        guard let target = sources.resolve(location) else { return nil }
        let batch = try sources.read(target.segment, .rows([target.row]))
        return own.hasKey(index, equalTo: batch, 0) ? .single(batch) : nil
    }

    /// Whether a row wins; of the row that it is compared with, the partition and whether it is a tombstone.
    @inline(__always)
    private func compare(
        _ index: Int, _ rival: Rival, _ candidates: Candidates
    ) -> (wins: Bool, partition: Int32, isTombstone: Bool) {
        switch rival {
        case .own(let other): compare(index, own, other)
        case .candidate(let other): compare(index, candidates.batches[Int(other.batch)], Int(other.index))
        case .single(let batch): compare(index, batch, 0)
        }
    }

    @inline(__always)
    private func compare(_ index: Int, _ batch: RowBatch, _ other: Int) -> (Bool, Int32, Bool) {
        (own.wins(index, over: batch, other), batch.ranks[other].partition, batch.isTombstone(other))
    }
}
