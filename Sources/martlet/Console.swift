import Foundation

/// Standard output and standard error, unbuffered: what is written is seen at once, also through a pipe.
enum Console {
    static func line(_ text: String = "") { write(text + "\n", to: .standardOutput) }
    static func error(_ text: String) { write(text + "\n", to: .standardError) }
    /// Text as it is, without a line end behind it.
    static func text(_ text: String) { write(text, to: .standardOutput) }

    /// Output that nobody reads any more is dropped.
    private static func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }

    /// An integer with commas between groups of three digits.
    static func grouped(_ number: some FixedWidthInteger) -> String {
        var text = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0 && index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + String(text.reversed())
    }

    /// Milliseconds with two decimals.
    static func milliseconds(microseconds: Int64) -> String {
        let hundredths = (microseconds + 5) / 10
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) ms"
    }
}

/// A failure with a stable code that ends the command with exit status 1.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(code: String, _ message: String) { description = "\(code): \(message)" }
    init(_ description: String) { self.description = description }
}
