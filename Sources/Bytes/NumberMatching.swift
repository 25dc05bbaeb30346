import CKernels

/// Conditions on batches of numbers, as bits like those of `PackedIntegers.match`.
extension [UInt32] {
    /// Replaces the contents of `words` by bits that say which numbers lie in `values`. O(count).
    public func match(_ values: ClosedRange<UInt32>, into words: inout [UInt64]) {
        words.overwrite(count: wordCount(count), placeholder: 0) { words in
            withUnsafeBufferPointer { numbers in
                martlet_match_u32(
                    kernelLevel, numbers.baseAddress, numbers.count, values.lowerBound, values.upperBound, words)
            }
        }
    }
}

extension [Int64] {
    /// Replaces the contents of `words` by bits that say which numbers lie in `values`. O(count).
    public func match(_ values: ClosedRange<Int64>, into words: inout [UInt64]) {
        words.overwrite(count: wordCount(count), placeholder: 0) { match(values, $0) }
    }

    /// The same for a part of `words`, which have room for them, from bit `offset` on, a multiple of 64. O(count).
    public func match(_ values: ClosedRange<Int64>, into words: inout [UInt64], at offset: Int) {
        words.overwritePart(at: offset, bits: count) { match(values, $0) }
    }

    private func match(_ values: ClosedRange<Int64>, _ words: UnsafeMutablePointer<UInt64>) {
        withUnsafeBufferPointer { numbers in
            martlet_match_i64(
                kernelLevel, numbers.baseAddress, numbers.count, values.lowerBound, values.upperBound, words)
        }
    }
}

extension [Double] {
    /// Replaces the contents of `words` by bits that say which numbers lie in `values`; what is not a number does not.
    /// O(count).
    public func match(_ values: ClosedRange<Double>, into words: inout [UInt64]) {
        words.overwrite(count: wordCount(count), placeholder: 0) { words in
            withUnsafeBufferPointer { numbers in
                martlet_match_f64(
                    kernelLevel, numbers.baseAddress, numbers.count, values.lowerBound, values.upperBound, words)
            }
        }
    }
}

extension RawNumbers {
    /// Replaces the contents of `words` by bits that say which numbers of some rows lie in `values`; what is not a
    /// number does not. O(rows).
    public func match(_ values: ClosedRange<Double>, in rows: Range<Int>, into words: inout [UInt64]) {
        check(rows)
        words.overwrite(count: wordCount(rows.count), placeholder: 0) { match(values, rows, $0) }
    }

    /// The same for a part of `words`, which have room for them, from bit `offset` on, a multiple of 64. O(rows).
    public func match(_ values: ClosedRange<Double>, in rows: Range<Int>, into words: inout [UInt64], at offset: Int) {
        check(rows)
        words.overwritePart(at: offset, bits: rows.count) { match(values, rows, $0) }
    }

    private func match(_ values: ClosedRange<Double>, _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>) {
        region.withUnsafeBytes { bytes in
            let first = bytes.baseAddress! + rows.lowerBound * form.byteCount
            switch form {
            case .double:
                martlet_match_f64(kernelLevel, first, rows.count, values.lowerBound, values.upperBound, words)
            case .float:
                let (low, high) = (leastFloat(from: values.lowerBound), greatestFloat(to: values.upperBound))
                martlet_match_f32(kernelLevel, first, rows.count, low, high, words)
            }
        }
    }

    /// The least `Float` that is not below a number.
    private func leastFloat(from number: Double) -> Float {
        let rounded = Float(number)
        return Double(rounded) < number ? rounded.nextUp : rounded
    }

    /// The greatest `Float` that is not above a number.
    private func greatestFloat(to number: Double) -> Float {
        let rounded = Float(number)
        return Double(rounded) > number ? rounded.nextDown : rounded
    }
}
