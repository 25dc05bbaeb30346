extension StateEditor {
    mutating func addSegment(_ id: TableID, _ segment: SegmentEntry) throws(EditRefusal) {
        let table = try requireTable(id)
        try EntryRules.checkName(segment.name, of: "segment")
        try EntryRules.checkCount(table.segments.count, below: CatalogLimits.segmentsPerTable, of: "segments")
        if segment.rowCount < 0 || segment.byteCount < 0 || segment.recordCount < 0 {
            throw EditRefusal(.invalidEntry, "the segment \(segment.name) has a negative count")
        }
        if table.segmentIDs[segment.name] != nil {
            throw EditRefusal(.segmentExists, "the table \(table.name) has a segment \(segment.name) already")
        }
        if table.segments[segment.id] != nil {
            throw EditRefusal(.idNotReserved, "there is a segment \(segment.id) in \(table.name)")
        }
        guard table.schemaVersions.contains(where: { $0.version == segment.schemaVersion }) else {
            throw EditRefusal(
                .versionConflict, "the table \(table.name) has no schema version \(segment.schemaVersion)")
        }
        if let partition = segment.partition {
            try addStreamRange(segment, partition, of: table)
        } else {
            try addBatch(segment, of: table)
        }
        try use(segment.id.rawValue)
        state.tables[id]?.segments[segment.id] = segment
        state.tables[id]?.segmentIDs[segment.name] = segment.id
        state.tables[id]?.count(segment, sign: 1)
    }

    /// The segments of one partition cover its offsets without gap or overlap: a segment takes the place of those that
    /// the edit removed, or begins where the partition is consumed to.
    private mutating func addStreamRange(
        _ segment: SegmentEntry, _ partition: Int32, of table: TableEntry
    ) throws(EditRefusal) {
        try checkPartition(partition, of: table)
        guard segment.generation == 0, segment.startOffset >= 0, segment.startOffset < segment.endOffset else {
            throw EditRefusal(.invalidEntry, "the segment \(segment.name) covers no range of offsets")
        }
        let next = expectedOffsets[table.id]?[partition] ?? table.consumed(inPartition: partition)
        if segment.startOffset < next, removed[table.id]?.giveWay(to: segment) == true { return }
        guard segment.startOffset == next else {
            throw EditRefusal(
                .offsetGap,
                "the segment \(segment.name) starts at offset \(segment.startOffset) of partition \(partition) of "
                    + "\(table.name), which is consumed to \(next)")
        }
        expectedOffsets[table.id, default: [:]][partition] = segment.endOffset
    }

    /// All segments that an edit adds without offsets are one batch, and batches are numbered without gaps. One that
    /// takes the place of a segment that the edit removed stays in its batch.
    private mutating func addBatch(_ segment: SegmentEntry, of table: TableEntry) throws(EditRefusal) {
        guard segment.startOffset == 0, segment.endOffset == 0 else {
            throw EditRefusal(.invalidEntry, "the segment \(segment.name) has offsets but no partition")
        }
        if removed[table.id]?.giveWay(to: segment) == true { return }
        let before = generationsBefore[table.id] ?? table.lastGeneration
        guard before < .max, segment.generation == before + 1 else {
            throw EditRefusal(
                .versionConflict,
                "batch \(segment.generation) of \(table.name) does not follow batch \(before)")
        }
        generationsBefore[table.id] = before
        state.tables[table.id]?.lastGeneration = segment.generation
    }

    mutating func removeSegment(_ id: TableID, _ segment: SegmentID) throws(EditRefusal) {
        let table = try requireTable(id)
        guard let entry = table.segments[segment] else {
            throw EditRefusal(.unknownSegment, "the table \(table.name) has no segment \(segment)")
        }
        state.tables[id]?.segments[segment] = nil
        state.tables[id]?.segmentIDs[entry.name] = nil
        state.tables[id]?.count(entry, sign: -1)
        removed[id, default: RemovedSegments()].note(entry)
    }

    mutating func setConsumed(
        _ id: TableID, _ partition: Int32, _ offset: Int64, _ counts: [Int64]
    ) throws(EditRefusal) {
        let table = try requireTable(id)
        try checkPartition(partition, of: table)
        let before = table.consumed(inPartition: partition)
        let countsBefore = [table.rejected, table.filtered, table.skipped].map { $0[partition] ?? 0 }
        if let expected = expectedOffsets[id]?[partition], offset != expected {
            throw EditRefusal(
                .offsetGap,
                "partition \(partition) of \(table.name) is consumed to \(offset), but its new segment ends at "
                    + "\(expected)")
        }
        guard offset > before else {
            throw EditRefusal(
                .offsetGap, "partition \(partition) of \(table.name) goes back from \(before) to \(offset)")
        }
        var left = offset - before
        for (now, before) in zip(counts, countsBefore) {
            guard now >= before, now - before <= left else {
                throw EditRefusal(
                    .invalidEntry,
                    "\(now - before) records without a row where \(left) of partition \(partition) of "
                        + "\(table.name) are left")
            }
            left -= now - before
        }
        state.tables[id]?.consumed[partition] = offset
        if counts[0] > 0 { state.tables[id]?.rejected[partition] = counts[0] }
        if counts[1] > 0 { state.tables[id]?.filtered[partition] = counts[1] }
        if counts[2] > 0 { state.tables[id]?.skipped[partition] = counts[2] }
    }

    func checkPartition(_ partition: Int32, of table: TableEntry) throws(EditRefusal) {
        try EntryRules.checkPartition(partition)
        let (place, local) = TableSource.place(ofPartition: partition)
        guard table.sources.indices.contains(place) else {
            throw EditRefusal(.invalidEntry, "the table \(table.name) has no source \(place)")
        }
        if local >= state.partitionCount(of: table.sources[place]) {
            throw EditRefusal(.invalidEntry, "source \(place) of the table \(table.name) has no partition \(local)")
        }
    }
}
