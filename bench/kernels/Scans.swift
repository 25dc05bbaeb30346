import CKernelCandidates
import CKernels

/// Kernels that pass over all values of a part: by Swift, by each variant, and from interleaved blocks.
struct Scans {
    let data: Data
    /// The bytes as interleaved blocks: any bytes are.
    private var bytes: UnsafePointer<UInt8> { UnsafePointer(data.bytes) }

    private func list(
        _ rows: Int, swift: @escaping (Int) -> Void, kernel: @escaping (Int32, Int) -> Void,
        interleaved: ((Int32, Int) -> Void)? = nil
    ) -> [Candidate] {
        let data = data
        var list = [Candidate(name: "Swift", values: rows) { data.calls(rows, swift) }]
        for level in levels {
            list.append(
                Candidate(name: levelNames[Int(level)], values: rows) { data.calls(rows) { kernel(level, $0) } })
        }
        guard let interleaved else { return list }
        for level in levels where level > 0 {
            let name = "blocks " + levelNames[Int(level)]
            list.append(Candidate(name: name, values: rows) { data.calls(rows) { interleaved(level, $0) } })
        }
        return list
    }

    func unpack(_ width: Int, _ rows: Int) -> [Candidate] {
        let (bytes, codes, bits) = (bytes, data.codes, UInt32(width))
        return list(rows) {
            SwiftLoops.unpack(bytes, $0..<$0 + Data.blockRows, width, codes)
        } kernel: {
            martlet_unpack32($0, bytes, $1, Data.blockRows, bits, codes)
        } interleaved: {
            candidate_unpack($0, bytes + $1 / 8 * width, Data.blockRows, bits, codes)
        }
    }

    func unpackWide(_ width: Int, _ rows: Int) -> [Candidate] {
        let (bytes, integers) = (bytes, data.integers)
        return list(rows) {
            SwiftLoops.unpack(bytes, $0..<$0 + Data.blockRows, width, 5, integers)
        } kernel: {
            martlet_unpack64($0, bytes, $1, Data.blockRows, UInt32(width), 5, 1, integers)
        }
    }

    func range(_ width: Int, _ rows: Int) -> [Candidate] {
        let (bytes, words, bits) = (bytes, data.words, UInt32(width))
        let low: UInt64 = width == 1 ? 1 : 1 << UInt64(width - 2)
        let span: UInt64 = width == 1 ? 0 : 1 << UInt64(width - 1)
        return list(rows) {
            SwiftLoops.match(bytes, $0..<$0 + Data.blockRows, width, low, span, words)
        } kernel: {
            martlet_match_range($0, bytes, $1, Data.blockRows, bits, low, low + span, words)
        } interleaved: {
            candidate_match($0, bytes + $1 / 8 * width, Data.blockRows, bits, UInt32(low), UInt32(span), words)
        }
    }

    func membership(_ width: Int, _ rows: Int) -> [Candidate] {
        let (bytes, words, bits) = (bytes, data.words, UInt32(width))
        let set = data.set(width)
        return list(rows) { first in
            set.withUnsafeBufferPointer {
                SwiftLoops.match(bytes, first..<first + Data.blockRows, width, $0.baseAddress!, words)
            }
        } kernel: { level, first in
            martlet_match_set(level, bytes, first, Data.blockRows, bits, set, set.count, words)
        }
    }

    func bounds(_ width: Int, _ rows: Int) -> [Candidate] {
        let bytes = bytes
        return list(rows) {
            keep(SwiftLoops.bounds(bytes, $0..<$0 + Data.blockRows, width).0)
        } kernel: {
            var (least, greatest): (UInt64, UInt64) = (0, 0)
            martlet_packed_bounds($0, bytes, $1, Data.blockRows, UInt32(width), 0, &least, &greatest)
            keep(least &+ greatest)
        }
    }

    func sum(_ width: Int, _ rows: Int) -> [Candidate] {
        let bytes = bytes
        return list(rows) {
            keep(SwiftLoops.sum(bytes, $0..<$0 + Data.blockRows, width))
        } kernel: {
            keep(martlet_packed_sum($0, bytes, $1, Data.blockRows, UInt32(width)))
        }
    }

    /// Values that ascend, so that all of them are read: they are zero.
    func order(_ width: Int, _ rows: Int) -> [Candidate] {
        let zeros = UnsafeMutablePointer<UInt8>.allocate(capacity: Data.blockRows * 4 + 64)
        zeros.initialize(repeating: 0, count: Data.blockRows * 4 + 64)
        return list(rows) { _ in
            keep(UInt64(SwiftLoops.descent(zeros, 0..<Data.blockRows, width)))
        } kernel: { level, _ in
            keep(UInt64(martlet_first_descent(level, zeros, Data.blockRows, UInt32(width), 0)))
        }
    }
}

/// Where results go that are not wanted.
nonisolated(unsafe) private var kept: UInt64 = 0

@inline(never)
func keep(_ value: UInt64) { kept &+= value }
