import Bytes
import SQL
import Schema

/// BIG_DECIMALs, which are held as bytes that sort like the numbers.
extension Evaluator {
    static func decimals(
        _ operation: ArithmeticOperator, _ left: [ByteString], _ right: [ByteString], _ nulls: [Bool]
    ) throws(ExpressionError) -> [ByteString] {
        var result = [ByteString]()
        result.reserveCapacity(left.count)
        for row in left.indices {
            if !nulls.isEmpty && nulls[row] {
                result.append(ByteString([]))
                continue
            }
            let (first, second) = (try decimal(left[row]), try decimal(right[row]))
            do {
                switch operation {
                case .add: result.append(try first.adding(second).orderedBytes)
                case .subtract: result.append(try first.subtracting(second).orderedBytes)
                case .multiply: result.append(try first.multiplied(by: second).orderedBytes)
                case .divide, .remainder: preconditionFailure("BIG_DECIMALs are divided as doubles")
                }
            } catch {
                throw ExpressionError(.overflow, "\(operation.rawValue) makes \(error.message)")
            }
        }
        return result
    }

    static func decimal(_ bytes: ByteString) throws(ExpressionError) -> BigDecimal {
        guard let number = BigDecimal(orderedBytes: bytes) else {
            throw ExpressionError(.castError, "a BIG_DECIMAL is not in the form that BIG_DECIMALs have")
        }
        return number
    }

    /// Negative, zero or positive as the BIG_DECIMAL is below, equal to or above the double; nil for NaN.
    static func order(_ decimal: ByteString, _ double: Double) -> Int? {
        if double.isNaN { return nil }
        guard let exact = BigDecimal(exactly: double)?.orderedBytes else { return double > 0 ? -1 : 1 }
        return ByteString.compare(decimal.bytes, exact.bytes)
    }
}
