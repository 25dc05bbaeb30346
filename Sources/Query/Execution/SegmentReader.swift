import Bitmaps
import Bytes
import Expressions
import Schema
import Segment

/// The inputs of a query in one segment. It never changes: units share it.
final class SegmentReader: Sendable {
    enum Column: Sendable {
        case stored(StoredColumn)
        /// The same value in every row: a column that is younger than the segment, or the segment's name.
        case constant(Value, ValueType)
        case docID
        /// A column with NULLs, of which each reads as a value.
        case defaulted(StoredColumn, Value)
        /// The elements of lists by which rows are grouped; the batch holds them.
        case exploded
    }

    /// A column of the segment.
    struct StoredColumn: Sendable {
        let source: any ColumnSource
        let type: ValueType
        /// Nil for lists, whose rows have no codes.
        let dictionary: (any DictionarySource)?
        /// A bit for each row, set where the value is NULL; empty if no value is.
        let nullWords: [UInt64]
    }

    let rowCount: Int
    let columns: [Column]
    /// The inputs that the segment has derived from others.
    let derivedSlots: [DerivedSlot: Int]
    /// Rows that the query will read at most, as far as is known: work per dictionary value should not exceed it.
    let expectedRows: Int
    /// Asked where something is computed for all values of a dictionary.
    let stop: StopSignal

    init(
        _ segment: any SegmentSource, columns: [InputColumn], stop: StopSignal = StopSignal()
    ) throws(QueryError) {
        self.stop = stop
        rowCount = segment.rowCount
        var opened = [Column]()
        for column in columns { opened.append(try Self.open(column, in: segment)) }
        self.columns = opened
        derivedSlots = Self.derivedSlots(columns, opened)
        expectedRows = rowCount
    }

    private init(_ other: SegmentReader, expectedRows: Int) {
        (rowCount, columns, derivedSlots) = (other.rowCount, other.columns, other.derivedSlots)
        stop = other.stop
        self.expectedRows = expectedRows
    }

    /// The same for a query that reads so many rows at most.
    func expecting(_ rows: Int) -> SegmentReader { SegmentReader(self, expectedRows: min(rows, rowCount)) }

    private static func derivedSlots(_ inputs: [InputColumn], _ columns: [Column]) -> [DerivedSlot: Int] {
        var slots: [DerivedSlot: Int] = [:]
        for (index, input) in inputs.enumerated() {
            guard case .derived(let derived) = input.kind, case .stored = columns[index],
                let slot = inputs.firstIndex(where: { $0.name == derived.source })
            else { continue }
            // What was derived of NULL is NULL, and not derived of what stands for it.
            if case .defaulted = columns[slot] { continue }
            slots[DerivedSlot(slot: slot, unit: derived.unit)] = index
        }
        return slots
    }

    private static func open(_ column: InputColumn, in segment: any SegmentSource) throws(QueryError) -> Column {
        let missing: Value
        switch column.kind {
        case .segmentName: return .constant(.string(ByteString(segment.name)), .string)
        case .docID: return .docID
        case .exploded: return .exploded
        case .stored(let defaultValue): missing = defaultValue
        // No expression reads it where it is not there.
        case .derived: missing = .null
        }
        let source: (any ColumnSource)?
        do { source = try segment.column(column.name) } catch { throw QueryError(error, segment: segment.name) }
        guard let source else { return .constant(missing, column.type) }
        let stored = ValueType(source.type, isList: source.lists != nil)
        guard stored.representation == column.type.representation && stored.isList == column.type.isList else {
            throw QueryError(
                .typeMismatch,
                "column \(column.name) is \(stored.name) in segment \(segment.name), expected \(column.type.name)")
        }
        let nulls = source.nulls?.words ?? []
        let hasNulls = nulls.contains { $0 != 0 }
        let opened = StoredColumn(
            source: source, type: column.type, dictionary: stored.isList ? nil : source.dictionary,
            nullWords: hasNulls ? nulls : [])
        if hasNulls, let value = column.valueForNull { return .defaulted(opened, value) }
        return .stored(opened)
    }

    /// The inputs with the given numbers for some rows.
    func load(_ slots: [Int], _ rows: RowSelection) -> Batch {
        var batch = Batch(count: rows.count, inputs: Array(repeating: nil, count: columns.count))
        for slot in slots { batch.inputs[slot] = load(slot, rows) }
        return batch
    }

    private func load(_ slot: Int, _ rows: RowSelection) -> Vector? {
        switch columns[slot] {
        case .constant(let value, let type): Vector(repeating: value, type: type, count: rows.count)
        case .docID: Vector(.integers((0..<rows.count).map { Int64(rows.row($0)) }))
        case .stored(let column): column.load(rows)
        case .defaulted(let column, let value): column.load(rows).replacingNulls(with: value, type: column.type)
        case .exploded: nil
        }
    }

    /// The column behind an input if it has a dictionary.
    func dictionaryColumn(_ slot: Int) -> (StoredColumn, any DictionarySource)? {
        guard case .stored(let column) = columns[slot], let dictionary = column.dictionary else { return nil }
        return (column, dictionary)
    }
}

extension SegmentReader.StoredColumn {
    func load(_ rows: RowSelection) -> Vector {
        let nulls = nullFlags(rows)
        guard let lists = source.lists else { return Vector(source.read(rows, type.representation), nulls: nulls) }
        var starts = [UInt32]()
        switch rows {
        case .range(let range):
            lists.readStarts(range, into: &starts)
            let places = Int(starts[0])..<Int(starts[range.count])
            for index in starts.indices { starts[index] -= UInt32(places.lowerBound) }
            let elements = lists.values.read(.range(places), type.representation)
            return Vector(.lists(starts: starts, elements: elements), nulls: nulls)
        case .list(let list):
            var places = [UInt32]()
            lists.gatherPlaces(list, starts: &starts, places: &places)
            let elements = lists.values.read(.list(places), type.representation)
            return Vector(.lists(starts: starts, elements: elements), nulls: nulls)
        }
    }

    func readCodes(_ rows: RowSelection, into codes: inout [UInt32]) { source.readCodes(rows, into: &codes) }

    /// One flag per row, or nothing if none of them is NULL.
    func nullFlags(_ rows: RowSelection) -> [Bool] {
        if nullWords.isEmpty { return [] }
        var flags = Array(repeating: false, count: rows.count)
        var any = false
        switch rows {
        case .range(let range):
            for position in flags.indices {
                let row = range.lowerBound + position
                let isNull = nullWords[row >> 6] >> UInt64(row & 63) & 1 != 0
                flags[position] = isNull
                any = any || isNull
            }
        case .list(let list):
            for position in flags.indices {
                let row = Int(list[position])
                let isNull = nullWords[row >> 6] >> UInt64(row & 63) & 1 != 0
                flags[position] = isNull
                any = any || isNull
            }
        }
        return any ? flags : []
    }
}

extension ColumnSource {
    /// The values of some rows of a column with one in each.
    fileprivate func read(_ rows: RowSelection, _ representation: DataType.Representation) -> Vector.Values {
        switch representation {
        case .integer:
            var values = [Int64]()
            readIntegers(rows, into: &values)
            return .integers(values)
        case .double:
            var values = [Double]()
            readDoubles(rows, into: &values)
            return .doubles(values)
        case .string:
            var values = [ByteString]()
            readStrings(rows, into: &values)
            return .strings(values)
        }
    }
}
