#if canImport(Glibc)
    import func Glibc.log
#elseif canImport(Musl)
    import func Musl.log
#endif

/// The number of distinct 64-bit hashes, estimated: HyperLogLog by Flajolet, Fusy, Gandouet and Meunier (2007), with
/// the estimator of Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), algorithm 6, which
/// needs no tables of corrections.
///
/// While there are few hashes, they are kept with 25 bits of index each, as in HyperLogLog++ (Heule, Nunkesser and
/// Hall, 2013), and counted nearly exactly.
struct HyperLogLog: CountingSketch {
    static let precisions: ClosedRange<Int64> = 4...18

    /// The standard error, relative to the number of hashes.
    static func standardError(precision: Int) -> Double { 1.04 / Double(1 << precision).squareRoot() }

    private static let sparsePrecision = 25
    private static let rankBits = 6
    /// Entries that wait to be sorted into the others.
    private static let maximumPending = 64

    private let precision: Int
    /// Index and rank of hashes, strictly ascending by index; empty once there are registers.
    private var sparse: [UInt32] = []
    private var pending: [UInt32] = []
    /// The greatest rank by index; empty as long as there are few hashes.
    private var registers: [UInt8] = []

    init(precision: Int) {
        precondition(Self.precisions.contains(Int64(precision)), "a precision that registers have room for")
        self.precision = precision
    }

    var bytes: Int { (sparse.capacity + pending.capacity) * 4 + registers.count }

    mutating func add(_ hash: UInt64) {
        let entry = Self.entry(hash)
        guard registers.isEmpty else { return raise(entry) }
        pending.append(entry)
        if pending.count >= Self.maximumPending { settle() }
    }

    /// The first bits of the hash, and how many zeros and one 1 come behind them.
    private static func entry(_ hash: UInt64) -> UInt32 {
        let rest = hash << UInt64(sparsePrecision)
        let rank = min(rest.leadingZeroBitCount + 1, 64 - sparsePrecision + 1)
        return UInt32(hash >> UInt64(64 - sparsePrecision)) << UInt32(rankBits) | UInt32(rank)
    }

    private mutating func raise(_ entry: UInt32) {
        let shift = UInt32(Self.sparsePrecision - precision)
        let index = entry >> UInt32(Self.rankBits)
        let below = index & (1 << shift - 1)
        let rank: UInt8
        if below == 0 {
            rank = UInt8(shift) + UInt8(entry & (1 << UInt32(Self.rankBits) - 1))
        } else {
            rank = UInt8(below.leadingZeroBitCount - (32 - Int(shift)) + 1)
        }
        let register = Int(index >> shift)
        if registers[register] < rank { registers[register] = rank }
    }

    /// Sorts the pending entries into the others, and turns them into registers if they take half as much room.
    private mutating func settle() {
        if pending.isEmpty { return }
        sparse += pending
        pending.removeAll(keepingCapacity: true)
        sparse.sort()
        var count = 0
        for entry in sparse {
            if count > 0 && sparse[count - 1] >> UInt32(Self.rankBits) == entry >> UInt32(Self.rankBits) { count -= 1 }
            sparse[count] = entry
            count += 1
        }
        sparse.removeLast(sparse.count - count)
        if count * 8 > 1 << precision { makeRegisters() }
    }

    private mutating func makeRegisters() {
        guard registers.isEmpty else { return }
        registers = Array(repeating: 0, count: 1 << precision)
        for entry in sparse { raise(entry) }
        for entry in pending { raise(entry) }
        (sparse, pending) = ([], [])
    }

    mutating func merge(_ other: HyperLogLog) {
        precondition(precision == other.precision, "sketches of one call have one precision")
        if other.registers.isEmpty {
            for entry in other.sparse + other.pending {
                if registers.isEmpty { pending.append(entry) } else { raise(entry) }
            }
            return settle()
        }
        makeRegisters()
        for index in registers.indices { registers[index] = max(registers[index], other.registers[index]) }
    }

    /// The estimated number of distinct hashes.
    mutating func estimate() -> Int64 {
        settle()
        if registers.isEmpty {
            let slots = Double(1 << Self.sparsePrecision)
            return Int64((slots * log(slots / (slots - Double(sparse.count)))).rounded())
        }
        var counts = [Double](repeating: 0, count: 66 - precision)
        for rank in registers { counts[Int(rank)] += 1 }
        let slots = Double(1 << precision)
        var sum = slots * Self.tau(1 - counts[65 - precision] / slots)
        for rank in (1...(64 - precision)).reversed() { sum = 0.5 * (sum + counts[rank]) }
        sum += slots * Self.sigma(counts[0] / slots)
        return Int64((slots / (2 * log(2)) * slots / sum).rounded())
    }

    /// Ertl's correction for registers that no hash has reached.
    private static func sigma(_ share: Double) -> Double {
        if share == 1 { return .infinity }
        var (power, weight, sum, last) = (share, 1.0, share, -1.0)
        while sum != last {
            power *= power
            last = sum
            sum += power * weight
            weight += weight
        }
        return sum
    }

    /// Ertl's correction for registers that can rise no further.
    private static func tau(_ share: Double) -> Double {
        if share == 0 || share == 1 { return 0 }
        var (root, weight, sum, last) = (share, 1.0, 1 - share, -1.0)
        while sum != last {
            root = root.squareRoot()
            last = sum
            weight *= 0.5
            sum -= (1 - root) * (1 - root) * weight
        }
        return sum / 3
    }
}
