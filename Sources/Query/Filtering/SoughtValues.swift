import Expressions
import SQL
import Schema

/// The values that a condition looks for in one column: it is TRUE only in rows that have one of them.
struct SoughtValues {
    /// In the column's representation.
    let values: [Value]

    /// Nil if the condition has no such form.
    init?(_ expression: BoundExpression) {
        switch expression {
        case .comparison(.equal, .input(_, let type), .constant(let value, let constantType)):
            guard type.representation == constantType.representation else { return nil }
            values = [value]
        case .inConstants(.input, let constants):
            switch constants.values {
            case .integers(let integers): values = integers.map { .integer($0) }
            case .doubles(let doubles): values = doubles.map { .double($0) }
            case .strings(let strings): values = strings.map { .string($0) }
            }
        default: return nil
        }
    }
}
