import Bytes
import Schema

/// What one row of a vector holds.
protocol RowValue: Sendable {
    /// The values of all rows; what stands in a NULL row means nothing.
    static func rows(of vector: Vector) -> [Self]
}

/// What a function makes of one row.
protocol RowResult: Sendable {
    /// Stands in rows that are NULL.
    static var placeholder: Self { get }
    static func vector(_ rows: [Self]) -> Vector
}

extension Int64: RowValue, RowResult {
    static func rows(of vector: Vector) -> [Int64] {
        guard case .integers(let values) = vector.values else { preconditionFailure("the argument is an integer") }
        return values
    }
    static var placeholder: Int64 { 0 }
    static func vector(_ rows: [Int64]) -> Vector { Vector(.integers(rows)) }
}

extension Double: RowValue, RowResult {
    static func rows(of vector: Vector) -> [Double] {
        guard case .doubles(let values) = vector.values else { preconditionFailure("the argument is a double") }
        return values
    }
    static var placeholder: Double { 0 }
    static func vector(_ rows: [Double]) -> Vector { Vector(.doubles(rows)) }
}

extension ByteString: RowValue, RowResult {
    static func rows(of vector: Vector) -> [ByteString] {
        guard case .strings(let values) = vector.values else { preconditionFailure("the argument is of bytes") }
        return values
    }
    static var placeholder: ByteString { ByteString([]) }
    static func vector(_ rows: [ByteString]) -> Vector { Vector(.strings(rows)) }
}

extension BigDecimal: RowValue, RowResult {
    static func rows(of vector: Vector) -> [BigDecimal] {
        ByteString.rows(of: vector).map { BigDecimal(orderedBytes: $0) ?? .zero }
    }
    static var placeholder: BigDecimal { .zero }
    static func vector(_ rows: [BigDecimal]) -> Vector { Vector(.strings(rows.map(\.orderedBytes))) }
}

extension Bool: RowResult {
    static var placeholder: Bool { false }
    static func vector(_ rows: [Bool]) -> Vector { Vector(.integers(rows.map { $0 ? 1 : 0 })) }
}

extension Optional: RowResult where Wrapped: RowResult {
    static var placeholder: Wrapped? { nil }

    static func vector(_ rows: [Wrapped?]) -> Vector {
        var result = Wrapped.vector(rows.map { $0 ?? Wrapped.placeholder })
        if rows.contains(where: { $0 == nil }) { result.nulls = rows.map { $0 == nil } }
        return result
    }
}

/// Computes a function row by row, leaving out the rows whose result is NULL anyway.
func rowByRow<each Argument: RowValue, Result: RowResult>(
    _ function: @escaping @Sendable (repeat each Argument) throws(ExpressionError) -> Result
) -> FunctionBody {
    { (arguments: FunctionArguments) throws(ExpressionError) -> Vector in
        var position = 0
        func next<Value: RowValue>(_ type: Value.Type) -> [Value] {
            defer { position += 1 }
            return Value.rows(of: arguments.vectors[position])
        }
        let columns = (repeat next((each Argument).self))
        var results = [Result]()
        results.reserveCapacity(arguments.count)
        for row in 0..<arguments.count {
            if arguments.isSkipped(row) {
                results.append(Result.placeholder)
            } else {
                results.append(try function(repeat (each columns)[row]))
            }
        }
        return Result.vector(results)
    }
}
