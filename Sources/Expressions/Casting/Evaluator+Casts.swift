import Bytes
import Schema

extension Evaluator {
    static func cast(_ vector: Vector, from: ValueType, to: ValueType, isTry: Bool) throws(ExpressionError) -> Vector {
        let conversion = ValueCast(from: from.element, to: to.element)
        guard case .lists(let starts, let elements) = vector.values else {
            return try convert(vector, conversion, isTry: isTry)
        }
        let converted = try convert(Vector(elements), conversion, isTry: isTry)
        let lists = Vector(.lists(starts: starts, elements: converted.values), nulls: vector.nulls)
        return converted.nulls.isEmpty ? lists : lists.droppingRows(withNull: converted.nulls)
    }

    private static func convert(
        _ vector: Vector, _ conversion: ValueCast, isTry: Bool
    ) throws(ExpressionError) -> Vector {
        if conversion.from == conversion.to { return vector }
        switch vector.values {
        case .integers(let values): return try convert(values, vector, conversion, isTry)
        case .doubles(let values): return try convert(values, vector, conversion, isTry)
        case .strings(let values): return try convert(values, vector, conversion, isTry)
        case .lists: preconditionFailure("elements of lists are no lists")
        }
    }

    private static func convert(
        _ values: [Int64], _ vector: Vector, _ conversion: ValueCast, _ isTry: Bool
    ) throws(ExpressionError) -> Vector {
        switch conversion.to.representation {
        case .integer:
            let (converted, nulls) = try map(values, vector, conversion, isTry, 0) { conversion.integer($0) }
            return Vector(.integers(converted), nulls: nulls)
        case .double: return Vector(.doubles(values.map { conversion.double($0) }), nulls: vector.nulls)
        case .string:
            let (converted, nulls) = try map(values, vector, conversion, isTry, ByteString([])) { conversion.bytes($0) }
            return Vector(.strings(converted), nulls: nulls)
        }
    }

    private static func convert(
        _ values: [Double], _ vector: Vector, _ conversion: ValueCast, _ isTry: Bool
    ) throws(ExpressionError) -> Vector {
        switch conversion.to.representation {
        case .integer:
            let (converted, nulls) = try map(values, vector, conversion, isTry, 0) { conversion.integer($0) }
            return Vector(.integers(converted), nulls: nulls)
        case .double:
            let (converted, nulls) = try map(values, vector, conversion, isTry, 0) { conversion.double($0) }
            return Vector(.doubles(converted), nulls: nulls)
        case .string:
            let (converted, nulls) = try map(values, vector, conversion, isTry, ByteString([])) { conversion.bytes($0) }
            return Vector(.strings(converted), nulls: nulls)
        }
    }

    private static func convert(
        _ values: [ByteString], _ vector: Vector, _ conversion: ValueCast, _ isTry: Bool
    ) throws(ExpressionError) -> Vector {
        switch conversion.to.representation {
        case .integer:
            let (converted, nulls) = try map(values, vector, conversion, isTry, 0) { conversion.integer($0) }
            return Vector(.integers(converted), nulls: nulls)
        case .double:
            let (converted, nulls) = try map(values, vector, conversion, isTry, 0) { conversion.double($0) }
            return Vector(.doubles(converted), nulls: nulls)
        case .string:
            let (converted, nulls) = try map(values, vector, conversion, isTry, ByteString([])) { conversion.bytes($0) }
            return Vector(.strings(converted), nulls: nulls)
        }
    }

    /// Converts the rows that are not NULL. What `convert` gives nil for is an error, or NULL.
    @inline(__always)
    private static func map<Source, Target>(
        _ values: [Source], _ vector: Vector, _ conversion: ValueCast, _ isTry: Bool, _ placeholder: Target,
        _ convert: (Source) -> Target?
    ) throws(ExpressionError) -> (values: [Target], nulls: [Bool]) {
        var (result, nulls) = ([Target](), vector.nulls)
        result.reserveCapacity(values.count)
        for row in values.indices {
            if !nulls.isEmpty && nulls[row] {
                result.append(placeholder)
            } else if let converted = convert(values[row]) {
                result.append(converted)
            } else if isTry {
                if nulls.isEmpty { nulls = Array(repeating: false, count: values.count) }
                nulls[row] = true
                result.append(placeholder)
            } else {
                throw ExpressionError(
                    .castError,
                    "\(conversion.shown(vector.values[row])) cannot be cast to \(conversion.to.rawValue)")
            }
        }
        return (result, nulls)
    }
}

extension Vector {
    /// Lists of which those with an element that is NULL are NULL themselves.
    func droppingRows(withNull elementNulls: [Bool]) -> Vector {
        guard case .lists(let starts, let elements) = values else { preconditionFailure("a vector of lists") }
        var flags = nulls.isEmpty ? Array(repeating: false, count: count) : nulls
        for row in flags.indices where elementNulls[Int(starts[row])..<Int(starts[row + 1])].contains(true) {
            flags[row] = true
        }
        // A NULL row has no elements.
        var (kept, keptStarts) = ([Int](), [UInt32(0)])
        for row in flags.indices {
            if !flags[row] { kept += Int(starts[row])..<Int(starts[row + 1]) }
            keptStarts.append(UInt32(kept.count))
        }
        return Vector(.lists(starts: keptStarts, elements: elements.gathering(kept)), nulls: flags)
    }
}
