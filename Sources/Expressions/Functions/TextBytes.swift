import Bytes

/// Operations on UTF-8 text; positions and lengths count code points.
enum TextBytes {
    /// Bytes that a function makes at most for one row.
    static let maximumResultBytes = 1 << 20

    @inline(__always)
    static func isStart(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

    static func codePoints(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { isStart($1) ? $0 + 1 : $0 } }

    static func isASCII(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { $0 < 0x80 } }

    /// The byte offsets at which code points start, and the end.
    static func offsets(_ bytes: [UInt8]) -> [Int] {
        var offsets = bytes.indices.filter { isStart(bytes[$0]) }
        offsets.append(bytes.count)
        return offsets
    }

    static func scalars(_ text: ByteString) -> [Unicode.Scalar] { Array(text.string.unicodeScalars) }

    /// The code points from `start` up to but not including `end`. Negative positions count from the end; those outside
    /// the text are moved to its nearest end. As Pinot's `StringUtils.substring`.
    static func slice(_ text: ByteString, _ start: Int64, _ end: Int64) -> ByteString {
        let offsets = offsets(text.bytes)
        let count = Int64(offsets.count - 1)
        let first = start < 0 ? max(0, start.advanced(saturating: count)) : min(start, count)
        let last = end < 0 ? max(0, end.advanced(saturating: count)) : min(end, count)
        guard first < last else { return ByteString([]) }
        return ByteString(text.bytes[offsets[Int(first)]..<offsets[Int(last)]])
    }

    /// The byte offset of the first occurrence at or behind an offset.
    static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        guard let first = needle.first else { return start <= bytes.count ? start : nil }
        var position = start
        while position + needle.count <= bytes.count {
            if bytes[position] == first && bytes[position..<position + needle.count].elementsEqual(needle) {
                return position
            }
            position += 1
        }
        return nil
    }

    static func findLast(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
        var position = bytes.count - needle.count
        while position >= 0 {
            if bytes[position..<position + needle.count].elementsEqual(needle) { return position }
            position -= 1
        }
        return nil
    }

    static func replacing(
        _ needle: [UInt8], with substitute: [UInt8], in bytes: [UInt8], _ name: String
    ) throws(ExpressionError) -> [UInt8] {
        guard !needle.isEmpty, var found = find(needle, in: bytes) else { return bytes }
        var (result, copied) = ([UInt8](), 0)
        while true {
            result += bytes[copied..<found]
            result += substitute
            try check(result.count, name)
            copied = found + needle.count
            guard let next = find(needle, in: bytes, from: copied) else { break }
            found = next
        }
        result += bytes[copied...]
        try check(result.count, name)
        return result
    }

    /// The parts between separators, without empty ones; between blanks if the separator is empty. As Pinot's
    /// `StringUtils.splitByWholeSeparator`; the last of at most `limit` parts keeps the rest.
    static func split(_ bytes: [UInt8], by separator: [UInt8], limit: Int = 0) -> [ArraySlice<UInt8>] {
        if separator.isEmpty {
            let parts = bytes.split(whereSeparator: { $0 <= 0x20 })
            guard limit > 0 && parts.count > limit else { return parts }
            return Array(parts[..<(limit - 1)]) + [bytes[parts[limit - 1].startIndex...]]
        }
        var (parts, start) = ([ArraySlice<UInt8>](), 0)
        while let found = find(separator, in: bytes, from: start) {
            if found > start {
                if parts.count + 1 == limit { break }
                parts.append(bytes[start..<found])
            }
            start = found + separator.count
        }
        if start < bytes.count { parts.append(bytes[start...]) }
        return parts
    }

    static func check(_ count: Int, _ name: String) throws(ExpressionError) {
        guard count <= maximumResultBytes else {
            throw ExpressionError(
                .resultTooLarge, "\(name) makes more than \(maximumResultBytes) bytes, the limit for one value")
        }
    }

    /// A text so many times, with a separator between.
    static func repeated(
        _ text: [UInt8], separator: [UInt8] = [], _ times: Int64, _ name: String
    ) throws(ExpressionError) -> [UInt8] {
        guard times > 0 && text.count + separator.count > 0 else { return [] }
        guard times <= maximumResultBytes else { throw tooLarge(name) }
        let (size, overflow) = (text.count + separator.count).multipliedReportingOverflow(by: Int(times))
        guard !overflow && size - separator.count <= maximumResultBytes else { throw tooLarge(name) }
        var result = [UInt8]()
        result.reserveCapacity(size)
        for index in 0..<times {
            if index > 0 { result += separator }
            result += text
        }
        return result
    }

    private static func tooLarge(_ name: String) -> ExpressionError {
        ExpressionError(
            .resultTooLarge, "\(name) makes more than \(maximumResultBytes) bytes, the limit for one value")
    }
}

extension Int64 {
    /// The sum, at most and at least what 64 bits hold.
    func advanced(saturating distance: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(distance)
        return overflow ? (distance < 0 ? .min : .max) : sum
    }
}
