import Bytes
import Schema

/// Values of one column in the rows of a group.
struct NaiveColumn {
    /// Those that are not NULL, in the order of the rows.
    let values: [Value]

    init(_ rows: [[Value]], _ column: Int) { values = rows.map { $0[column] }.filter { !$0.isNull } }

    init(elementsOf rows: [[Value]], _ column: Int) {
        values = rows.flatMap { (row: [Value]) -> [Value] in
            if case .list(let elements) = row[column] { elements } else { [] }
        }
    }

    init(values: [Value]) { self.values = values }

    var doubles: [Double] { values.compactMap(Self.double) }

    var distinct: [Value] {
        var seen = Set<Value>()
        return values.filter { seen.insert($0).inserted }
    }

    static func double(_ value: Value) -> Double? {
        switch value {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        default: nil
        }
    }

    static func isBefore(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left < right
        default: (double(left) ?? 0) < (double(right) ?? 0)
        }
    }

    var sum: Value {
        if values.isEmpty { return .null }
        let integers = values.compactMap { if case .integer(let value) = $0 { value } else { nil } }
        if integers.count == values.count { return .integer(integers.reduce(0, +)) }
        return .double(doubles.reduce(0, +))
    }

    var mean: Double { doubles.reduce(0, +) / Double(values.count) }

    /// The sum of powers of distances from the mean.
    func moment(_ power: Int) -> Double {
        doubles.reduce(0) { sum, value in
            sum + (0..<power).reduce(1) { product, _ in product * (value - mean) }
        }
    }

    func variance(spare: Int) -> Double? {
        values.count > spare ? moment(2) / Double(values.count - spare) : nil
    }

    var skewness: Double? {
        let n = Double(values.count)
        guard n > 2, let variance = variance(spare: 1) else { return nil }
        return variance == 0 ? 0 : n / ((n - 1) * (n - 2)) * moment(3) / (variance * variance.squareRoot())
    }

    var kurtosis: Double? {
        let n = Double(values.count)
        guard n > 3, let variance = variance(spare: 1) else { return nil }
        if variance == 0 { return 0 }
        return n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * moment(4) / (variance * variance)
            - 3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3))
    }

    func percentile(_ percent: Int) -> Value {
        let sorted = values.sorted(by: Self.isBefore)
        return sorted.isEmpty ? .null : sorted[min(sorted.count * percent / 100, sorted.count - 1)]
    }

    /// The most frequent values, ascending.
    var modes: [Value] {
        let counts = values.reduce(into: [Value: Int]()) { $0[$1, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        return counts.filter { $0.value == most }.map(\.key).sorted(by: Self.isBefore)
    }
}

/// Two columns in rows in which neither is NULL.
struct NaivePairs {
    let left: NaiveColumn
    let right: NaiveColumn

    init(_ rows: [[Value]], _ left: Int, _ right: Int) {
        let rows = rows.filter { !$0[left].isNull && !$0[right].isNull }
        self.left = NaiveColumn(rows, left)
        self.right = NaiveColumn(rows, right)
    }

    var comoment: Double {
        zip(left.doubles, right.doubles).reduce(0) { $0 + ($1.0 - left.mean) * ($1.1 - right.mean) }
    }

    func covariance(spare: Int) -> Double? {
        left.values.count > spare ? comoment / Double(left.values.count - spare) : nil
    }

    var correlation: Double? {
        let scale = (left.moment(2) * right.moment(2)).squareRoot()
        return scale > 0 ? comoment / scale : nil
    }
}

extension Value {
    init(_ double: Double?) { self = double.map { .double($0) } ?? .null }

    static func text(_ text: String) -> Value { .string(ByteString(text)) }

    /// Equality with room for the rounding of doubles.
    func isNearly(_ other: Value) -> Bool {
        switch (self, other) {
        case (.double(let left), .double(let right)):
            left == right || abs(left - right) <= 1e-9 * max(1, abs(left), abs(right))
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isNearly($1) }
        default: self == other
        }
    }
}
