import Expressions
import Segment

/// A group key, or the argument of COUNT(DISTINCT), in one segment: each value is numbered once per code, not per row.
struct SegmentKey {
    private let expression: SegmentExpression
    private let numbers: ValueNumbers
    /// The number of each code's value, or `ValueNumbers.none` before it is first asked for.
    private var numberOfCode: [UInt32] = []
    private var codes: [UInt32] = []

    init(_ expression: BoundExpression, reader: SegmentReader, numbers: ValueNumbers) {
        self.expression = SegmentExpression(expression, in: reader)
        self.numbers = numbers
        if let codeCount { numberOfCode = Array(repeating: ValueNumbers.none, count: codeCount) }
    }

    /// The inputs that must be loaded for `numbers(of:)`.
    var inputs: [Int] { expression.inputs }

    /// How many codes there are, with one more for NULL; nil if rows have no codes.
    var codeCount: Int? { expression.values?.count }

    /// Replaces `codes` by the code of each row.
    func readCodes(_ rows: RowSelection, into codes: inout [UInt32]) { expression.readCodes(rows, into: &codes) }

    /// The number of a code's value.
    mutating func number(ofCode code: Int) throws(QueryError) -> UInt32 {
        if numberOfCode[code] != ValueNumbers.none { return numberOfCode[code] }
        guard let values = expression.values else { preconditionFailure("a computed key has no codes") }
        numberOfCode[code] = try numbers.number(values, row: code)
        return numberOfCode[code]
    }

    /// Replaces `result` by the number of each row's value.
    mutating func numbers(of rows: RowSelection, _ batch: Batch, into result: inout [UInt32]) throws(QueryError) {
        if case .computed(let computed) = expression.form {
            return try numbers.number(try computed.evaluate(batch), into: &result)
        }
        expression.readCodes(rows, into: &codes)
        result.removeAll(keepingCapacity: true)
        result.reserveCapacity(codes.count)
        for row in codes.indices {
            let number = numberOfCode[Int(codes[row])]
            result.append(number == ValueNumbers.none ? try self.number(ofCode: Int(codes[row])) : number)
        }
    }
}
