import Bytes
import Schema

/// The values of an expression for the rows of a batch.
public struct Vector: Sendable {
    /// Dense values; what stands in a NULL row means nothing.
    public enum Values: Sendable {
        case integers([Int64])
        case doubles([Double])
        case strings([ByteString])
    }

    public var values: Values
    /// One flag per row, true where the value is NULL; empty if no value is NULL.
    public var nulls: [Bool]

    public init(_ values: Values, nulls: [Bool] = []) {
        self.values = values
        self.nulls = nulls
        precondition(nulls.isEmpty || nulls.count == count, "a null flag for every row, or none")
    }

    /// The same value for every row.
    public init(repeating value: Value, type: DataType, count: Int) {
        switch (value, type.representation) {
        case (.integer(let integer), _): self.init(.integers(Array(repeating: integer, count: count)))
        case (.double(let double), _): self.init(.doubles(Array(repeating: double, count: count)))
        case (.string(let string), _): self.init(.strings(Array(repeating: string, count: count)))
        case (.null, let representation):
            self.init(Values(zeros: count, representation), nulls: Array(repeating: true, count: count))
        }
    }

    public var count: Int { values.count }

    @inline(__always)
    public func isNull(_ row: Int) -> Bool { !nulls.isEmpty && nulls[row] }

    /// The value of one row. For the edges, not for loops.
    public subscript(row: Int) -> Value {
        if isNull(row) { return .null }
        return switch values {
        case .integers(let values): .integer(values[row])
        case .doubles(let values): .double(values[row])
        case .strings(let values): .string(values[row])
        }
    }

    /// The rows at the given positions, in that order.
    public func gathering(_ positions: [Int]) -> Vector {
        let flags = nulls.isEmpty ? [] : positions.map { nulls[$0] }
        return switch values {
        case .integers(let values): Vector(.integers(positions.map { values[$0] }), nulls: flags)
        case .doubles(let values): Vector(.doubles(positions.map { values[$0] }), nulls: flags)
        case .strings(let values): Vector(.strings(positions.map { values[$0] }), nulls: flags)
        }
    }

    /// Adds the rows of another vector of the same representation behind these.
    public mutating func append(_ other: Vector) {
        if !nulls.isEmpty || !other.nulls.isEmpty {
            if nulls.isEmpty { nulls = Array(repeating: false, count: count) }
            nulls += other.nulls.isEmpty ? Array(repeating: false, count: other.count) : other.nulls
        }
        values.append(other.values)
    }

    /// The flags of rows where at least one of two operands is NULL; empty if there are none.
    static func unionNulls(_ left: [Bool], _ right: [Bool]) -> [Bool] {
        if left.isEmpty { return right }
        if right.isEmpty { return left }
        return zip(left, right).map { $0 || $1 }
    }
}

extension Vector.Values {
    /// That many zeros, or empty strings.
    public init(zeros count: Int, _ representation: DataType.Representation) {
        self =
            switch representation {
            case .integer: .integers(Array(repeating: 0, count: count))
            case .double: .doubles(Array(repeating: 0, count: count))
            case .string: .strings(Array(repeating: ByteString([]), count: count))
            }
    }

    public var count: Int {
        switch self {
        case .integers(let values): values.count
        case .doubles(let values): values.count
        case .strings(let values): values.count
        }
    }

    mutating func append(_ other: Vector.Values) {
        switch (self, other) {
        case (.integers(var values), .integers(let more)):
            self = .integers([])
            values += more
            self = .integers(values)
        case (.doubles(var values), .doubles(let more)):
            self = .doubles([])
            values += more
            self = .doubles(values)
        case (.strings(var values), .strings(let more)):
            self = .strings([])
            values += more
            self = .strings(values)
        default: preconditionFailure("appended vectors have one representation")
        }
    }
}
