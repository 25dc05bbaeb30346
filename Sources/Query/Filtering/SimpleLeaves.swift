import Expressions
import SQL
import Schema
import Segment

/// A condition on one integer column that is TRUE inside, or outside, of one interval and never for NULL.
struct IntegerLeaf {
    /// Nil if no integer is inside.
    let interval: ClosedRange<Int64>?
    let isOutside: Bool

    init(inside interval: ClosedRange<Int64>) { (self.interval, isOutside) = (interval, false) }

    /// Several conditions on one column that are to hold together, each inside of an interval; nil if they have another
    /// form.
    init?(intersectionOf tree: FilterTree) {
        guard case .and(let children) = tree.kind else { return nil }
        var common: ClosedRange<Int64>? = .min ... .max
        for child in children {
            guard case .leaf = child.kind, let leaf = IntegerLeaf(child.expression), !leaf.isOutside else { return nil }
            guard let left = common, let right = leaf.interval, left.overlaps(right) else {
                common = nil
                continue
            }
            common = left.clamped(to: right)
        }
        (interval, isOutside) = (common, false)
    }

    /// Nil if the condition has no such form.
    init?(_ expression: BoundExpression) {
        switch expression {
        case .not(let operand):
            guard let leaf = IntegerLeaf(operand) else { return nil }
            (interval, isOutside) = (leaf.interval, !leaf.isOutside)
        case .comparison(let operation, .input, .constant(.integer(let bound), _)):
            isOutside = operation == .notEqual
            interval = Self.interval(operation, bound)
        case .between(.input, .constant(.integer(let low), _), .constant(.integer(let high), _)):
            isOutside = false
            interval = low <= high ? low...high : nil
        default: return nil
        }
    }

    private static func interval(_ operation: ComparisonOperator, _ bound: Int64) -> ClosedRange<Int64>? {
        switch operation {
        case .equal, .notEqual: bound...bound
        case .less: bound == .min ? nil : .min...(bound - 1)
        case .lessOrEqual: .min...bound
        case .greater: bound == .max ? nil : (bound + 1)...(.max)
        case .greaterOrEqual: bound...(.max)
        }
    }
}

/// A condition on one column of doubles that is TRUE inside, or outside, of one interval and never for NULL.
struct DoubleLeaf {
    /// Nil if no number is inside.
    let interval: ClosedRange<Double>?
    let isOutside: Bool

    /// Nil if the condition has no such form.
    init?(_ expression: BoundExpression) {
        switch expression {
        case .not(let operand):
            guard let leaf = DoubleLeaf(operand) else { return nil }
            (interval, isOutside) = (leaf.interval, !leaf.isOutside)
        case .comparison(let operation, .input, .constant(.double(let bound), _)) where !bound.isNaN:
            isOutside = operation == .notEqual
            interval = Self.interval(operation, bound)
        case .between(.input, .constant(.double(let low), _), .constant(.double(let high), _))
        where !low.isNaN && !high.isNaN:
            isOutside = false
            interval = low <= high ? low...high : nil
        default: return nil
        }
    }

    private static func interval(_ operation: ComparisonOperator, _ bound: Double) -> ClosedRange<Double>? {
        switch operation {
        case .equal, .notEqual: bound...bound
        case .less: bound == -.infinity ? nil : -.infinity...bound.nextDown
        case .lessOrEqual: -.infinity...bound
        case .greater: bound == .infinity ? nil : bound.nextUp...(.infinity)
        case .greaterOrEqual: bound...(.infinity)
        }
    }
}

/// Finds the codes of simple conditions in a sorted dictionary by binary search.
struct SortedCodes {
    private let dictionary: any DictionarySource
    private let count: UInt32

    init(_ dictionary: any DictionarySource) {
        self.dictionary = dictionary
        count = UInt32(dictionary.count)
    }

    /// The codes for which the condition is TRUE if they are one range and the condition is never TRUE for NULL; else
    /// nil.
    func range(for expression: BoundExpression) -> Range<UInt32>? {
        switch expression {
        case .comparison(let operation, let subject, .constant(let bound, _))
        where subject.isSubject && isComparable(bound):
            switch operation {
            case .equal: range(from: bound, through: bound)
            case .less: 0..<lowerBound(bound)
            case .lessOrEqual: 0..<upperBound(bound)
            case .greater: upperBound(bound)..<count
            case .greaterOrEqual: lowerBound(bound)..<count
            case .notEqual: nil
            }
        case .between(let subject, .constant(let low, _), .constant(let high, _))
        where subject.isSubject && isComparable(low) && isComparable(high):
            range(from: low, through: high)
        default: nil
        }
    }

    /// A bit for each code that a list of constants has; nil if the condition is no such list.
    func set(for expression: BoundExpression) -> [UInt64]? {
        guard case .inConstants = expression, let sought = SoughtValues(expression), count > 0,
            sought.values.allSatisfy(isComparable)
        else { return nil }
        var codes = [UInt64](repeating: 0, count: Int(count + 63) / 64)
        for value in sought.values {
            if let code = dictionary.code(of: value) { codes[Int(code >> 6)] |= 1 << UInt64(code & 63) }
        }
        return codes
    }

    private func range(from low: Value, through high: Value) -> Range<UInt32> {
        let (start, end) = (lowerBound(low), upperBound(high))
        return start..<max(start, end)
    }

    /// Whether the bound has the dictionary's representation, and an order among its values.
    private func isComparable(_ bound: Value) -> Bool {
        if count == 0 { return false }
        return switch (bound, dictionary.value(0)) {
        case (.integer, .integer), (.string, .string): true
        case (.double(let bound), .double): !bound.isNaN && !isNaN(dictionary.value(count - 1))
        default: false
        }
    }

    private func isNaN(_ value: Value) -> Bool {
        if case .double(let double) = value { double.isNaN } else { false }
    }

    /// The first code whose value is not below the bound.
    private func lowerBound(_ bound: Value) -> UInt32 { firstCode { !isBelow($0, bound) } }

    /// The first code whose value is above the bound.
    private func upperBound(_ bound: Value) -> UInt32 { firstCode { isBelow(bound, $0) } }

    private func isBelow(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.double(let left), .double(let right)): left < right
        case (.string(let left), .string(let right)): left < right
        default: preconditionFailure("values of a dictionary have one representation")
        }
    }

    private func firstCode(where isFound: (Value) -> Bool) -> UInt32 {
        var (low, high) = (UInt32(0), count)
        while low < high {
            let middle = low + (high - low) / 2
            if isFound(dictionary.value(middle)) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
