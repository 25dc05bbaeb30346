import Bytes
import Expressions
import SQL
import Schema

/// Conditions as EXPLAIN shows them: near to SQL, with the names of columns.
struct PredicateText {
    let columns: [InputColumn]
    /// What stands for the element of a list, or the operand of a CASE.
    var element = "value"

    func text(_ expression: BoundExpression) -> String {
        switch expression {
        case .constant(let value, _): return text(value)
        case .input(let slot, _): return slot < columns.count ? columns[slot].name : "?"
        case .comparison(let operation, let left, let right):
            return "\(text(left)) \(operation.rawValue) \(text(right))"
        case .arithmetic(let operation, let left, let right):
            return "(\(text(left)) \(operation.rawValue) \(text(right)))"
        case .between(let operand, let lower, let upper):
            return "\(text(operand)) BETWEEN \(text(lower)) AND \(text(upper))"
        case .inConstants(let operand, let set): return "\(text(operand)) IN (\(text(set)))"
        case .element: return element
        case .anyElement(let list, let condition):
            return PredicateText(columns: columns, element: text(list)).text(condition)
        case .isNull(let operand): return "\(text(operand)) IS NULL"
        case .toDouble(let operand): return text(operand)
        case .not(let operand): return "NOT (\(text(operand)))"
        case .and(let operands): return operands.map(text).joined(separator: " AND ")
        case .or(let operands): return "(" + operands.map(text).joined(separator: " OR ") + ")"
        case .like(let operand, _): return "\(text(operand)) LIKE …"
        case .call(let function, let arguments, _):
            return "\(function.name)(\(arguments.map(text).joined(separator: ",")))"
        default: return "f(\(expression.inputs.map { text(.input($0, .long)) }.joined(separator: ",")))"
        }
    }

    private func text(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let integer): "\(integer)"
        case .double(let double): "\(double)"
        case .string(let string): "'\(string.string)'"
        case .list(let elements): "[" + elements.map(text).joined(separator: ",") + "]"
        }
    }

    /// Values of a list that are shown.
    private static let shownValues = 10

    private func text(_ set: ConstantSet) -> String {
        let values: [Value] =
            switch set.values {
            case .integers(let values): values.map { .integer($0) }
            case .doubles(let values): values.map { .double($0) }
            case .strings(let values): values.map { .string($0) }
            }
        let shown = values.prefix(Self.shownValues).map(text).joined(separator: ",")
        return values.count > Self.shownValues ? "\(shown), … \(values.count) in all" : shown
    }
}
