import Bytes
import Expressions
import Schema

/// Rows in which no argument that counts is NULL.
struct ArgumentRows {
    let vectors: [Vector]
    /// The group of each row.
    let groups: [UInt32]
}

/// What an aggregate keeps of each group, in arrays by group.
protocol AggregateStates {
    var bytesPerGroup: Int { get }
    mutating func grow(to groups: Int)
    mutating func add(_ rows: ArgumentRows) throws(QueryError)
    /// Takes the states of rows that come behind these; the other's group g becomes `groups[g]`.
    mutating func merge(_ other: Self, _ groups: [UInt32]) throws(QueryError)
    mutating func results(_ groups: [Int]) throws(QueryError) -> Vector
}

/// An aggregate that sees the values of its arguments, without codes.
final class StateAggregator<States: AggregateStates>: Aggregator {
    private let arguments: [BoundExpression]
    /// How many arguments must not be NULL, from which one on.
    private let required: Range<Int>
    private var states: States
    private var zeros: [UInt32] = []

    /// - Parameter required: the arguments of which a NULL leaves the row out; all by default.
    init(_ call: AggregateCall, _ states: States, required: Range<Int>? = nil) {
        arguments = call.arguments
        self.required = required ?? call.arguments.indices
        self.states = states
    }

    var bytesPerGroup: Int { states.bytesPerGroup }

    func grow(to groups: Int) { states.grow(to: groups) }

    func begin(_ reader: SegmentReader) -> [Int] { arguments.flatMap(\.inputs) }

    func add(_ input: AggregateInput) throws(QueryError) {
        let rows = arguments.count == 1 ? try elements(input) : try self.rows(input)
        if !rows.groups.isEmpty { try states.add(rows) }
    }

    /// The values of the only argument, one by one.
    private func elements(_ input: AggregateInput) throws(QueryError) -> ArgumentRows {
        let (vector, groups) = try input.values(of: arguments[0])
        return present([vector], groups, vector.nulls)
    }

    private func rows(_ input: AggregateInput) throws(QueryError) -> ArgumentRows {
        var (vectors, nulls) = ([Vector](), [Bool]())
        for (index, argument) in arguments.enumerated() {
            let vector = try argument.evaluate(input.batch)
            vectors.append(vector)
            if vector.nulls.isEmpty || !required.contains(index) { continue }
            nulls = nulls.isEmpty ? vector.nulls : zip(nulls, vector.nulls).map { $0 || $1 }
        }
        return present(vectors, input.groups, nulls)
    }

    /// The rows that are not NULL.
    private func present(_ vectors: [Vector], _ groups: [UInt32]?, _ nulls: [Bool]) -> ArgumentRows {
        let groups = groups ?? firstGroup(vectors[0].count)
        guard nulls.contains(true) else { return ArgumentRows(vectors: vectors, groups: groups) }
        let positions = nulls.indices.filter { !nulls[$0] }
        return ArgumentRows(vectors: vectors.map { $0.gathering(positions) }, groups: positions.map { groups[$0] })
    }

    /// Group 0 for that many rows.
    private func firstGroup(_ rows: Int) -> [UInt32] {
        if zeros.count != rows { zeros = Array(repeating: 0, count: rows) }
        return zeros
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) throws(QueryError) {
        try states.merge(peer(other).states, groups)
    }

    func results(_ groups: [Int]) throws(QueryError) -> Vector { try states.results(groups) }
}

extension ArgumentRows {
    /// The values of an argument that is a number.
    func doubles(_ argument: Int) -> [Double] { vectors[argument].asDoubles }
}

extension Vector {
    /// Numbers as the nearest doubles.
    var asDoubles: [Double] {
        switch values {
        case .integers(let values): values.map { Double($0) }
        case .doubles(let values): values
        case .strings, .lists: preconditionFailure("a vector of numbers")
        }
    }
}

/// What vectors are made of: one of the three representations of values.
protocol VectorElement: Hashable, Sendable {
    static var zero: Self { get }
    static func elements(_ vector: Vector) -> [Self]
    static func vector(_ elements: [Self], nulls: [Bool]) -> Vector
    /// The order of ORDER BY.
    static func isBefore(_ left: Self, _ right: Self) -> Bool
    /// Bytes outside the array.
    var heapBytes: Int { get }
}

extension Int64: VectorElement {
    static let zero: Int64 = 0
    static func elements(_ vector: Vector) -> [Int64] { vector.integers }
    static func vector(_ elements: [Int64], nulls: [Bool]) -> Vector { Vector(.integers(elements), nulls: nulls) }
    @inline(__always)
    static func isBefore(_ left: Int64, _ right: Int64) -> Bool { left < right }
    var heapBytes: Int { 0 }
}

extension Double: VectorElement {
    static let zero = 0.0
    /// Integers as the nearest doubles.
    static func elements(_ vector: Vector) -> [Double] { vector.asDoubles }
    static func vector(_ elements: [Double], nulls: [Bool]) -> Vector { Vector(.doubles(elements), nulls: nulls) }
    /// NaN is behind every number.
    @inline(__always)
    static func isBefore(_ left: Double, _ right: Double) -> Bool {
        left < right || (right.isNaN && !left.isNaN)
    }
    var heapBytes: Int { 0 }
}

extension ByteString: VectorElement {
    static let zero = ByteString([])
    static func elements(_ vector: Vector) -> [ByteString] { vector.strings }
    static func vector(_ elements: [ByteString], nulls: [Bool]) -> Vector { Vector(.strings(elements), nulls: nulls) }
    @inline(__always)
    static func isBefore(_ left: ByteString, _ right: ByteString) -> Bool { left < right }
    var heapBytes: Int { 32 + count }
}
