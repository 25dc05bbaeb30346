/// One container of a serialised bitmap: the rows that share their upper 16 bits, where they lie.
///
/// Entries are the lower 16 bits of rows, so that ranges of entries lie in 0 to 65536. The initialiser makes sure that
/// all bytes of the container are there; what is in them was validated before.
struct RoaringContainer {
    enum Form {
        /// Ascending entries of two bytes.
        case array
        /// One bit for each of 65536 entries.
        case bitset
        /// The first entry and the length less one of each run, two bytes each.
        case runs
    }

    /// How many entries a container ranges over.
    static let entryCount = 1 << 16

    /// The row that entry 0 stands for.
    let firstRow: Int
    let cardinality: Int
    let form: Form
    /// Entries of an array, words of a bitset, runs.
    let count: Int
    private let base: UnsafeRawPointer
    /// Where the container ends in the bitmap's bytes.
    let end: Int

    /// The container that starts at an offset of the bitmap's bytes.
    init(_ layout: RoaringLayout, _ index: Int, _ bytes: UnsafeRawBufferPointer, at offset: Int) {
        firstRow = layout.key(index, bytes) << 16
        cardinality = layout.cardinality(index, bytes)
        var start = offset
        if layout.hasRuns(index, bytes) {
            form = .runs
            count = Int(loadLittleEndian(UInt16.self, bytes, at: offset))
            start += 2
            end = start + count * 4
        } else if cardinality <= PortableRoaringFormat.maximumArrayCardinality {
            form = .array
            count = cardinality
            end = start + count * 2
        } else {
            form = .bitset
            count = PortableRoaringFormat.bitsetBytes / 8
            end = start + PortableRoaringFormat.bitsetBytes
        }
        precondition(start >= 0 && end <= bytes.count, "a container inside the bitmap")
        base = bytes.baseAddress! + start
    }

    /// The entries that stand for rows of a range.
    func entries(of rows: Range<Int>) -> Range<Int> {
        rows.clamped(to: firstRow..<firstRow + Self.entryCount).shifted(by: -firstRow)
    }

    @inline(__always)
    func short(_ index: Int) -> Int {
        Int(UInt16(littleEndian: base.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)))
    }

    @inline(__always)
    func word(_ index: Int) -> UInt64 {
        UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
    }

    /// The first and the last entry of a run.
    @inline(__always)
    func run(_ index: Int) -> (first: Int, last: Int) {
        let first = short(index &* 2)
        return (first, first &+ short(index &* 2 &+ 1))
    }

    /// The words of a bitset that hold a range of entries, each with its index and the bits of the range only.
    @inline(__always)
    func forEachWord(of entries: Range<Int>, _ body: (Int, UInt64) -> Void) {
        if entries.isEmpty { return }
        let (first, last) = (entries.lowerBound >> 6, (entries.upperBound - 1) >> 6)
        for index in first...last {
            var bits = word(index)
            if index == first { bits &= .max << UInt64(entries.lowerBound & 63) }
            if index == last { bits &= .max >> UInt64(63 - (entries.upperBound - 1) & 63) }
            body(index, bits)
        }
    }

    /// The first index of an array whose entry is at least the given one; `count` if there is none. O(log count).
    func firstIndex(atLeast entry: Int) -> Int {
        if entry == 0 { return 0 }
        if entry > Int(UInt16.max) { return count }
        return partition { short($0) < entry }
    }

    /// The first run that ends at or behind an entry; `count` if there is none. O(log count).
    func firstRun(endingAtOrAfter entry: Int) -> Int { partition { run($0).last < entry } }

    /// The first index for which a condition does not hold that holds up to some index and then no more.
    private func partition(_ holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) >> 1
            if holds(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Range<Int> {
    /// The range, each bound with the same number added.
    func shifted(by distance: Int) -> Range<Int> { lowerBound + distance..<upperBound + distance }
}
