import Bytes
import Expressions
import SQL
import Schema

/// A scope of columns with one value each.
final class OneRow: ExpressionScope {
    var columns: [(name: String, type: ValueType, value: Value)]

    init(_ columns: [(String, ValueType, Value)] = []) { self.columns = columns }

    func resolve(_ name: Identifier, at location: SourceLocation) throws(ExpressionError) -> BoundExpression {
        guard let slot = columns.firstIndex(where: { $0.name == name.text }) else {
            throw ExpressionError(.unknownColumn, at: location, "there is no column \(name.text)")
        }
        return .input(slot, columns[slot].type)
    }

    func bindAggregate(_ call: FunctionCall, at location: SourceLocation) throws(ExpressionError) -> BoundExpression? {
        nil
    }

    func bind(_ text: String) throws -> BoundExpression {
        guard case .select(let statement) = try Parser.parse("SELECT \(text) FROM t"),
            case .expression(let expression, _) = statement.items[0]
        else { return .constant(.null, .string) }
        return try Binder(scope: self, now: 1_362_114_367_089).bind(expression)
    }

    func evaluate(_ text: String) throws -> Value {
        let vectors = columns.map { Vector(repeating: $0.value, type: $0.type, count: 3) }
        let result = try Evaluator.evaluate(try bind(text), on: Batch(count: 3, inputs: vectors))
        return result[2]
    }
}

/// The value of an expression without columns.
func evaluate(_ text: String) throws -> Value { try OneRow().evaluate(text) }

/// The code of the error that binding or computing an expression ends with.
func errorCode(_ text: String, _ row: OneRow = OneRow()) -> String? {
    do {
        _ = try row.evaluate(text)
        return nil
    } catch let error as any CodedError {
        return error.code
    } catch {
        return "\(error)"
    }
}
