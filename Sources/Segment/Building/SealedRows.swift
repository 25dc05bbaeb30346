import Bitmaps
import Bytes
import Schema

/// The rows of sealed segments, one segment after the other, as a builder takes them: to build a segment again in
/// another form, or to make one of several.
///
/// A column that a segment is too old to have is filled with the field's default. Columns are read from the files and
/// not kept: besides what the builder holds, there are a batch of 65,536 values, or the codes and the dictionary of one
/// segment's column, in memory.
public struct SealedRows: SegmentRows {
    /// Values in a batch, where there is no dictionary.
    static let batchRows = 1 << 16

    public let schema: Schema
    public let rowCount: Int
    private let segments: [SealedSegment]

    /// Every field of the schema has the type that it has in the segments.
    public init(_ segments: [SealedSegment], schema: Schema) {
        self.segments = segments
        self.schema = schema
        rowCount = segments.reduce(0) { $0 + $1.rowCount }
    }

    public func forEachBatch(
        ofColumn index: Int, _ body: (ColumnValues) throws(SegmentError) -> Void
    ) throws(SegmentError) {
        guard schema.fields.indices.contains(index) else {
            throw .invalidInput("there is no column \(index) in the schema \(schema.name)")
        }
        let field = schema.fields[index]
        for segment in segments where segment.rowCount > 0 {
            guard let column = try column(field, segment) else {
                try body(Self.absent(field, rowCount: segment.rowCount))
                continue
            }
            for rows in batches(column, segment.rowCount) {
                let batch = batch(column, rows)
                // Strings in chunks are verified when they are read.
                if let failure = segment.readFailure { throw .format(failure) }
                try body(batch)
            }
        }
    }

    public func provenance(_ hidden: ProvenanceColumn) throws(SegmentError) -> Provenance.Numbers {
        var numbers: [Int64] = []
        numbers.reserveCapacity(rowCount)
        var batch: [Int64] = []
        for segment in segments where segment.rowCount > 0 {
            do throws(FormatError) {
                try ProvenanceReader.column(hidden, segment).readIntegers(0..<segment.rowCount, into: &batch)
            } catch {
                throw .format(error)
            }
            numbers += batch
        }
        return .values(numbers)
    }

    private func column(_ field: FieldSpec, _ segment: SealedSegment) throws(SegmentError) -> (any ColumnSource)? {
        do throws(FormatError) {
            guard let column = try segment.columnToReadOnce(field.name) else { return nil }
            if column.type == field.type && (column.lists != nil) == field.isMultiValue { return column }
            throw segment.file.corrupt(
                "footer", at: segment.file.footerOffset,
                "column \(field.name) is \(Self.name(column.type, column.lists != nil)) and should be "
                    + "\(Self.name(field.type, field.isMultiValue))")
        } catch {
            throw .format(error)
        }
    }

    private static func name(_ type: DataType, _ isMultiValue: Bool) -> String {
        isMultiValue ? "lists of \(type.rawValue)" : type.rawValue
    }

    /// What a segment answers that is older than the field: its default, or NULL; of lists, one with the default.
    private static func absent(_ field: FieldSpec, rowCount: Int) -> ColumnValues {
        let isNull = field.defaultValue == nil
        let count = field.isMultiValue && isNull ? 0 : rowCount
        let storage: ColumnValues.Storage =
            switch field.defaultValue ?? .null {
            case .integer(let value): .integers(Array(repeating: value, count: count))
            case .double(let value): .doubles(Array(repeating: value, count: count))
            case .string(let value): .codes(Array(repeating: 0, count: count), dictionary: [value])
            case .null, .list: emptyValues(field.type, count)
            }
        let starts = field.isMultiValue ? (0...rowCount).map { isNull ? 0 : UInt32($0) } : []
        return ColumnValues(
            type: field.type, storage: storage, nulls: isNull ? Array(repeating: true, count: rowCount) : [],
            valueStarts: starts)
    }

    private static func emptyValues(_ type: DataType, _ count: Int) -> ColumnValues.Storage {
        switch type.representation {
        case .integer: .integers(Array(repeating: 0, count: count))
        case .double: .doubles(Array(repeating: 0, count: count))
        case .string: .codes(Array(repeating: 0, count: count), dictionary: [ByteString([])])
        }
    }

    /// Strings with a dictionary come in one piece, so that each is looked up once.
    private func batches(_ column: any ColumnSource, _ rowCount: Int) -> [Range<Int>] {
        if column.type.representation == .string && column.dictionary != nil { return [0..<rowCount] }
        return stride(from: 0, to: rowCount, by: Self.batchRows).map { $0..<min($0 + Self.batchRows, rowCount) }
    }

    private func batch(_ column: any ColumnSource, _ rows: Range<Int>) -> ColumnValues {
        let nulls = flags(column.nulls, rows)
        guard let lists = column.lists else {
            return ColumnValues(type: column.type, storage: storage(column, rows), nulls: nulls)
        }
        var starts: [UInt32] = []
        lists.readStarts(rows, into: &starts)
        let first = starts[0]
        let values = Int(first)..<Int(starts[rows.count])
        return ColumnValues(
            type: column.type, storage: storage(lists.values, values), nulls: nulls,
            valueStarts: starts.map { $0 - first })
    }

    private func storage(_ column: any ColumnSource, _ rows: Range<Int>) -> ColumnValues.Storage {
        switch column.type.representation {
        case .integer:
            var values: [Int64] = []
            column.readIntegers(rows, into: &values)
            return .integers(values)
        case .double:
            var values: [Double] = []
            column.readDoubles(rows, into: &values)
            return .doubles(values)
        case .string:
            if let dictionary = column.dictionary, case .strings(let strings) = dictionary.values {
                var codes: [UInt32] = []
                column.readCodes(rows, into: &codes)
                return .codes(codes, dictionary: strings)
            }
            var values: [ByteString] = []
            column.readStrings(rows, into: &values)
            return .strings(values)
        }
    }

    private func flags(_ nulls: Bitset?, _ rows: Range<Int>) -> [Bool] {
        guard let nulls else { return [] }
        return rows.map { nulls[$0] }
    }
}

extension SealedSegment {
    /// A column that is not kept for later; nil if the segment is older than the column. O(bytes of the column).
    func columnToReadOnce(_ name: String) throws(FormatError) -> (any ColumnSource)? {
        let bytes = ByteString(name)
        guard let index = columns.firstIndex(where: { $0.name == bytes }) else { return nil }
        do throws(FormatError) {
            return try ColumnLoader(regions: ColumnRegions(file, column: index)).load()
        } catch {
            file.report(error)
            throw error
        }
    }
}
