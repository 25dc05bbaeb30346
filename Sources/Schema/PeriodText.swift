/// Parsers of the texts in which Pinot writes spans of time and amounts of memory.
enum PeriodText {
    /// A span such as `6h`, `1d12h`, `30m`, `45s`, `500ms`, `PT6H`, `P1DT12H`, or a bare count of milliseconds.
    /// Nil for anything else and for more than 64 bits of milliseconds.
    static func milliseconds(_ text: String) -> Int64? {
        if let plain = Int64(text) { return plain >= 0 ? plain : nil }
        let lower = text.lowercased()
        return lower.hasPrefix("p") ? isoMilliseconds(lower.dropFirst()) : sum(Array(lower.utf8))
    }

    /// What follows the `P` of ISO 8601: days, and after a `T` hours, minutes and seconds.
    private static func isoMilliseconds(_ text: Substring) -> Int64? {
        let parts = text.split(separator: "t", maxSplits: 1, omittingEmptySubsequences: false)
        let isDayCount = parts[0].isEmpty || parts[0].dropLast().allSatisfy(\.isNumber) && parts[0].hasSuffix("d")
        guard isDayCount, parts.count == 1 || !(parts[1].isEmpty || parts[1].contains("d")) else { return nil }
        return sum(Array(parts.joined().utf8))
    }

    /// `number unit` pairs, each unit shorter than the one before.
    private static func sum(_ text: [UInt8]) -> Int64? {
        var total: Int64 = 0
        var position = 0
        var largestAllowed = Int64.max
        while position < text.count {
            let digits = text[position...].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            position += digits.count
            let letters = text[position...].prefix { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
            position += letters.count
            guard let count = Int64(String(decoding: digits, as: UTF8.self)),
                let unit = unitMilliseconds[String(decoding: letters, as: UTF8.self)], unit < largestAllowed
            else { return nil }
            largestAllowed = unit
            let (product, overflow) = count.multipliedReportingOverflow(by: unit)
            let (next, carry) = total.addingReportingOverflow(product)
            if overflow || carry { return nil }
            total = next
        }
        return text.isEmpty ? nil : total
    }

    private static let unitMilliseconds: [String: Int64] = [
        "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1,
    ]

    /// A size such as `200M`, `1.5G`, `512KB` or a bare count of bytes, in powers of 1,024; nil for anything else.
    static func bytes(_ text: String) -> Int64? {
        let upper = text.uppercased().filter { $0 != " " }
        let number = upper.prefix { ("0"..."9").contains($0) || $0 == "." }
        guard let scale = byteScales[String(upper.dropFirst(number.count))] else { return nil }
        if let whole = Int64(number) {
            let (product, overflow) = whole.multipliedReportingOverflow(by: scale)
            return overflow ? nil : product
        }
        guard let fraction = Double(number) else { return nil }
        return Int64(exactly: (fraction * Double(scale)).rounded(.down))
    }

    private static let byteScales: [String: Int64] = [
        "": 1, "B": 1, "K": 1 << 10, "KB": 1 << 10, "M": 1 << 20, "MB": 1 << 20, "G": 1 << 30, "GB": 1 << 30,
        "T": 1 << 40, "TB": 1 << 40,
    ]
}
