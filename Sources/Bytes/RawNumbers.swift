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
    private let region: ByteRegion

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
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range inside the numbers")
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
    public func bounds() -> ClosedRange<Double>? {
        guard count > 0 else { return nil }
        var (least, greatest, allAreNumbers) = (Double.infinity, -Double.infinity, true)
        region.withUnsafeBytes { bytes in
            for index in 0..<count {
                let value = number(bytes.baseAddress!, index)
                allAreNumbers = allAreNumbers && value == value
                least = value < least ? value : least
                greatest = value > greatest ? value : greatest
            }
        }
        return allAreNumbers ? least...greatest : nil
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
