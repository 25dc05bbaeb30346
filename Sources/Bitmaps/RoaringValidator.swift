/// Reads a bitmap from front to back and refuses the first thing that breaks a rule. Copies and allocates nothing.
struct RoaringValidator {
    private let bytes: UnsafeRawBufferPointer
    /// Where the next container starts.
    private var offset: Int

    /// What is wrong with the bytes, if they are to be one bitmap whose rows are at most `maximumRow`; nil if nothing
    /// is.
    static func refusal(of bytes: UnsafeRawBufferPointer, maximumRow: UInt32) -> RoaringFormatError? {
        do throws(RoaringFormatError) {
            let layout = try RoaringLayout(bytes)
            var validator = RoaringValidator(bytes: bytes, offset: layout.containers)
            try validator.validate(layout, maximumRow: maximumRow)
            return nil
        } catch { return error }
    }

    private mutating func validate(_ layout: RoaringLayout, maximumRow: UInt32) throws(RoaringFormatError) {
        var previousKey = -1
        for index in 0..<layout.containerCount {
            let key = layout.key(index, bytes)
            if key <= previousKey { throw failure("key \(key) after \(previousKey)") }
            previousKey = key
            if let stored = layout.storedOffset(index, bytes), stored != offset {
                throw failure("container \(index) starts here, its offset says \(stored)")
            }
            let greatest = try readContainer(
                cardinality: layout.cardinality(index, bytes), hasRuns: layout.hasRuns(index, bytes))
            let row = UInt32(key) << 16 | UInt32(greatest)
            if row > maximumRow { throw failure("row \(row) is greater than \(maximumRow)") }
        }
        if offset < bytes.count { throw failure("\(bytes.count - offset) bytes after the last container") }
    }

    /// The greatest entry of the container.
    private mutating func readContainer(cardinality: Int, hasRuns: Bool) throws(RoaringFormatError) -> UInt16 {
        if hasRuns { return try readRuns(cardinality: cardinality) }
        if cardinality <= PortableRoaringFormat.maximumArrayCardinality {
            return try readArray(cardinality: cardinality)
        }
        return try readBitset(cardinality: cardinality)
    }

    private mutating func readArray(cardinality: Int) throws(RoaringFormatError) -> UInt16 {
        let entries = try read(count: cardinality * 2)
        var (previous, ascends) = (-1, true)
        for index in 0..<cardinality {
            let entry = Int(Self.load(UInt16.self, from: entries, index))
            ascends = ascends && entry > previous
            previous = entry
        }
        if !ascends { throw descent(in: entries, cardinality: cardinality) }
        return UInt16(previous)
    }

    /// The first entry of an array that is not greater than the one before it.
    private func descent(in entries: UnsafeRawBufferPointer, cardinality: Int) -> RoaringFormatError {
        for index in 1..<cardinality {
            let (entry, previous) = (
                Self.load(UInt16.self, from: entries, index), Self.load(UInt16.self, from: entries, index - 1)
            )
            if entry <= previous { return failure("array entry \(entry) after \(previous)") }
        }
        preconditionFailure("an array that does not ascend descends somewhere")
    }

    private mutating func readBitset(cardinality: Int) throws(RoaringFormatError) -> UInt16 {
        let words = try read(count: PortableRoaringFormat.bitsetBytes)
        var (population, greatest) = (0, 0)
        for index in 0..<PortableRoaringFormat.bitsetBytes / 8 {
            let word = Self.load(UInt64.self, from: words, index)
            population += word.nonzeroBitCount
            if word != 0 { greatest = index * 64 + 63 - word.leadingZeroBitCount }
        }
        if population != cardinality { throw failure("bitset of \(population) rows, not \(cardinality)") }
        return UInt16(greatest)
    }

    private mutating func readRuns(cardinality: Int) throws(RoaringFormatError) -> UInt16 {
        let count = Int(Self.load(UInt16.self, from: try read(count: 2), 0))
        let runs = try read(count: count * 4)
        var (population, end) = (0, -2)
        for index in 0..<count {
            let start = Int(Self.load(UInt16.self, from: runs, index * 2))
            let lengthLessOne = Int(Self.load(UInt16.self, from: runs, index * 2 + 1))
            if start <= end + 1 { throw failure("run from \(start) overlaps or touches the one to \(end)") }
            end = start + lengthLessOne
            if end > Int(UInt16.max) { throw failure("run from \(start) to \(end)") }
            population += lengthLessOne + 1
        }
        if population != cardinality { throw failure("runs of \(population) rows, not \(cardinality)") }
        return UInt16(end)
    }
}

extension RoaringValidator {
    /// The next bytes.
    private mutating func read(count: Int) throws(RoaringFormatError) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - offset else { throw failure("\(bytes.count) bytes are too few") }
        let part = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        offset += count
        return part
    }

    /// The number at an index of some bytes read as numbers.
    @inline(__always)
    private static func load<Number: FixedWidthInteger>(
        _ type: Number.Type, from bytes: UnsafeRawBufferPointer, _ index: Int
    ) -> Number {
        loadLittleEndian(type, bytes, at: index * MemoryLayout<Number>.size)
    }

    private func failure(_ detail: String) -> RoaringFormatError {
        RoaringFormatError(offset: offset, detail: detail)
    }
}
