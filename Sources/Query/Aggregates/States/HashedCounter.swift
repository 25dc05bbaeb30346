import Bytes
import Expressions
import Schema

/// distinctCountHLL, distinctCountThetaSketch and the like: a sketch of the hashes of each group's values.
///
/// Values of a dictionary are hashed once per code and segment.
final class HashedCounter<Counting: CountingSketch>: Aggregator {
    private let argument: BoundExpression
    private let empty: Counting
    private var sketches: [Counting] = []
    private let budget: MemoryBudget
    private var expression: SegmentExpression?
    /// The hash of each code's value.
    private var hashes: [UInt64] = []
    private var codes: [UInt32] = []
    private var nullCodes: [Bool] = []

    init(_ call: AggregateCall, _ empty: Counting, _ budget: MemoryBudget) {
        argument = call.argument
        self.empty = empty
        self.budget = budget
    }

    var bytesPerGroup: Int { MemoryLayout<Counting>.stride }

    func grow(to groups: Int) { sketches.grow(to: groups, filledWith: empty) }

    func begin(_ reader: SegmentReader) -> [Int] {
        if argument.type.isList { return argument.inputs }
        let expression = SegmentExpression(argument, in: reader)
        self.expression = expression
        if let values = expression.values {
            hashes = values.hashes
            nullCodes = values.nulls
        }
        return expression.inputs
    }

    func add(_ input: AggregateInput) throws(QueryError) {
        if let expression, expression.values != nil {
            expression.readCodes(input.rows, into: &codes)
            let nulls = nullCodes.isEmpty ? [] : codes.map { nullCodes[Int($0)] }
            try add(codes.map { hashes[Int($0)] }, nulls, input.groups)
        } else {
            let (vector, groups) = try expression.elements(of: argument, input)
            try add(vector.hashes, vector.nulls, groups)
        }
    }

    private func add(_ hashes: [UInt64], _ nulls: [Bool], _ groups: [UInt32]?) throws(QueryError) {
        let groups = groups ?? Array(repeating: 0, count: hashes.count)
        guard nulls.contains(true) else { return try sketches.add(hashes, groups, budget) }
        let rows = nulls.indices.filter { !nulls[$0] }
        try sketches.add(rows.map { hashes[$0] }, rows.map { groups[$0] }, budget)
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) throws(QueryError) {
        try sketches.merge(peer(other).sketches, groups, budget)
    }

    func results(_ groups: [Int]) -> Vector {
        var results = [Int64]()
        for group in groups { results.append(sketches[group].estimate()) }
        return Vector(.integers(results))
    }
}

extension SegmentExpression? {
    /// The values of an argument that has no codes. What the segment has derived is used.
    func elements(of argument: BoundExpression, _ input: AggregateInput) throws(QueryError)
        -> (vector: Vector, groups: [UInt32]?)
    {
        if case .computed(let computed) = self?.form { return try input.values(of: computed) }
        return try input.values(of: argument)
    }
}

extension Vector {
    /// A hash of each value; equal values have equal ones, and so have zeros of either sign and NaNs.
    fileprivate var hashes: [UInt64] {
        switch values {
        case .integers(let values): values.map { XXHash64.hash(littleEndian: UInt64(bitPattern: $0)) }
        case .doubles(let values):
            values.map { XXHash64.hash(littleEndian: ($0.isNaN ? .nan : $0 == 0 ? 0 : $0).bitPattern) }
        case .strings(let values): values.map { XXHash64.hash($0.bytes) }
        case .lists: preconditionFailure("lists are taken apart")
        }
    }
}
