import Bitmaps
import Segment

extension UpsertIndex {
    /// Lets a segment with the same rows in the same order take the place of another one. O(1).
    public mutating func replace(
        _ number: UInt32, by segment: any SegmentSource, number newNumber: UInt32
    ) throws(UpsertError) {
        let index = try index(of: number)
        if newNumber != number { try checkIsNew(newNumber) }
        guard let old = registered[index], old.successor == nil else {
            throw .invalidCall("segment \(number) is being replaced")
        }
        guard segment.rowCount == live[index].rowCount else {
            throw .invalidSegment(
                "segment \(number) has \(live[index].rowCount) rows, and what replaces it \(segment.rowCount)")
        }
        sources.readers[index] = try RowReader(segment, rules)
        registered[index] = Registered(number: newNumber, place: old.place)
        indexes[number] = nil
        indexes[newNumber] = index
    }

    /// Begins to replace segments, all of whose rows were applied, by one that has their rows in other places.
    ///
    /// `continueReplacing` does the work in steps. Until it says `repointing` or `finished`, the old segments are the
    /// table's; from then on the new one is.
    public mutating func beginReplacing(
        _ mapping: RowMapping, by segment: any SegmentSource, number: UInt32
    ) throws(UpsertError) {
        try checkIsNew(number)
        guard segment.rowCount == mapping.rowCount else {
            throw .invalidSegment("segment \(number) has \(segment.rowCount) rows, not \(mapping.rowCount)")
        }
        var (segments, places): ([Int], [UInt32]) = ([], [])
        for part in mapping.parts {
            let index = try index(of: part.number)
            guard let old = registered[index], old.successor == nil, let reader = sources.readers[index] else {
                throw .invalidCall("segment \(part.number) is being replaced")
            }
            guard part.destinations.count == live[index].rowCount, reader.source.rowCount == live[index].rowCount else {
                throw .invalidSegment("not all rows of segment \(part.number) are applied and have a new place")
            }
            segments.append(index)
            places.append(old.place)
        }
        replacements[number] = Replacement(
            reader: try RowReader(segment, rules), live: LiveRows(rowCount: mapping.rowCount), mapping: mapping,
            segments: segments, places: places)
        for (part, index) in segments.enumerated() {
            registered[index]?.successor = number
            registered[index]?.part = part
        }
    }

    /// Goes on with a replacement for about as many rows or slots as `budget` says; at least for 4,096.
    ///
    /// After an error the old segments are the table's as before. Dropped tombstones are counted as rows of the table
    /// until all is done.
    public mutating func continueReplacing(_ number: UInt32, budget: Int) throws(UpsertError) -> ReplacementProgress {
        guard replacements[number] != nil else {
            throw .invalidCall("no replacement by segment \(number) is under way")
        }
        if let place = replacements[number]?.newPlace, let replacement = replacements[number] {
            if replacement.forgotten < replacement.tombstones.count {
                forget(number, replacement, budget: budget)
            } else {
                repoint(number, replacement, to: place, budget: budget)
            }
            guard replacements[number] == nil else { return .repointing }
            return .finished(dropped: replacement.dropped.byPartition)
        }
        var left = budget
        repeat {
            let carried = try carry(number)
            left -= carried
            if carried == 0 {
                install(number)
                return .repointing
            }
        } while left > 0
        return .carrying
    }

    /// Carries over whether some rows are live; returns how many rows.
    private mutating func carry(_ number: UInt32) throws(UpsertError) -> Int {
        while let part = replacements[number]?.part, let row = replacements[number]?.row,
            let mapping = replacements[number]?.mapping, part < mapping.parts.count
        {
            let destinations = mapping.parts[part].destinations
            if row == destinations.count {
                replacements[number]?.part += 1
                replacements[number]?.row = 0
                continue
            }
            let rows = row..<min(row + Self.batchRows, destinations.count)
            try carry(rows, destinations, part: part, of: number)
            replacements[number]?.row = rows.upperBound
            return rows.count
        }
        return 0
    }

