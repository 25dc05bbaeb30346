import Bytes
import CKernelCandidates
import CKernels

/// Kernels over arrays and bitmaps, and the builder's loops, which have no width or any.
struct Batches {
    let data: Data

    private func list(
        _ values: Int, swift: @escaping () -> Void, kernel: @escaping (Int32) -> Void
    ) -> [Candidate] {
        [Candidate(name: "Swift", values: values, run: swift)]
            + levels.map { level in Candidate(name: levelNames[Int(level)], values: values) { kernel(level) } }
    }

    private static let rows = 4096

    func comparisons() -> [(String, [Candidate])] {
        let (rows, words, base) = (Self.rows, data.words, UnsafeRawPointer(data.bytes))
        let codes = base.assumingMemoryBound(to: UInt32.self)
        let integers = base.assumingMemoryBound(to: Int64.self)
        let doubles = base.assumingMemoryBound(to: Double.self)
        let floats = base.assumingMemoryBound(to: Float.self)
        return [
            (
                "UInt32",
                list(rows) {
                    SwiftLoops.match(codes, rows, 5, 1 << 31, words)
                } kernel: {
                    martlet_match_u32($0, codes, rows, 5, 5 + 1 << 31, words)
                }
            ),
            (
                "Int64",
                list(rows) {
                    SwiftLoops.match(integers, rows, -5, 1 << 62, words)
                } kernel: {
                    martlet_match_i64($0, integers, rows, -5, 1 << 62, words)
                }
            ),
            (
                "Double",
                list(rows) {
                    SwiftLoops.match(doubles, rows, -1, 1e200, words)
                } kernel: {
                    martlet_match_f64($0, doubles, rows, -1, 1e200, words)
                }
            ),
            (
                "Float",
                list(rows) {
                    SwiftLoops.match(floats, rows, -1, 1e20, words)
                } kernel: {
                    martlet_match_f32($0, floats, rows, -1, 1e20, words)
                }
            ),
        ]
    }

    /// Rows per second, of a bitmap in which so many of 64 bits are set.
    func positions(_ density: Int) -> [Candidate] {
        let bitmap = (0..<Data.cachedRows / 64).map { _ -> UInt64 in
            (0..<64 as Range<UInt64>).reduce(0) { data.next() % 64 < UInt64(density) ? $0 | 1 << $1 : $0 }
        }
        let (codes, found) = (data.codes, bitmap.reduce(0) { $0 + $1.nonzeroBitCount })
        return list(Data.cachedRows) {
            bitmap.withUnsafeBufferPointer { SwiftLoops.positions($0.baseAddress!, $0.count, codes) }
        } kernel: {
            martlet_positions($0, bitmap, bitmap.count, 0, codes, found)
        }
    }

    func population() -> [Candidate] {
        let words = UnsafeRawPointer(data.bytes).assumingMemoryBound(to: UInt64.self)
        return list(Data.cachedRows) {
            keep(UInt64(SwiftLoops.population(words, Data.cachedRows / 64)))
        } kernel: {
            keep(UInt64(martlet_population($0, words, Data.cachedRows / 64)))
        }
    }

    func intersection() -> [Candidate] {
        let (words, others) = (data.words, UnsafeRawPointer(data.bytes).assumingMemoryBound(to: UInt64.self))
        return [
            Candidate(name: "Swift", values: Data.cachedRows) {
                SwiftLoops.intersect(words, others, Data.cachedRows / 64)
            }
        ]
    }

    func packing(_ width: Int) -> [Candidate] {
        let mask: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
        let values = (0..<Data.cachedRows).map { _ in data.next() & mask }
        let narrow = width <= 32 ? values.map { UInt32($0) } : []
        var result = [
            Candidate(name: "UInt64", values: values.count) {
                keep(UInt64(BitPacker.pack(values, width: width).count))
            }
        ]
        if width <= 32 {
            result.append(
                Candidate(name: "UInt32", values: values.count) {
                    keep(UInt64(BitPacker.pack(narrow, width: width).count))
                })
        }
        return result
    }

    /// Keys of some cardinality that lie close together, or far apart.
    func numbering(_ cardinality: Int, gap: UInt64) -> [Candidate] {
        let keys = (0..<1 << 20).map { _ in data.next() % UInt64(cardinality) &* gap }
        return [Candidate(name: "keys", values: keys.count) { keep(UInt64(DistinctKeys(keys).values.count)) }]
    }
}
