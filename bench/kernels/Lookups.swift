import Bytes
import CKernelCandidates
import CKernels

/// Gathering by row list, and grouping by code.
struct Lookups {
    let data: Data

    func gather(_ width: Int, _ rows: Int, ascending: Bool) -> [Candidate] {
        let (bytes, codes, bits) = (UnsafePointer(data.bytes), data.codes, UInt32(width))
        let list = data.rowList(below: rows, ascending: ascending)
        let limit = UInt32(clamping: rows)
        let candidate = { (name: String, run: @escaping (UnsafePointer<UInt32>) -> Void) in
            Candidate(name: name, values: list.count) { list.withUnsafeBufferPointer { run($0.baseAddress!) } }
        }
        var result = [
            candidate("Swift") { SwiftLoops.gather(bytes, $0, list.count, width, limit: limit, codes) },
            candidate("base") { candidate_gather(0, bytes, $0, list.count, bits, codes) },
        ]
        if levels.contains(1) {
            result.append(candidate("AVX2") { candidate_gather(1, bytes, $0, list.count, bits, codes) })
        }
        if levels.contains(2) {
            result.append(candidate("AVX-512") { candidate_gather(2, bytes, $0, list.count, bits, codes) })
        }
        result.append(candidate("blocks") { candidate_gather_interleaved(bytes, $0, list.count, bits, codes) })
        return result
    }

    /// Codes are unpacked block by block, and 64-bit values added to the sums of their codes.
    func group(_ width: Int, _ rows: Int) -> [Candidate] {
        let (data, bytes, bits) = (data, UnsafePointer(data.bytes), UInt32(width))
        let (codes, values, level) = (data.codes, data.integers, martlet_best_level())
        let cardinality = 1 << width
        var sums = (0..<4).map { _ -> UnsafeMutablePointer<Int64>? in
            let table = UnsafeMutablePointer<Int64>.allocate(capacity: cardinality)
            table.initialize(repeating: 0, count: cardinality)
            return table
        }
        let unpacked = { (add: @escaping () -> Void) in
            {
                data.calls(rows) {
                    martlet_unpack32(level, bytes, $0, Data.blockRows, bits, codes); add()
                }
            }
        }
        let first = sums[0]!
        return [
            Candidate(
                name: "Swift", values: rows,
                run: unpacked { SwiftLoops.group(codes, values, Data.blockRows, first) }),
            Candidate(name: "C", values: rows, run: unpacked { candidate_group(codes, values, Data.blockRows, first) }),
            Candidate(
                name: "four", values: rows, run: unpacked { candidate_group4(codes, values, Data.blockRows, &sums) }),
        ]
    }
}
