import Bitmaps
import Bytes
import Schema
import Segment

/// Reads what decides about the rows of a segment.
struct RowReader: Sendable {
    let source: any SegmentSource
    private let keys: [DecidingColumn]
    private let comparison: [DecidingColumn]
    private let deletion: DecidingColumn?
    private let origins: [any ColumnSource]

    init(_ source: any SegmentSource, _ rules: UpsertRules) throws(UpsertError) {
        self.source = source
        keys = try Self.columns(rules.keys, source)
        comparison = try Self.columns(rules.comparison, source)
        deletion = try Self.columns(rules.deletion.map { [$0] } ?? [], source).first
        var origins: [any ColumnSource] = []
        for hidden in [ProvenanceColumn.generation, .offset, .partition, .subRow] {
            guard let column = try Self.column(hidden.rawValue, source), column.type == .long, column.nulls == nil
            else {
                throw .invalidSegment("segment \(source.name) does not say where its rows came from")
            }
            origins.append(column)
        }
        self.origins = origins
    }

    private static func column(_ name: String, _ source: any SegmentSource) throws(UpsertError) -> (any ColumnSource)? {
        do throws(FormatError) { return try source.column(name) } catch { throw .format(error) }
    }

    private static func columns(
        _ fields: [FieldSpec], _ source: any SegmentSource
    ) throws(UpsertError) -> [DecidingColumn] {
        var columns: [DecidingColumn] = []
        for field in fields {
            let stored = try column(field.name, source)
            guard stored == nil || stored?.type == field.type && stored?.lists == nil else {
                throw .invalidSegment("column \(field.name) of segment \(source.name) is not \(field.type.rawValue)")
            }
            columns.append(DecidingColumn(stored ?? ConstantColumn(field, rowCount: source.rowCount)))
        }
        return columns
    }

    /// The rows, or why their stored bytes could not be read.
    func read(_ rows: RowSelection) throws(UpsertError) -> RowBatch {
        var batch = try readKeys(rows)
        batch.ranks = Array(repeating: RowRank(), count: rows.count)
        for column in comparison { column.fill(&batch.ranks, &batch.comparisonStrings, rows) }
        readOrigins(rows, into: &batch.ranks)
        if let deletion { batch.deletes = deletion.flags(rows) }
        if let failure = source.readFailure { throw .format(failure) }
        return batch
    }

    /// The keys of rows alone.
    func readKeys(_ rows: RowSelection) throws(UpsertError) -> RowBatch {
        var batch = RowBatch()
        for column in keys { batch.keys.append(column.keyValues(rows)) }
        if let failure = source.readFailure { throw .format(failure) }
        return batch
    }

    private func readOrigins(_ rows: RowSelection, into ranks: inout [RowRank]) {
        var numbers: [Int64] = []
        origins[0].readIntegers(rows, into: &numbers)
        for index in ranks.indices { ranks[index].generation = numbers[index] }
        origins[1].readIntegers(rows, into: &numbers)
        for index in ranks.indices { ranks[index].offset = numbers[index] }
        origins[2].readIntegers(rows, into: &numbers)
        for index in ranks.indices { ranks[index].partition = Int32(truncatingIfNeeded: numbers[index]) }
        origins[3].readIntegers(rows, into: &numbers)
        for index in ranks.indices { ranks[index].subRow = Int32(truncatingIfNeeded: numbers[index]) }
    }
}

/// A column of keys, comparison values or deletions.
private struct DecidingColumn: Sendable {
    private let column: any ColumnSource
    private let nulls: Bitset?

    init(_ column: any ColumnSource) {
        self.column = column
        nulls = column.nulls
    }

    func keyValues(_ rows: RowSelection) -> KeyValues {
        var values = KeyValues(nulls: nullFlags(rows))
        if column.type.representation == .string {
            values.strings = strings(rows)
        } else {
            values.numbers = numbers(rows)
        }
        for index in values.nulls.indices where values.nulls[index] {
            if values.strings.isEmpty { values.numbers[index] = 0 } else { values.strings[index] = ByteString([]) }
        }
        return values
    }

    /// Gives a comparison value to the rows that have none yet.
    func fill(_ ranks: inout [RowRank], _ texts: inout [ByteString], _ rows: RowSelection) {
        let nulls = nullFlags(rows)
        if column.type.representation == .string {
            let values = strings(rows)
            if texts.isEmpty { texts = Array(repeating: ByteString([]), count: values.count) }
            for index in ranks.indices where !ranks[index].hasValue && (nulls.isEmpty || !nulls[index]) {
                ranks[index].hasValue = true
                texts[index] = values[index]
            }
        } else {
            let values = numbers(rows)
            for index in ranks.indices where !ranks[index].hasValue && (nulls.isEmpty || !nulls[index]) {
                ranks[index].hasValue = true
                ranks[index].number = values[index]
            }
        }
    }

    /// Whether each row is true and not NULL; empty if none is.
    func flags(_ rows: RowSelection) -> [Bool] {
        let (values, nulls) = (numbers(rows), nullFlags(rows))
        if !values.contains(where: { $0 != 0 }) { return [] }
        return values.indices.map { values[$0] != 0 && (nulls.isEmpty || !nulls[$0]) }
    }

    private func numbers(_ rows: RowSelection) -> [Int64] {
        var output: [Int64] = []
        if column.type.representation == .integer {
            column.readIntegers(rows, into: &output)
            return output
        }
        var doubles: [Double] = []
        column.readDoubles(rows, into: &doubles)
        output.reserveCapacity(doubles.count)
        for value in doubles { output.append(OrderedDouble.number(value)) }
        return output
    }

    private func strings(_ rows: RowSelection) -> [ByteString] {
        var output: [ByteString] = []
        column.readStrings(rows, into: &output)
        return output
    }

    private func nullFlags(_ rows: RowSelection) -> [Bool] {
        guard let nulls else { return [] }
        switch rows {
        case .range(let range): return range.map { nulls[$0] }
        case .list(let rows): return rows.map { nulls[Int($0)] }
        }
    }
}
