import CKernels

/// Floating-point numbers stored one after the other, little-endian, as 8 or 4 bytes each.
///
/// A view of stored bytes. Positions are checked once per batch; batches allocate only when `output` must grow.
public struct RawNumbers: Sendable {
    /// How a number is stored.
    public enum Form: Sendable {
        case double
        case float

        /// Bytes per number.
        public var byteCount: Int { self == .double ? 8 : 4 }
    }

    public let form: Form
    public let count: Int
    let region: ByteRegion

    /// All of a region; nil if its length is not a multiple of the form's.
    public init?(_ region: ByteRegion, form: Form) {
        guard region.count % form.byteCount == 0 else { return nil }
        self.form = form
        self.region = region
        count = region.count / form.byteCount
    }

    /// The stored form of some numbers. For `float` each must be a number that a `Float` holds. O(count).
    public static func bytes(_ values: [Double], form: Form) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: values.count * form.byteCount)
        switch form {
        case .double: for value in values { writer.writeLittleEndian(value.bitPattern) }
        case .float: for value in values { writer.writeLittleEndian(Float(value).bitPattern) }
        }
        return writer.bytes
    }

    /// One number. For the edges, not for loops.
    public subscript(index: Int) -> Double {
        precondition(index >= 0 && index < count, "index inside the numbers")
        return region.withUnsafeBytes { number($0.baseAddress!, index) }
    }

    /// Replaces the contents of `output` by the numbers of a range. O(range).
    public func read(_ range: Range<Int>, into output: inout [Double]) {
        check(range)
        region.withUnsafeBytes { bytes in
            output.overwrite(count: range.count, placeholder: 0) { output in
                let base = bytes.baseAddress!
                let first = range.lowerBound
                switch form {
                case .double: for index in 0..<range.count { output[index] = double(base, first + index) }
                case .float: for index in 0..<range.count { output[index] = Double(float(base, first + index)) }
                }
            }
        }
    }

    /// Replaces the contents of `output` by the numbers at some positions, each below `count`. O(rows).
    public func gather(_ rows: [UInt32], into output: inout [Double]) {
        region.withUnsafeBytes { bytes in
            output.overwrite(count: rows.count, placeholder: 0) { output in
                for index in 0..<rows.count {
                    let row = Int(rows[index])
                    precondition(row < count, "row inside the numbers")
                    output[index] = number(bytes.baseAddress!, row)
                }
            }
        }
    }

    /// The least and the greatest number; nil if there is none or one of them is not a number. O(count).
    public func bounds() -> ClosedRange<Double>? { bounds(in: 0..<count) }

    /// The least and the greatest number of a range; nil if it is empty or one of them is not a number. O(range).
    public func bounds(in range: Range<Int>) -> ClosedRange<Double>? {
        check(range)
        if range.isEmpty { return nil }
        let found = region.withUnsafeBytes { bytes in
            let first = bytes.baseAddress! + range.lowerBound * form.byteCount
            return form == .double ? boundsOfDoubles(first, range.count) : boundsOfFloats(first, range.count)
        }
        // What is not a number has a key beyond those of the infinities, and so is one of the bounds.
        return found.least.isNaN || found.greatest.isNaN ? nil : found.least...found.greatest
    }

    private func boundsOfDoubles(_ base: UnsafeRawPointer, _ count: Int) -> (least: Double, greatest: Double) {
        var (least, greatest): (Int64, Int64) = (0, 0)
        martlet_bounds_f64(kernelLevel, base, count, &least, &greatest)
        let number = { (key: Int64) in
            Double(bitPattern: UInt64(bitPattern: key ^ Int64(bitPattern: UInt64(bitPattern: key >> 63) >> 1)))
        }
        return (number(least), number(greatest))
    }

    private func boundsOfFloats(_ base: UnsafeRawPointer, _ count: Int) -> (least: Double, greatest: Double) {
        var (least, greatest): (Int32, Int32) = (0, 0)
        martlet_bounds_f32(kernelLevel, base, count, &least, &greatest)
        let number = { (key: Int32) in
            Float(bitPattern: UInt32(bitPattern: key ^ Int32(bitPattern: UInt32(bitPattern: key >> 31) >> 1)))
        }
        return (Double(number(least)), Double(number(greatest)))
    }

    func check(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range inside the numbers")
    }

    /// The first position whose number is not greater than the one before it; nil if the numbers strictly ascend.
    /// O(count).
    public func firstNotAscending() -> Int? {
        region.withUnsafeBytes { bytes in
            for index in 1..<max(count, 1)
            where !(number(bytes.baseAddress!, index - 1) < number(bytes.baseAddress!, index)) {
                return index
            }
            return nil
        }
    }

    @inline(__always)
    private func number(_ base: UnsafeRawPointer, _ index: Int) -> Double {
        form == .double ? double(base, index) : Double(float(base, index))
    }

    @inline(__always)
    private func double(_ base: UnsafeRawPointer, _ index: Int) -> Double {
        Double(bitPattern: UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)))
    }

    @inline(__always)
    private func float(_ base: UnsafeRawPointer, _ index: Int) -> Float {
        Float(bitPattern: UInt32(littleEndian: base.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self)))
    }
}
