import Bytes
import Expressions
import Schema

/// An operator of a plan with those that feed it, as EXPLAIN shows it.
struct PlanOperator: Hashable {
    var text: String
    var children: [PlanOperator]
    /// What EXPLAIN ANALYZE has measured; nil where nothing is.
    var rows: Int?
    var time: Duration?

    init(_ text: String, rows: Int? = nil, time: Duration? = nil, _ children: [PlanOperator] = []) {
        self.text = text
        self.rows = rows
        self.time = time
        self.children = children
    }

    /// Adds the rows of the answer for this operator and those below it. Numbers count up from 1 in their order.
    func appendRows(parent: Int, to rows: inout [[Value]], isAnalyzed: Bool) {
        let number = rows.filter { $0[1] != .integer(-1) }.count + 1
        var row: [Value] = [.string(ByteString(text)), .integer(Int64(number)), .integer(Int64(parent))]
        if isAnalyzed {
            row.append(self.rows.map { .integer(Int64($0)) } ?? .null)
            row.append(time.map { .integer($0.wholeMicroseconds) } ?? .null)
        }
        rows.append(row)
        for child in children { child.appendRows(parent: number, to: &rows, isAnalyzed: isAnalyzed) }
    }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
