import Expressions
import Schema
import Segment

/// The best value of each group, and whether there was any.
struct Extremes<Element: Comparable> {
    private(set) var best: [Element] = []
    private(set) var isKnown: [Bool] = []
    let isMaximum: Bool
    let neutral: Element

    init(isMaximum: Bool, neutral: Element) {
        self.isMaximum = isMaximum
        self.neutral = neutral
    }

    mutating func grow(to groups: Int) {
        best.grow(to: groups, filledWith: neutral)
        isKnown.grow(to: groups, filledWith: false)
    }

    @inline(__always)
    mutating func add(_ value: Element, to group: Int) {
        if !isKnown[group] || (isMaximum ? value > best[group] : value < best[group]) {
            best[group] = value
            isKnown[group] = true
        }
    }

    @inline(__always)
    mutating func add(_ values: [Element], _ nulls: [Bool], _ groups: [UInt32]?) {
        if let groups {
            for row in values.indices where nulls.isEmpty || !nulls[row] { add(values[row], to: Int(groups[row])) }
        } else {
            for row in values.indices where nulls.isEmpty || !nulls[row] { add(values[row], to: 0) }
        }
    }

    mutating func merge(_ other: Extremes, _ groups: [UInt32]) {
        precondition(other.best.count == groups.count, "a group for every group")
        for index in groups.indices where other.isKnown[index] { add(other.best[index], to: Int(groups[index])) }
    }

    func nulls(_ groups: [Int]) -> [Bool] { groups.map { !isKnown[$0] } }
}

/// MIN and MAX of integers, instants and truth values.
final class IntegerExtremes: Aggregator {
    private let argument: BoundExpression
    private var state: Extremes<Int64>
    let bytesPerGroup = 9

    init(_ argument: BoundExpression, isMaximum: Bool) {
        self.argument = argument
        state = Extremes(isMaximum: isMaximum, neutral: 0)
    }

    func grow(to groups: Int) { state.grow(to: groups) }

    func begin(_ reader: SegmentReader) -> [Int] { argument.inputs }

    func add(_ input: AggregateInput) throws(QueryError) {
        let (vector, groups) = try input.values(of: argument)
        state.add(vector.integers, vector.nulls, groups)
    }

    func isKnown(for reader: SegmentReader) -> Bool {
        argument.extreme(in: reader, isMaximum: state.isMaximum) != nil
    }

    func addWhole(_ reader: SegmentReader) {
        guard case .integer(let value) = argument.extreme(in: reader, isMaximum: state.isMaximum) else { return }
        state.add(value, to: 0)
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) { state.merge(peer(other).state, groups) }

    func results(_ groups: [Int]) -> Vector {
        Vector(.integers(groups.map { state.best[$0] }), nulls: state.nulls(groups))
    }
}

/// MIN and MAX of doubles. NaN is greater than every number.
final class DoubleExtremes: Aggregator {
    private let argument: BoundExpression
    private var state: Extremes<OrderedDouble>
    let bytesPerGroup = 9

    init(_ argument: BoundExpression, isMaximum: Bool) {
        self.argument = argument
        state = Extremes(isMaximum: isMaximum, neutral: OrderedDouble(value: 0))
    }

    func grow(to groups: Int) { state.grow(to: groups) }

    func begin(_ reader: SegmentReader) -> [Int] { argument.inputs }

    func add(_ input: AggregateInput) throws(QueryError) {
        let (vector, groups) = try input.values(of: argument)
        state.add(vector.doubles.map { OrderedDouble(value: $0) }, vector.nulls, groups)
    }

    func isKnown(for reader: SegmentReader) -> Bool {
        argument.extreme(in: reader, isMaximum: state.isMaximum) != nil
    }

    func addWhole(_ reader: SegmentReader) {
        guard case .double(let value) = argument.extreme(in: reader, isMaximum: state.isMaximum) else { return }
        state.add(OrderedDouble(value: value), to: 0)
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) { state.merge(peer(other).state, groups) }

    func results(_ groups: [Int]) -> Vector {
        Vector(.doubles(groups.map { state.best[$0].value }), nulls: state.nulls(groups))
    }
}

/// A double in the order of ORDER BY: NaN behind everything else.
struct OrderedDouble: Comparable {
    let value: Double

    @inline(__always)
    static func < (left: OrderedDouble, right: OrderedDouble) -> Bool {
        left.value < right.value || (right.value.isNaN && !left.value.isNaN)
    }
}

extension BoundExpression {
    /// The extreme value of a whole column where statistics know it, NULL if there is none; nil if it must be read.
    func extreme(in reader: SegmentReader, isMaximum: Bool) -> Value? {
        guard let column = column(in: reader) else { return nil }
        switch column {
        case .docID: return .integer(isMaximum ? Int64(reader.rowCount) - 1 : 0)
        case .constant(.list, _), .defaulted, .exploded: return nil
        case .constant(let value, _): return value
        case .stored(let column):
            guard let statistics = column.source.statistics else { return nil }
            return isMaximum ? statistics.maximum : statistics.minimum
        }
    }
}
