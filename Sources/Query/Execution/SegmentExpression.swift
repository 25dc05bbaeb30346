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
        else { return .computed(expression) }
        var values = Vector(dictionary: dictionary.values)
        values.append(Vector(repeating: .null, type: column.type, count: 1))
        if expression.isInput { return .codes(column, values: values) }
        var batch = Batch(count: values.count, inputs: Array(repeating: nil, count: reader.columns.count))
        batch.inputs[inputs[0]] = values
        // Where that fails, perhaps no row that counts has the value; then rows are computed one by one.
        guard let computed = try? Evaluator.evaluate(expression, on: batch) else { return .computed(expression) }
        return .codes(column, values: computed)
    }

    /// What is computed for each row, over the columns that the segment has; nil where rows have codes.
    var computed: BoundExpression? {
        if case .computed(let expression) = form { expression } else { nil }
    }

    /// The inputs that must be loaded to compute it; none where rows have codes.
    var inputs: [Int] {
        if case .computed(let expression) = form { expression.inputs } else { [] }
    }

    /// The values by code; nil if rows have no codes.
    var values: Vector? {
        switch form {
        case .codes(_, let values), .constant(let values): values
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
            let nulls = column.nullFlags(rows)
            let null = UInt32(values.count - 1)
            for row in nulls.indices where nulls[row] { codes[row] = null }
        }
    }
}

extension BoundExpression {
    var isInput: Bool {
        if case .input = self { true } else { false }
    }
}
