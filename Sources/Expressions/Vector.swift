import Bytes
import Schema

/// The values of an expression for the rows of a batch.
public struct Vector: Sendable {
    /// Dense values; what stands in a NULL row means nothing.
    public enum Values: Sendable {
        case integers([Int64])
        case doubles([Double])
        case strings([ByteString])
        /// Lists: 0, and for each row where its elements end. A NULL row has no elements.
        indirect case lists(starts: [UInt32], elements: Values)
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
    public init(repeating value: Value, type: ValueType, count: Int) {
        switch (value, type.representation) {
        case (.integer(let integer), _): self.init(.integers(Array(repeating: integer, count: count)))
        case (.double(let double), _): self.init(.doubles(Array(repeating: double, count: count)))
        case (.string(let string), _): self.init(.strings(Array(repeating: string, count: count)))
        case (.list(let elements), let representation):
            let one = Values(zeros: 0, representation).appending(elements)
            let starts = (0...count).map { UInt32($0 * elements.count) }
            let rows = (0..<count).flatMap { _ in elements.indices }
            self.init(.lists(starts: starts, elements: one.gathering(rows)))
        case (.null, _): self.init(Values(zeros: count, type), nulls: Array(repeating: true, count: count))
        }
    }

    public var count: Int { values.count }

    @inline(__always)
    public func isNull(_ row: Int) -> Bool { !nulls.isEmpty && nulls[row] }

    /// The value of one row. For the edges, not for loops.
    public subscript(row: Int) -> Value {
        isNull(row) ? .null : values[row]
    }

    /// The rows at the given positions, in that order.
    public func gathering(_ positions: [Int]) -> Vector {
        let flags = nulls.isEmpty ? [] : positions.map { nulls[$0] }
        return Vector(values.gathering(positions), nulls: flags)
    }

    /// The same rows with a value of the vector's representation in those that are NULL.
    public func replacingNulls(with value: Value, type: ValueType) -> Vector {
        guard nulls.contains(true) else { return Vector(values) }
        var all = values
        all.append(Vector(repeating: value, type: type, count: 1).values)
        return Vector(all.gathering(nulls.indices.map { nulls[$0] ? nulls.count : $0 }))
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

    /// That many zeros, empty strings or empty lists.
    public init(zeros count: Int, _ type: ValueType) {
        self =
            type.isList
            ? .lists(
                starts: Array(repeating: 0, count: count + 1), elements: Self(zeros: 0, type.representation))
            : Self(zeros: count, type.representation)
    }

    public var count: Int {
        switch self {
        case .integers(let values): values.count
        case .doubles(let values): values.count
        case .strings(let values): values.count
        case .lists(let starts, _): starts.count - 1
        }
    }

    /// The value of one row. For the edges, not for loops.
    public subscript(row: Int) -> Value {
        switch self {
        case .integers(let values): .integer(values[row])
        case .doubles(let values): .double(values[row])
        case .strings(let values): .string(values[row])
        case .lists(let starts, let elements): .list((starts[row]..<starts[row + 1]).map { elements[Int($0)] })
        }
    }

    /// The rows at the given positions, in that order.
    public func gathering(_ positions: [Int]) -> Vector.Values {
        switch self {
        case .integers(let values): return .integers(positions.map { values[$0] })
        case .doubles(let values): return .doubles(positions.map { values[$0] })
        case .strings(let values): return .strings(positions.map { values[$0] })
        case .lists(let starts, let elements):
            var (gathered, places) = ([UInt32(0)], [Int]())
            gathered.reserveCapacity(positions.count + 1)
            for position in positions {
                places += Int(starts[position])..<Int(starts[position + 1])
                gathered.append(UInt32(places.count))
            }
            return .lists(starts: gathered, elements: elements.gathering(places))
        }
    }

    /// Adds one row, of zero or no bytes.
    public mutating func appendZero() {
        switch self {
        case .integers: append(.integers([0]))
        case .doubles: append(.doubles([0]))
        case .strings: append(.strings([ByteString([])]))
        case .lists(_, let elements):
            append(.lists(starts: [0, 0], elements: elements.gathering([])))
        }
    }

    /// These rows and behind them some values, none of them NULL.
    fileprivate func appending(_ more: [Value]) -> Vector.Values {
        var result = self
        for value in more {
            switch value {
            case .integer(let integer): result.append(.integers([integer]))
            case .double(let double): result.append(.doubles([double]))
            case .string(let string): result.append(.strings([string]))
            case .null, .list: preconditionFailure("elements of lists are single values, and not NULL")
            }
        }
        return result
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
        case (.lists(var starts, var elements), .lists(let moreStarts, let moreElements)):
            self = .integers([])
            let base = starts[starts.count - 1]
            starts += moreStarts.dropFirst().map { base + $0 }
            elements.append(moreElements)
            self = .lists(starts: starts, elements: elements)
        default: preconditionFailure("appended vectors have one representation")
        }
    }
}
