import Segment

/// What the locations of a key map mean.
struct RowSources: Sendable {
    /// What a location's `place` stands for: a segment, or a segment that has been replaced by another one.
    struct Place: Sendable {
        /// Which of the segments holds the rows.
        var segment: Int
        /// For each row of the place its row in the segment, `RowMapping.none` if it is no longer there; nil if rows
        /// are those of the segment.
        var destinations: [UInt32]?
    }

    private(set) var places: [Place?] = []
    /// The segment of each place whose rows are those of the segment, else -1: what nearly every look-up needs, without
    /// counting references.
    private var direct: [Int32] = []
    /// The segments by their internal numbers.
    var readers: [RowReader?] = []

    /// The segment and the row in it that a location points to; nil if there is none any more.
    @inline(__always)
    func resolve(_ location: RowLocation) -> (segment: Int, row: UInt32)? {
        let segment = direct[Int(location.place)]
        if segment >= 0 { return (Int(segment), location.row) }
        guard let place = places[Int(location.place)] else { return nil }
        guard let destinations = place.destinations else { return (place.segment, location.row) }
        let row = destinations[Int(location.row)]
        return row == RowMapping.none ? nil : (place.segment, row)
    }

    func read(_ segment: Int, _ rows: RowSelection) throws(UpsertError) -> RowBatch {
        guard let reader = readers[segment] else { throw .invalidCall("a segment that has been removed is read") }
        return try reader.read(rows)
    }

    /// Adds a place for the rows of a segment.
    mutating func addPlace(of segment: Int) -> UInt32 {
        let place = Place(segment: segment, destinations: nil)
        var number = places.count
        if let free = places.firstIndex(where: { $0 == nil }) {
            number = free
        } else {
            places.append(nil)
            direct.append(-1)
        }
        set(UInt32(number), place)
        return UInt32(number)
    }

    /// Says what a place stands for from now on; nothing at all if nil.
    mutating func set(_ number: UInt32, _ place: Place?) {
        places[Int(number)] = place
        direct[Int(number)] = place.map { $0.destinations == nil ? Int32($0.segment) : -1 } ?? -1
    }

    /// Adds a segment.
    mutating func add(_ reader: RowReader) -> Int {
        if let free = readers.firstIndex(where: { $0 == nil }) {
            readers[free] = reader
            return free
        }
        readers.append(reader)
        return readers.count - 1
    }

    var allocatedBytes: Int {
        places.reduce(places.capacity * MemoryLayout<Place?>.stride) { $0 + ($1?.destinations?.capacity ?? 0) * 4 }
    }
}
