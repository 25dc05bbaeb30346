/// The number of distinct 64-bit hashes, estimated from the smallest of them: the theta sketch of Dasgupta, Lang,
/// Rhodes and Thaler, "A framework for estimating stream expression cardinalities" (2016), which keeps the k least
/// values (KMV: Bar-Yossef et al., 2002).
///
/// Exact up to k distinct hashes; beyond that the standard error is 1/√(k−2) of their number, 1.6 % for k = 4096.
struct ThetaSketch: CountingSketch {
    static let nominalEntries: ClosedRange<Int64> = 16...1 << 20
    static let defaultNominalEntries: Int64 = 4096

    private let nominal: Int
    /// Hashes from this one on are not kept.
    private var theta = UInt64.max
    /// Hashes below theta; duplicates go when it is compacted.
    private var hashes: [UInt64] = []

    init(nominalEntries: Int) {
        precondition(nominalEntries > 0, "a sketch keeps hashes")
        nominal = nominalEntries
    }

    var bytes: Int { hashes.capacity * 8 }

    mutating func add(_ hash: UInt64) {
        guard hash < theta else { return }
        hashes.append(hash)
        if hashes.count >= nominal * 2 { compact() }
    }

    private mutating func compact() {
        hashes.sort()
        var count = 0
        for hash in hashes where hash < theta && (count == 0 || hashes[count - 1] != hash) {
            hashes[count] = hash
            count += 1
        }
        if count > nominal {
            theta = hashes[nominal]
            count = nominal
        }
        hashes.removeLast(hashes.count - count)
    }

    mutating func merge(_ other: ThetaSketch) {
        precondition(nominal == other.nominal, "sketches of one call keep as many hashes")
        theta = min(theta, other.theta)
        compact()
        for hash in other.hashes { add(hash) }
    }

    /// The estimated number of distinct hashes.
    mutating func estimate() -> Int64 {
        compact()
        if theta == .max { return Int64(hashes.count) }
        return Int64((Double(hashes.count) / (Double(theta) * 0x1p-64)).rounded())
    }
}
