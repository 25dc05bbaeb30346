import Bytes
import Expressions

extension Vector {
    /// The values of a vector that is known to hold integers.
    var integers: [Int64] {
        guard case .integers(let values) = values else { preconditionFailure("a vector of integers") }
        return values
    }

    /// The values of a vector that is known to hold doubles.
    var doubles: [Double] {
        guard case .doubles(let values) = values else { preconditionFailure("a vector of doubles") }
        return values
    }

    /// The values of a vector that is known to hold strings.
    var strings: [ByteString] {
        guard case .strings(let values) = values else { preconditionFailure("a vector of strings") }
        return values
    }
}
