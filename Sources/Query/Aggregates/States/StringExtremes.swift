import Bytes
import Expressions
import Schema

/// MIN and MAX of texts, by their bytes.
///
/// Without GROUP BY, each code of a segment is looked at once.
final class StringExtremes: Aggregator {
    private let argument: BoundExpression
    private var state: Extremes<ByteString>
    private var expression: SegmentExpression?
    /// The texts of the segment by code, and whether rows had the code so far.
    private var texts: [ByteString] = []
    private var nullTexts: [Bool] = []
    private var isSeen: [Bool] = []
    private var codes: [UInt32] = []
    let bytesPerGroup = 65

    init(_ argument: BoundExpression, isMaximum: Bool) {
        self.argument = argument
        state = Extremes(isMaximum: isMaximum, neutral: ByteString([]))
    }

    func grow(to groups: Int) { state.grow(to: groups) }

    func begin(_ reader: SegmentReader) -> [Int] {
        // The elements of lists have no codes by row.
        if argument.type.isList {
            expression = nil
            return argument.inputs
        }
        let expression = SegmentExpression(argument, in: reader)
        self.expression = expression
        if let values = expression.values, case .strings(let texts) = values.values {
            self.texts = texts
            nullTexts = texts.indices.map { values.isNull($0) }
            isSeen = Array(repeating: false, count: texts.count)
        }
        return expression.inputs
    }

    func add(_ input: AggregateInput) throws(QueryError) {
        guard let expression, expression.values != nil else {
            let (vector, groups) = try input.values(of: self.expression?.computed ?? argument)
            return state.add(vector.strings, vector.nulls, groups)
        }
        expression.readCodes(input.rows, into: &codes)
        guard let groups = input.groups else { return addNewCodes() }
        for row in codes.indices where !nullTexts[Int(codes[row])] {
            state.add(texts[Int(codes[row])], to: Int(groups[row]))
        }
    }

    private func addNewCodes() {
        for code in Self.mark(codes, in: &isSeen) where !nullTexts[Int(code)] { state.add(texts[Int(code)], to: 0) }
    }

    /// Marks codes as seen and returns those that were not before.
    private static func mark(_ codes: [UInt32], in seen: inout [Bool]) -> [UInt32] {
        var added = [UInt32]()
        for code in codes where !seen[Int(code)] {
            seen[Int(code)] = true
            added.append(code)
        }
        return added
    }

    func isKnown(for reader: SegmentReader) -> Bool {
        argument.extreme(in: reader, isMaximum: state.isMaximum) != nil
    }

    func addWhole(_ reader: SegmentReader) {
        guard case .string(let value) = argument.extreme(in: reader, isMaximum: state.isMaximum) else { return }
        state.add(value, to: 0)
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) { state.merge(peer(other).state, groups) }

    func results(_ groups: [Int]) -> Vector {
        Vector(.strings(groups.map { state.best[$0] }), nulls: state.nulls(groups))
    }
}
