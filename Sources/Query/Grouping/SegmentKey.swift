import Expressions
import Schema
import Segment

/// An expression of a query in one segment, as codes where that is possible.
///
/// An expression of one dictionary column is a dictionary column itself: it is computed for the values of the
/// dictionary, and rows keep their codes.
struct SegmentKey {
    private enum Form {
        case codes(SegmentReader.StoredColumn, values: Vector)
        case constant(Vector)
        case computed(BoundExpression)
    }

    private let form: Form
    private let numbers: ValueNumbers
    /// The number of each code's value, or `ValueNumbers.none` before it is first asked for.
    private var numberOfCode: [UInt32] = []
    private var codes: [UInt32] = []

    init(_ expression: BoundExpression, reader: SegmentReader, numbers: ValueNumbers) {
        self.numbers = numbers
        form = Self.form(of: expression, reader)
        if let codeCount { numberOfCode = Array(repeating: ValueNumbers.none, count: codeCount) }
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
            expression.isInput || dictionary.count <= reader.rowCount
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

    /// The inputs that must be loaded for `numbers(of:)`.
    var inputs: [Int] {
        if case .computed(let expression) = form { expression.inputs } else { [] }
    }

    /// How many codes there are, with one more for NULL; nil if rows have no codes.
    var codeCount: Int? {
        switch form {
        case .codes(_, let values): values.count
        case .constant: 1
        case .computed: nil
        }
    }

    /// Replaces `codes` by the code of each row; the last code is NULL's.
    func readCodes(_ rows: RowSelection, into codes: inout [UInt32]) {
        switch form {
        case .constant: codes = Array(repeating: 0, count: rows.count)
        case .computed: preconditionFailure("a computed key has no codes")
        case .codes(let column, let values):
            column.readCodes(rows, into: &codes)
            let nulls = column.nullFlags(rows)
            let null = UInt32(values.count - 1)
            for row in nulls.indices where nulls[row] { codes[row] = null }
        }
    }

    /// The number of a code's value.
    mutating func number(ofCode code: Int) throws(QueryError) -> UInt32 {
        if numberOfCode[code] != ValueNumbers.none { return numberOfCode[code] }
        switch form {
        case .codes(_, let values), .constant(let values):
            numberOfCode[code] = try numbers.number(values, row: code)
        case .computed: preconditionFailure("a computed key has no codes")
        }
        return numberOfCode[code]
    }

    /// Replaces `result` by the number of each row's value.
    mutating func numbers(of rows: RowSelection, _ batch: Batch, into result: inout [UInt32]) throws(QueryError) {
        if case .computed(let expression) = form {
            let vector = try asQuery { () throws(ExpressionError) in try Evaluator.evaluate(expression, on: batch) }
            return try numbers.number(vector, into: &result)
        }
        readCodes(rows, into: &codes)
        result.removeAll(keepingCapacity: true)
        result.reserveCapacity(codes.count)
        for row in codes.indices {
            let number = numberOfCode[Int(codes[row])]
            result.append(number == ValueNumbers.none ? try self.number(ofCode: Int(codes[row])) : number)
        }
    }
}

extension BoundExpression {
    var isInput: Bool {
        if case .input = self { true } else { false }
    }
}
