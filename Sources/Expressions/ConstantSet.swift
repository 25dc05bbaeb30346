import Bytes
import Schema

/// The constants of an IN list: sorted, without duplicates, in the representation of what is looked up.
public struct ConstantSet: Hashable, Sendable {
    public enum Values: Hashable, Sendable {
        case integers([Int64])
        case doubles([Double])
        case strings([ByteString])
    }

    public let values: Values
    /// Whether NULL is in the list, so that nothing is ever certainly outside.
    public let containsNull: Bool

    /// Constants that cannot equal any value of the representation, such as 2.5 among integers, are left out.
    init(_ constants: [Value], for representation: DataType.Representation) {
        containsNull = constants.contains(.null)
        switch representation {
        case .integer:
            values = .integers(Set(constants.compactMap(Self.exactInteger)).sorted())
        case .double:
            values = .doubles(Set(constants.compactMap(Self.exactDouble)).sorted())
        case .string:
            let strings = constants.compactMap { constant -> ByteString? in
                if case .string(let string) = constant { string } else { nil }
            }
            values = .strings(Set(strings).sorted())
        }
    }

    private static func exactInteger(_ value: Value) -> Int64? {
        switch value {
        case .integer(let integer): integer
        case .double(let double): Int64(exactly: double)
        case .null, .string, .list: nil
        }
    }

    private static func exactDouble(_ value: Value) -> Double? {
        switch value {
        case .integer(let integer): Double(exactly: integer)
        case .double(let double): double.isNaN ? nil : double
        case .null, .string, .list: nil
        }
    }

    /// Whether a sorted array has the value. O(log count).
    @inline(__always)
    static func contains<Element: Comparable>(_ sorted: [Element], _ value: Element) -> Bool {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) >> 1
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && sorted[low] == value
    }
}
