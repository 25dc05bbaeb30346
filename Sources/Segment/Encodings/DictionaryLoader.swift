import Bytes
import Schema

/// Opens a column's dictionary and checks everything that its readers rely on.
struct DictionaryLoader {
    let regions: ColumnRegions
    let type: DataType

    private var column: SegmentColumn { regions.column }
    private var count: Int { column.cardinality }

    /// O(dictionary).
    func load() throws(FormatError) -> SealedDictionary {
        guard count > 0 else { throw regions.corrupt("a dictionary without values") }
        let form: DictionaryForm =
            switch type.representation {
            case .integer: try loadIntegers()
            case .double: try loadDoubles()
            case .string: try loadStrings()
            }
        return SealedDictionary(form, count: count)
    }

    private func loadIntegers() throws(FormatError) -> DictionaryForm {
        let packed = try regions.packed(.dictionaryValues, width: column.dictionaryWidth, count: count)
        if let index = packed.firstNotAscending() {
            throw regions.corrupt(.dictionaryValues, "value \(index) is not greater than the one before")
        }
        let bounds = try IntegerBounds(regions, type: type)
        guard column.base == bounds.minimum, packed[0] == 0, packed[count - 1] == bounds.span else {
            throw regions.corrupt(.dictionaryValues, "not from the minimum to the maximum that the footer gives")
        }
        return .integers(packed, base: column.base)
    }

    private func loadDoubles() throws(FormatError) -> DictionaryForm {
        let form: RawNumbers.Form = type == .float ? .float : .double
        let bytes = try regions.bytes(.dictionaryValues, length: count * form.byteCount)
        guard let numbers = RawNumbers(bytes, form: form), numbers.bounds() != nil else {
            throw regions.corrupt(.dictionaryValues, "a value that is not a number")
        }
        if let index = numbers.firstNotAscending() {
            throw regions.corrupt(.dictionaryValues, "value \(index) is not greater than the one before")
        }
        guard column.minimum == .value(.double(numbers[0])), column.maximum == .value(.double(numbers[count - 1]))
        else {
            throw regions.corrupt(.dictionaryValues, "not from the minimum to the maximum that the footer gives")
        }
        return .doubles(numbers)
    }

    private func loadStrings() throws(FormatError) -> DictionaryForm {
        if regions.region(.frontCodedDictionary) != nil { return .frontCoded(try loadFrontCoded()) }
        let bytes = try regions.bytes(.dictionaryBytes, length: nil)
        let offsets = try regions.packed(.dictionaryOffsets, width: column.dictionaryWidth, count: count + 1)
        guard bytes.count <= SegmentLimits.dictionaryBytes else {
            throw regions.corrupt(.dictionaryBytes, "\(bytes.count) bytes are too many")
        }
        if let index = offsets.firstDescending() {
            throw regions.corrupt(.dictionaryOffsets, "offset \(index) is less than the one before")
        }
        guard offsets[0] == 0, offsets[count] == UInt64(bytes.count) else {
            throw regions.corrupt(.dictionaryOffsets, "not from 0 to \(bytes.count)")
        }
        let strings = StringList(offsets: offsets, bytes: bytes)
        if let index = strings.firstNotAscending() {
            throw regions.corrupt(.dictionaryBytes, "string \(index) is not greater than the one before")
        }
        try checkBounds(.dictionaryBytes, strings[0], strings[count - 1])
        return .strings(strings)
    }

