import Bytes
import SQL
import Schema

/// What the reference evaluator refuses.
enum ReferenceError: Error { case overflow, divisionByZero, unknown(String) }

/// Computes an expression for one row, straight from the syntax tree: no types, no batches, nothing clever.
struct ReferenceExpression {
    let lookUp: (String) throws -> Value
    /// The rows of the group for aggregates; nil outside groups.
    let aggregate: ((FunctionCall) throws -> Value)?

    func value(_ expression: Expression) throws -> Value {
        switch expression.kind {
        case .column(let name): return try lookUp(name.text)
        case .literal(let literal): return constant(literal)
        case .negate(let operand): return try negated(try value(operand))
        case .arithmetic(let operation, let left, let right):
            return try arithmetic(operation, try value(left), try value(right))
        case .comparison(let operation, let left, let right):
            return truth(try compare(left, right).map { holds(operation, $0) })
        case .not(let operand): return truth(bool(try value(operand)).map { !$0 })
        case .and(let left, let right):
            let first = bool(try value(left))
            if first == false { return truth(false) }
            let second = bool(try value(right))
            return second == false ? truth(false) : truth(first == nil || second == nil ? nil : true)
        case .or(let left, let right):
            let first = bool(try value(left))
            if first == true { return truth(true) }
            let second = bool(try value(right))
            return second == true ? truth(true) : truth(first == nil || second == nil ? nil : false)
        case .between(let operand, let lower, let upper, let isNegated):
            let above = try compare(operand, lower).map { $0 >= 0 }
            let below = try compare(operand, upper).map { $0 <= 0 }
            let inside: Bool? =
                above == false || below == false ? false : (above == nil || below == nil ? nil : true)
            return truth(inside.map { $0 != isNegated })
        case .inList(let operand, let items, let isNegated):
            var found: Bool? = false
            for item in items {
                let equal = try compare(operand, item).map { $0 == 0 }
                found = found == true || equal == true ? true : (found == nil || equal == nil ? nil : false)
            }
            return truth(found.map { $0 != isNegated })
        case .like(let operand, let pattern, _, _, let isNegated):
            guard case .string(let text) = try value(operand), case .string(let pattern) = try value(pattern) else {
                return .null
            }
            return truth(
                naiveLike(Array(text.string.unicodeScalars), Array(pattern.string.unicodeScalars)) != isNegated)
        case .isNull(let operand, let isNegated): return truth(try value(operand).isNull != isNegated)
        case .call(let call):
            if let aggregate, ["count", "sum", "min", "max", "avg"].contains(call.name.lowercased()) {
                return try aggregate(call)
            }
            return try function(call)
        default: throw ReferenceError.unknown(expression.sql)
        }
    }

    private func constant(_ literal: Literal) -> Value {
        switch literal {
        case .null: .null
        case .boolean(let value): .integer(value ? 1 : 0)
        case .integer(let value): .integer(value)
        case .decimal(let digits): .double(Double(digits) ?? .nan)
        case .double(let value): .double(value)
        case .string(let value): .string(ByteString(value))
        }
    }

    func bool(_ value: Value) -> Bool? { value.isNull ? nil : value == .integer(1) }

    func truth(_ value: Bool?) -> Value { value.map { .integer($0 ? 1 : 0) } ?? .null }

    private func negated(_ value: Value) throws -> Value {
        switch value {
        case .null: return .null
        case .integer(let integer):
            if integer == .min { throw ReferenceError.overflow }
            return .integer(-integer)
        case .double(let double): return .double(-double)
        case .string, .list: throw ReferenceError.unknown("negated text")
        }
    }

    private func arithmetic(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws -> Value {
        if left.isNull || right.isNull { return .null }
        if case .integer(let left) = left, case .integer(let right) = right, operation != .divide {
            switch operation {
            case .add: return try checked(left.addingReportingOverflow(right))
            case .subtract: return try checked(left.subtractingReportingOverflow(right))
            case .multiply: return try checked(left.multipliedReportingOverflow(by: right))
            default:
                if right == 0 { throw ReferenceError.divisionByZero }
                return .integer(right == -1 ? 0 : left % right)
            }
        }
        let (left, right) = (double(left), double(right))
        switch operation {
        case .add: return .double(left + right)
        case .subtract: return .double(left - right)
        case .multiply: return .double(left * right)
        case .divide:
            if right == 0 { throw ReferenceError.divisionByZero }
            return .double(left / right)
        case .remainder:
            if right == 0 { throw ReferenceError.divisionByZero }
            return .double(left.truncatingRemainder(dividingBy: right))
        }
    }

    private func checked(_ result: (partialValue: Int64, overflow: Bool)) throws -> Value {
        if result.overflow { throw ReferenceError.overflow }
        return .integer(result.partialValue)
    }

    func double(_ value: Value) -> Double {
        switch value {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        case .null, .string, .list: .nan
        }
    }

    private func compare(_ left: Expression, _ right: Expression) throws -> Int? {
        Self.order(try value(left), try value(right))
    }

    private func holds(_ operation: ComparisonOperator, _ order: Int) -> Bool {
        switch operation {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }

    /// Nil if one is NULL. Integers meet doubles in 128 bits and a fraction, so nothing is rounded.
    static func order(_ left: Value, _ right: Value) -> Int? {
        switch (left, right) {
        case (.null, _), (_, .null): return nil
        case (.integer(let left), .integer(let right)): return left == right ? 0 : (left < right ? -1 : 1)
        case (.string(let left), .string(let right)):
            let (left, right) = (left.bytes, right.bytes)
            return left == right ? 0 : (left.lexicographicallyPrecedes(right) ? -1 : 1)
        case (.double(let left), .double(let right)): return left == right ? 0 : (left < right ? -1 : 1)
        case (.integer(let left), .double(let right)):
            let whole = right.rounded(.down)
            guard let truncated = Int128(exactly: whole) else { return right > 0 ? -1 : 1 }
            if Int128(left) != truncated { return Int128(left) < truncated ? -1 : 1 }
            return right > whole ? -1 : 0
        case (.double, .integer): return order(right, left).map { -$0 }
        default: return nil
        }
    }

    private func function(_ call: FunctionCall) throws -> Value {
        let arguments = try call.arguments.map { try value($0) }
        if call.name == "coalesce" { return arguments.first { !$0.isNull } ?? .null }
        if arguments.contains(.null) { return .null }
        switch (call.name, arguments[0]) {
        case ("abs", .integer(let integer)): return .integer(abs(integer))
        case ("upper", .string(let text)): return .string(ByteString(text.string.uppercased()))
        case ("length", .string(let text)): return .integer(Int64(text.string.unicodeScalars.count))
        default: throw ReferenceError.unknown(call.name)
        }
    }
}

/// LIKE by its definition; exponential, for short texts.
func naiveLike(_ text: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    let rest = Array(pattern.dropFirst())
    switch first {
    case "%": return (0...text.count).contains { naiveLike(Array(text[$0...]), rest) }
    case "_": return !text.isEmpty && naiveLike(Array(text.dropFirst()), rest)
    case "\\":
        return rest.first == text.first && !rest.isEmpty && naiveLike(Array(text.dropFirst()), Array(rest.dropFirst()))
    default: return text.first == first && naiveLike(Array(text.dropFirst()), rest)
    }
}
