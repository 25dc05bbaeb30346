import Bytes
import CKernelCandidates
import CKernels

/// Random bytes, which are packed values of every width, and where results go.
final class Data {
    /// Rows per call, as scans do it.
    static let blockRows = 1024
    /// Rows of the tables "in cache".
    static let cachedRows = 32 * 1024
    static let rowsPerGather = 16 * 1024

    let bytes: UnsafeMutablePointer<UInt8>
    let byteCount: Int
    let codes = UnsafeMutablePointer<UInt32>.allocate(capacity: Data.cachedRows)
    let integers = UnsafeMutablePointer<Int64>.allocate(capacity: Data.cachedRows)
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: Data.cachedRows / 64)
    private var state: UInt64 = 42

    init(byteCount: Int) {
        self.byteCount = byteCount
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount + 64, alignment: 64)
        bytes = memory.bindMemory(to: UInt8.self, capacity: byteCount + 64)
        for index in 0..<(byteCount + 64) / 8 {
            memory.storeBytes(of: next(), toByteOffset: index * 8, as: UInt64.self)
        }
        codes.initialize(repeating: 0, count: Data.cachedRows)
        integers.initialize(repeating: 0, count: Data.cachedRows)
        words.initialize(repeating: 0, count: Data.cachedRows / 64)
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// How many values of a width there are in all, in whole blocks, at most 2^28.
    func rows(_ width: Int) -> Int { min(byteCount * 8 / width, 1 << 28) / Data.blockRows * Data.blockRows }

    /// A set of half of the values, one bit for each.
    func set(_ width: Int) -> [UInt64] { (0..<max(1, (1 << width) / 64)).map { _ in next() } }

    /// Rows in random order, or ascending with a mean gap of `rows / rowsPerGather`.
    func rowList(below rows: Int, ascending: Bool) -> [UInt32] {
        let list = (0..<Data.rowsPerGather).map { _ in UInt32(next() % UInt64(rows)) }
        return ascending ? list.sorted() : list
    }

    func calls(_ rows: Int, _ body: (Int) -> Void) {
        var first = 0
        while first < rows {
            body(first)
            first += Data.blockRows
        }
    }
}

let levelNames = ["base", "AVX2", "AVX-512"]
let levels = Array(0...martlet_best_level())