    private mutating func carry(
        _ rows: Range<Int>, _ destinations: [UInt32], part: Int, of number: UInt32
    ) throws(UpsertError) {
        guard let index = replacements[number]?.segments[part], var carried = replacements[number]?.live else { return }
        // One owner at a time, so that chunks change in place.
        replacements[number]?.live = LiveRows(rowCount: 0)
        defer { replacements[number]?.live = carried }
        var dropped: [UInt32] = []
        for row in rows {
            let destination = destinations[row]
            if destination == RowMapping.none {
                if live[index][row] { throw .invalidCall("row \(row) was live, and is to be dropped") }
                dropped.append(UInt32(row))
            } else if !live[index][row] {
                carried.kill(Int(destination))
            }
        }
        if !dropped.isEmpty { try drop(dropped, of: index, for: number) }
    }

    /// Counts rows that the new segment does not have, and keeps the tombstones among them in mind.
    private mutating func drop(_ rows: [UInt32], of index: Int, for number: UInt32) throws(UpsertError) {
        guard let place = registered[index]?.place else { return }
        let batch = try sources.read(index, .list(rows))
        var hashes: [UInt64] = []
        batch.hash(rules.hashMask, count: rows.count, into: &hashes)
        for (position, row) in rows.enumerated() {
            let partition = batch.ranks[position].partition
            if batch.isTombstone(position) {
                let location = RowLocation(place: place, row: row)
                replacements[number]?.tombstones.append(
                    DroppedTombstone(location: location, hash: hashes[position], partition: partition))
            } else {
                replacements[number]?.dropped.addSuperseded(partition)
            }
        }
    }

    /// Removes the entries that point to dropped tombstones, which no look-up finds since the new segment is there.
    private mutating func forget(_ number: UInt32, _ replacement: Replacement, budget: Int) {
        let end = min(replacement.forgotten + max(budget, Self.batchRows), replacement.tombstones.count)
        var dropped = PartitionCounts()
        for tombstone in replacement.tombstones[replacement.forgotten..<end] {
            if map.remove(tombstone.location, hash: tombstone.hash) {
                dropped.addDeleted(tombstone.partition)
            } else {
                dropped.addSuperseded(tombstone.partition)
            }
        }
        partitionCounts.add(dropped, times: -1)
        replacements[number]?.dropped.add(dropped)
        replacements[number]?.forgotten = end
    }

    /// Makes the new segment the table's. Locations in terms of old rows go on to mean the same rows.
    private mutating func install(_ number: UInt32) {
        guard let replacement = replacements[number] else { return }
        partitionCounts.add(replacement.dropped, times: -1)
        for (part, index) in zip(replacement.mapping.parts, replacement.segments) {
            indexes[part.number] = nil
            registered[index] = nil
            sources.readers[index] = nil
            live[index] = LiveRows(rowCount: 0)
        }
        let place = register(replacement.reader, number: number, live: replacement.live)
        guard let index = indexes[number] else { return }
        for (part, old) in zip(replacement.mapping.parts, replacement.places) {
            sources.set(old, RowSources.Place(segment: index, destinations: part.destinations))
        }
        replacements[number]?.newPlace = place
        replacements[number]?.live = LiveRows(rowCount: 0)
        // Until all entries point to it, the new segment cannot be replaced itself.
        registered[index]?.successor = number
    }

    /// Lets entries point to the rows of the new segment, table by table.
    private mutating func repoint(_ number: UInt32, _ replacement: Replacement, to place: UInt32, budget: Int) {
        var (table, left) = (replacement.table, budget)
        let isOld = sources.places.indices.map { replacement.places.contains(UInt32($0)) }
        let sources = sources
        repeat {
            left -= max(map.tables[table].slotCount, 1)
            map.tables[table].repoint { location in
                guard isOld[Int(location.place)], let (_, row) = sources.resolve(location) else { return nil }
                return RowLocation(place: place, row: row)
            }
            table += 1
        } while left > 0 && table < KeyMap.tableCount
        replacements[number]?.table = table
        if table == KeyMap.tableCount { finish(number, replacement) }
    }

    private mutating func finish(_ number: UInt32, _ replacement: Replacement) {
        for place in replacement.places { sources.set(place, nil) }
        replacements[number] = nil
        if let index = indexes[number] { registered[index]?.successor = nil }
    }

    /// Gives up a replacement whose new segment is not the table's yet.
    public mutating func cancelReplacing(_ number: UInt32) throws(UpsertError) {
        guard let replacement = replacements[number], replacement.newPlace == nil else {
            throw .invalidCall("no replacement by segment \(number) can be given up")
        }
        for index in replacement.segments { registered[index]?.successor = nil }
        replacements[number] = nil
    }
}
