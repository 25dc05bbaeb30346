import Expressions
import Schema
import Segment

/// An expression in one segment, as codes where that is possible.
///
/// An expression of one dictionary column is a dictionary column itself: it is computed for the values of the
/// dictionary, and rows keep their codes.
struct SegmentExpression {
    enum Form {
        /// Rows have the codes of a column, and the code behind the last one where it is NULL.
        case codes(SegmentReader.StoredColumn, values: Vector)
        /// Rows of a column of integers without dictionary, by their distance from the least of them.
        case distances(SegmentReader.StoredColumn, least: Int64, values: Vector)
        /// Every row has the same value, of code 0.
        case constant(Vector)
        case computed(BoundExpression)
    }

    let form: Form

    /// Values of a dictionary that are worked on even for fewer rows.
    private static let alwaysCoded = 256

    init(_ expression: BoundExpression, in reader: SegmentReader) {
        form = Self.form(of: reader.rewritten(expression), reader)
    }

    private static func form(of expression: BoundExpression, _ reader: SegmentReader) -> Form {
        let inputs = expression.inputs
        let varying = inputs.filter { slot in
            if case .constant = reader.columns[slot] { false } else { true }
        }
        if varying.isEmpty {
            let batch = reader.load(inputs, .range(0..<1))
            if let value = try? Evaluator.evaluate(expression, on: batch) { return .constant(value) }
        }
        guard inputs.count == 1, let (column, dictionary) = reader.dictionaryColumn(inputs[0]),
            dictionary.count <= max(reader.expectedRows, Self.alwaysCoded)
        else { return distances(expression, reader) ?? .computed(expression) }
        var values = Vector(dictionary: dictionary.values)
        // Without NULLs, the values are shared with the dictionary and not copied.
        if !column.nullWords.isEmpty { values.append(Vector(repeating: .null, type: column.type, count: 1)) }
        if expression.isInput { return .codes(column, values: values) }
        // Where that fails, perhaps no row that counts has the value; then rows are computed one by one.
        let computed = reader.evaluate(expression, onValues: values) { $0.inputs[inputs[0]] = $1 }
        guard let computed else { return .computed(expression) }
        return .codes(column, values: computed)
    }

    /// What is computed for each row, over the columns that the segment has; nil where rows have codes.
    var computed: BoundExpression? {
        if case .computed(let expression) = form { expression } else { nil }
    }

    /// Distances take an array as long as the span of the values: so many times shorter than the rows.
    private static let rowsPerDistance = 4

    /// A column of integers whose values lie close together; nil for anything else.
    private static func distances(_ expression: BoundExpression, _ reader: SegmentReader) -> Form? {
        guard case .input(let slot, _) = expression, case .stored(let column) = reader.columns[slot],
            column.dictionary == nil, column.source.lists == nil, let statistics = column.source.statistics,
            case .integer(let least) = statistics.minimum, case .integer(let greatest) = statistics.maximum
        else { return nil }
        let (span, overflow) = greatest.subtractingReportingOverflow(least)
        guard !overflow && span < reader.expectedRows / rowsPerDistance else { return nil }
        var values = Vector(.integers(Array(least...greatest)))
        if !column.nullWords.isEmpty { values.append(Vector(repeating: .null, type: column.type, count: 1)) }
        return .distances(column, least: least, values: values)
    }

    /// The inputs that must be loaded to compute it; none where rows have codes.
    var inputs: [Int] {
        if case .computed(let expression) = form { expression.inputs } else { [] }
    }

    /// The values by code; nil if rows have no codes.
    var values: Vector? {
        switch form {
        case .codes(_, let values), .distances(_, _, let values), .constant(let values): values
        case .computed: nil
        }
    }

    /// Replaces `codes` by the code of each row.
    func readCodes(_ rows: RowSelection, into codes: inout [UInt32]) {
        switch form {
        case .constant: codes = Array(repeating: 0, count: rows.count)
        case .computed: preconditionFailure("a computed expression has no codes")
        case .codes(let column, let values):
            column.readCodes(rows, into: &codes)
            Self.mark(column.nullFlags(rows), values.count, &codes)
        case .distances(let column, let least, let values):
            var integers = [Int64]()
            switch rows {
            case .range(let range): column.source.readIntegers(range, into: &integers)
            case .list(let list): column.source.gatherIntegers(list, into: &integers)
            }
            // What stands in a NULL row may be any integer.
            codes = integers.map { UInt32(truncatingIfNeeded: $0 &- least) }
            Self.mark(column.nullFlags(rows), values.count, &codes)
        }
    }

    /// Gives rows that are NULL the code behind the last one.
    private static func mark(_ nulls: [Bool], _ count: Int, _ codes: inout [UInt32]) {
        for row in nulls.indices where nulls[row] { codes[row] = UInt32(count - 1) }
    }
}

extension BoundExpression {
    var isInput: Bool {
        if case .input = self { true } else { false }
    }
}
