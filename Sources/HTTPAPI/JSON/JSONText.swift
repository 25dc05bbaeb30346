/// The JSON text of single values.
package enum JSONText {
    /// Appends the decimal digits of an integer.
    package static func append(integer value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = UInt64(value.magnitude)
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Appends the shortest text that reads back as the same double. JSON has no infinities and no NaN: they are
    /// written as the strings that Java, and so Pinot, gives them.
    package static func append(double value: Double, to bytes: inout [UInt8]) {
        if value.isFinite {
            bytes.append(contentsOf: value.description.utf8)
        } else {
            append(nonFinite: value, to: &bytes)
        }
    }

    /// Appends the shortest text that reads back as the same single-precision number.
    package static func append(float value: Float, to bytes: inout [UInt8]) {
        if value.isFinite {
            bytes.append(contentsOf: value.description.utf8)
        } else {
            append(nonFinite: Double(value), to: &bytes)
        }
    }

    private static func append(nonFinite value: Double, to bytes: inout [UInt8]) {
        let name = value.isNaN ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\""
        bytes.append(contentsOf: name.utf8)
    }

    /// Appends text in quotes, escaped; what is not UTF-8 is replaced by U+FFFD.
    package static func append(quoted text: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        if text.allSatisfy({ $0 < 0x80 }) {
            appendEscaped(text, to: &bytes)
        } else {
            appendEscaped(Array(String(decoding: text, as: UTF8.self).utf8), to: &bytes)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ text: [UInt8], to bytes: inout [UInt8]) {
        var start = 0
        for index in 0..<text.count where mustEscape(text[index]) {
            bytes.append(contentsOf: text[start..<index])
            appendEscape(of: text[index], to: &bytes)
            start = index + 1
        }
        bytes.append(contentsOf: text[start...])
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(hexadecimalDigits[Int(byte >> 4)])
            bytes.append(hexadecimalDigits[Int(byte & 15)])
        }
    }

    private static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}
