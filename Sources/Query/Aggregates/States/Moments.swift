import Expressions

/// Mean and sum of squared deviations of each group, by the updating formulas of Welford (1962), merged by those of
/// Chan, Golub and LeVeque (1979): no difference of large sums is taken.
struct Variances: AggregateStates {
    private var counts: [Double] = []
    private var means: [Double] = []
    private var squares: [Double] = []
    private let isSample: Bool
    private let isDeviation: Bool
    let bytesPerGroup = 24

    /// - Parameter isDeviation: whether the root is taken.
    init(isSample: Bool, isDeviation: Bool) {
        self.isSample = isSample
        self.isDeviation = isDeviation
    }

    mutating func grow(to groups: Int) {
        counts.grow(to: groups, filledWith: 0)
        means.grow(to: groups, filledWith: 0)
        squares.grow(to: groups, filledWith: 0)
    }

    mutating func add(_ rows: ArgumentRows) {
        let values = rows.doubles(0)
        for row in values.indices {
            let group = Int(rows.groups[row])
            counts[group] += 1
            let delta = values[row] - means[group]
            means[group] += delta / counts[group]
            squares[group] += delta * (values[row] - means[group])
        }
    }

    mutating func merge(_ other: Variances, _ groups: [UInt32]) {
        for index in groups.indices where other.counts[index] > 0 {
            let group = Int(groups[index])
            let total = counts[group] + other.counts[index]
            let delta = other.means[index] - means[group]
            squares[group] += other.squares[index] + delta * delta * counts[group] * other.counts[index] / total
            means[group] += delta * other.counts[index] / total
            counts[group] = total
        }
    }

    func results(_ groups: [Int]) -> Vector {
        let spare: Double = isSample ? 1 : 0
        let results = groups.map { group in
            let variance = counts[group] > spare ? squares[group] / (counts[group] - spare) : 0
            return isDeviation ? variance.squareRoot() : variance
        }
        return Vector(.doubles(results), nulls: groups.map { counts[$0] <= spare })
    }
}

/// Central moments up to the fourth of each group, by the formulas of Pébay, "Formulas for robust, one-pass parallel
/// computation of covariances and arbitrary-order statistical moments" (2008).
struct HigherMoments: AggregateStates {
    /// What is made of the moments.
    enum Figure: Sendable { case skewness, kurtosis }

    private struct State {
        var count = 0.0
        var mean = 0.0
        var second = 0.0
        var third = 0.0
        var fourth = 0.0

        mutating func merge(_ other: State) {
            let (n, m) = (count, other.count)
            let total = n + m
            let delta = other.mean - mean
            let step = delta / total
            fourth +=
                other.fourth + delta * step * step * step * n * m * (n * n - n * m + m * m)
                + 6 * step * step * (n * n * other.second + m * m * second) + 4 * step * (n * other.third - m * third)
            third +=
                other.third + delta * step * step * n * m * (n - m) + 3 * step * (n * other.second - m * second)
            second += other.second + delta * step * n * m
            mean += step * m
            count = total
        }

        /// Both figures are of a sample, without bias for a normal distribution, as Pinot gives them.
        func value(_ figure: Figure) -> Double? {
            let n = count
            guard n > (figure == .skewness ? 2 : 3) else { return nil }
            let variance = second / (n - 1)
            if variance < 1e-19 { return 0 }
            switch figure {
            case .skewness: return n * third / ((n - 1) * (n - 2) * variance.squareRoot() * variance)
            case .kurtosis:
                return (n * (n + 1) * fourth - 3 * second * second * (n - 1))
                    / ((n - 1) * (n - 2) * (n - 3) * variance * variance)
            }
        }
    }

    private var states: [State] = []
    private let figure: Figure
    let bytesPerGroup = 40

    init(_ figure: Figure) { self.figure = figure }

    mutating func grow(to groups: Int) { states.grow(to: groups, filledWith: State()) }

    mutating func add(_ rows: ArgumentRows) {
        let values = rows.doubles(0)
        for row in values.indices { states[Int(rows.groups[row])].merge(State(count: 1, mean: values[row])) }
    }

    mutating func merge(_ other: HigherMoments, _ groups: [UInt32]) {
        for index in groups.indices where other.states[index].count > 0 {
            states[Int(groups[index])].merge(other.states[index])
        }
    }

    func results(_ groups: [Int]) -> Vector {
        let results = groups.map { states[$0].value(figure) }
        return Vector(.doubles(results.map { $0 ?? 0 }), nulls: results.map { $0 == nil })
    }
}

/// Means, squared deviations and co-moment of two arguments in each group, by the same formulas as `Variances`.
struct CoMoments: AggregateStates {
    /// What is made of the moments.
    enum Figure: Sendable { case populationCovariance, sampleCovariance, correlation }

    private struct State {
        var count = 0.0
        var meanX = 0.0
        var meanY = 0.0
        var squaresX = 0.0
        var squaresY = 0.0
        var products = 0.0

        mutating func merge(_ other: State) {
            let total = count + other.count
            let (deltaX, deltaY) = (other.meanX - meanX, other.meanY - meanY)
            let share = count * other.count / total
            squaresX += other.squaresX + deltaX * deltaX * share
            squaresY += other.squaresY + deltaY * deltaY * share
            products += other.products + deltaX * deltaY * share
            meanX += deltaX * other.count / total
            meanY += deltaY * other.count / total
            count = total
        }

        func value(_ figure: Figure) -> Double? {
            switch figure {
            case .populationCovariance: return count > 0 ? products / count : nil
            case .sampleCovariance: return count > 1 ? products / (count - 1) : nil
            case .correlation:
                let scale = squaresX.squareRoot() * squaresY.squareRoot()
                return scale == 0 ? nil : products / scale
            }
        }
    }

    private var states: [State] = []
    private let figure: Figure
    let bytesPerGroup = 48

    init(_ figure: Figure) { self.figure = figure }

    mutating func grow(to groups: Int) { states.grow(to: groups, filledWith: State()) }

    mutating func add(_ rows: ArgumentRows) {
        let (xs, ys) = (rows.doubles(0), rows.doubles(1))
        for row in xs.indices {
            states[Int(rows.groups[row])].merge(State(count: 1, meanX: xs[row], meanY: ys[row]))
        }
    }

    mutating func merge(_ other: CoMoments, _ groups: [UInt32]) {
        for index in groups.indices where other.states[index].count > 0 {
            states[Int(groups[index])].merge(other.states[index])
        }
    }

    func results(_ groups: [Int]) -> Vector {
        let results = groups.map { states[$0].value(figure) }
        return Vector(.doubles(results.map { $0 ?? 0 }), nulls: results.map { $0 == nil })
    }
}
