import Expressions

/// histogram: how many values of each group lie between each two edges.
///
/// A bin holds its lower edge and not its upper one, except that the last bin holds both. Values outside are left out.
struct Histograms: AggregateStates {
    /// Bins of one call at most.
    static let maximumBins = 10_000

    private let edges: [Double]
    /// The width of bins that are all equally wide.
    private let width: Double?
    /// By group and bin.
    private var counts: [Int64] = []
    private var groupCount = 0

    /// - Parameter edges: ascending, at least two.
    init(edges: [Double], areEven: Bool) {
        precondition(edges.count > 1, "a histogram has a bin")
        self.edges = edges
        width = areEven ? (edges[edges.count - 1] - edges[0]) / Double(edges.count - 1) : nil
    }

    private var bins: Int { edges.count - 1 }

    var bytesPerGroup: Int { bins * 8 }

    mutating func grow(to groups: Int) {
        counts.grow(to: groups * bins, filledWith: 0)
        groupCount = max(groups, groupCount)
    }

    mutating func add(_ rows: ArgumentRows) {
        let values = rows.doubles(0)
        for row in values.indices {
            if let bin = bin(values[row]) { counts[Int(rows.groups[row]) * bins + bin] += 1 }
        }
    }

    private func bin(_ value: Double) -> Int? {
        guard value >= edges[0] && value <= edges[bins] else { return nil }
        guard let width else { return searched(value) }
        var bin = min(Int((value - edges[0]) / width), bins - 1)
        // The division may round to a neighbour of the bin.
        if value < edges[bin] { bin -= 1 } else if bin < bins - 1 && value >= edges[bin + 1] { bin += 1 }
        return bin
    }

    /// The bin by binary search.
    private func searched(_ value: Double) -> Int {
        var (low, high) = (0, bins)
        while high - low > 1 {
            let middle = (low + high) / 2
            if value >= edges[middle] { low = middle } else { high = middle }
        }
        return low
    }

    mutating func merge(_ other: Histograms, _ groups: [UInt32]) {
        for index in groups.indices {
            for bin in 0..<bins { counts[Int(groups[index]) * bins + bin] += other.counts[index * bins + bin] }
        }
    }

    func results(_ groups: [Int]) -> Vector {
        var elements = [Double]()
        for group in groups { elements += counts[group * bins..<(group + 1) * bins].map { Double($0) } }
        return Vector(.lists(starts: (0...groups.count).map { UInt32($0 * bins) }, elements: .doubles(elements)))
    }
}
