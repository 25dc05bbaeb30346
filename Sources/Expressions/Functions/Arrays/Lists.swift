import Bytes
import Schema

/// One row's list, for functions that are computed row by row.
struct Elements<Element: RowValue & RowResult>: RowValue, RowResult {
    var values: [Element]

    init(_ values: [Element]) { self.values = values }

    static var placeholder: Elements { Elements([]) }

    static func rows(of vector: Vector) -> [Elements] {
        guard case .lists(let starts, let elements) = vector.values else {
            preconditionFailure("the argument is a list")
        }
        let all = Element.rows(of: Vector(elements))
        return (0..<vector.count).map { Elements(Array(all[Int(starts[$0])..<Int(starts[$0 + 1])])) }
    }

    static func vector(_ rows: [Elements]) -> Vector {
        var (starts, all) = ([UInt32(0)], [Element]())
        starts.reserveCapacity(rows.count + 1)
        for row in rows {
            all += row.values
            // Every row is bounded by a limit of the function that made it, and a batch has few rows.
            starts.append(UInt32(all.count))
        }
        return Vector(.lists(starts: starts, elements: Element.vector(all).values))
    }
}

/// Gathers values of one type, which is only known when the query is bound, into a vector.
struct ValueCollector {
    private let type: ValueType
    private var integers = [Int64]()
    private var doubles = [Double]()
    private var strings = [ByteString]()
    private var starts: [UInt32] = [0]
    private var nulls = [Bool]()

    init(_ type: ValueType) { self.type = type }

    mutating func append(_ value: Value) {
        nulls.append(value.isNull)
        if type.isList {
            if case .list(let elements) = value { elements.forEach { appendElement($0) } }
            starts.append(UInt32(elementCount))
        } else {
            appendElement(value)
        }
    }

    private var elementCount: Int { integers.count + doubles.count + strings.count }

    private mutating func appendElement(_ value: Value) {
        switch (value, type.representation) {
        case (.integer(let integer), .integer): integers.append(integer)
        case (.double(let double), .double): doubles.append(double)
        case (.string(let string), .string): strings.append(string)
        case (.null, .integer): integers.append(0)
        case (.null, .double): doubles.append(0)
        case (.null, .string): strings.append(ByteString([]))
        default: preconditionFailure("values are of the collector's type")
        }
    }

    var vector: Vector {
        let elements: Vector.Values =
            switch type.representation {
            case .integer: .integers(integers)
            case .double: .doubles(doubles)
            case .string: .strings(strings)
            }
        let flags = nulls.contains(true) ? nulls : []
        return Vector(type.isList ? .lists(starts: starts, elements: elements) : elements, nulls: flags)
    }
}