    private func loadFrontCoded() throws(FormatError) -> FrontCodedStrings {
        guard let region = try regions.verified(.frontCodedDictionary) else {
            throw regions.corrupt(.frontCodedDictionary, "missing")
        }
        let blocks = FrontCodedStrings.blocks(count: count)
        guard let length = PackedIntegers.byteCount(width: region.parameter, count: blocks), length <= region.length,
            let starts = PackedIntegers(
                in: regions.file.region, at: region.offset, width: region.parameter, count: blocks),
            let bytes = regions.file.region.slice(region.offset + length..<region.range.upperBound)
        else { throw regions.corrupt(.frontCodedDictionary, "\(blocks) starts of \(region.parameter) bits") }
        let strings: FrontCodedStrings
        do throws(FrontCodedStrings.Malformation) {
            strings = try FrontCodedStrings(
                count: count, starts: starts, bytes: bytes, longestAllowed: SegmentLimits.stringBytes,
                limit: SegmentLimits.dictionaryBytes)
        } catch {
            throw regions.corrupt(.frontCodedDictionary, "\(error)")
        }
        try checkBounds(.frontCodedDictionary, strings[0], strings[count - 1])
        return strings
    }

    private func checkBounds(
        _ kind: RegionKind, _ least: ByteString, _ greatest: ByteString
    ) throws(FormatError) {
        guard isBound(column.minimum, least), isBound(column.maximum, greatest) else {
            throw regions.corrupt(kind, "not from the minimum to the maximum that the footer gives")
        }
    }

    private func isBound(_ bound: SegmentColumn.Bound, _ string: ByteString) -> Bool {
        string.count <= SegmentLimits.footerStringBytes ? bound == .value(.string(string)) : bound == .omitted
    }
}

/// The minimum and maximum of a column of integers, found to be possible.
struct IntegerBounds {
    let minimum: Int64
    let maximum: Int64

    /// The footer's minimum and maximum, if the type allows them.
    init(_ regions: ColumnRegions, type: DataType) throws(FormatError) {
        let column = regions.column
        guard case .value(.integer(let minimum)) = column.minimum, case .value(.integer(let maximum)) = column.maximum,
            let possible = Self.possible(column, type), minimum <= maximum, possible.contains(minimum),
            possible.contains(maximum)
        else { throw regions.corrupt("no minimum and maximum of type \(type.rawValue)") }
        self.minimum = minimum
        self.maximum = maximum
    }

    private static func possible(_ column: SegmentColumn, _ type: DataType) -> ClosedRange<Int64>? {
        guard let integers = type.integers else { return nil }
        guard column.role == .hidden, let hidden = ProvenanceColumn(rawValue: column.name.string) else {
            return integers
        }
        return hidden.integers.clamped(to: integers)
    }

    func statistics(nullCount: Int) -> ColumnStatistics {
        ColumnStatistics(minimum: .integer(minimum), maximum: .integer(maximum), nullCount: nullCount)
    }

    /// Bits of a difference to the minimum.
    var width: Int { PackedIntegers.width(of: span) }

    /// How much the minimum is above a base; nil if it is below.
    func distance(from base: Int64) -> UInt64? {
        let (difference, overflow) = minimum.subtractingReportingOverflow(base)
        return overflow ? nil : UInt64(exactly: difference)
    }

    /// Bounds that count from a base, as differences to the minimum, which is `first` above it; nil if they are not
    /// between minimum and maximum.
    func part(_ found: ClosedRange<UInt64>, from first: UInt64) -> ClosedRange<UInt64>? {
        guard found.lowerBound >= first, found.upperBound - first <= span else { return nil }
        return found.lowerBound - first...found.upperBound - first
    }

    /// The bounds of some rows of a column, as differences to the minimum; nil if they are not between minimum and
    /// maximum.
    func part(of column: any ColumnSource, _ rows: Range<Int>) -> ClosedRange<UInt64>? {
        var batch: [Int64] = []
        column.readIntegers(rows, into: &batch)
        guard let least = batch.min(), let greatest = batch.max(), least >= minimum, greatest <= maximum else {
            return nil
        }
        return UInt64(bitPattern: least &- minimum)...UInt64(bitPattern: greatest &- minimum)
    }

    /// The greatest difference between two values.
    var span: UInt64 { UInt64(bitPattern: maximum &- minimum) }
}
