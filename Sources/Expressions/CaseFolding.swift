/// Texts in which the case of letters does not count.
enum CaseFolding {
    /// The text with each letter in lower case by Unicode's default mapping, where that is one letter as well: the text
    /// keeps its number of code points.
    static func fold(_ text: [UInt8]) -> [UInt8] {
        if text.allSatisfy({ $0 < 0x80 }) {
            return text.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        }
        var folded = String.UnicodeScalarView()
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            let mapping = scalar.properties.lowercaseMapping.unicodeScalars
            folded.append(mapping.count == 1 ? mapping[mapping.startIndex] : scalar)
        }
        return Array(String(folded).utf8)
    }
}
