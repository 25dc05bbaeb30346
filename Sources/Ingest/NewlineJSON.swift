import Bytes

/// Newline-delimited JSON: one object a line, as clients produce it and files hold it.
public enum NewlineJSON {
    /// One record of the text.
    public struct Line: Sendable {
        /// Counted from 1; blank lines count.
        public let number: Int
        /// The object's bytes, without white space around it.
        public let value: Range<Int>
        /// The key field's text (strings unescaped, anything else as written); nil if null or not asked for.
        public let key: ArraySlice<UInt8>?
    }

    /// Why a line was refused.
    public struct LineError: CodedError, Hashable, Sendable {
        public let line: Int
        public let cause: RecordError

        public init(line: Int, cause: RecordError) {
            self.line = line
            self.cause = cause
        }

        public var code: String { cause.code }
        public var message: String { "line \(line): \(cause.message)" }
    }

    /// Checks every line to be one JSON object and finds its key. Blank lines are passed over.
    ///
    /// With a `keyField` every record must have that member at top level. O(bytes).
    public static func lines(_ bytes: [UInt8], keyField: String?) throws(LineError) -> [Line] {
        let keyName = keyField.map { ByteString($0) }
        var lines: [Line] = []
        var start = 0
        var number = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            number += 1
            do throws(RecordError) {
                if let line = try line(bytes, start..<end, number: number, keyName: keyName) { lines.append(line) }
            } catch {
                throw LineError(line: number, cause: error)
            }
            start = end + 1
        }
        return lines
    }

    private static func line(
        _ bytes: [UInt8], _ range: Range<Int>, number: Int, keyName: ByteString?
    ) throws(RecordError) -> Line? {
        var scanner = JSONScanner(bytes.span, range)
        if scanner.peek() == 0 && scanner.isAtEnd { return nil }
        if range.count > IngestLimits.recordBytes {
            throw RecordError(.tooLarge, "a record of \(range.count) bytes, over \(IngestLimits.recordBytes)")
        }
        let start = scanner.position
        let key = try keyMember(&scanner, named: keyName)
        let end = scanner.position
        if scanner.peek() != 0 || !scanner.isAtEnd { throw scanner.error("the end of the line") }
        if let keyName, key == nil {
            throw RecordError(.missing, column: keyName.string, "the key field is not there")
        }
        return Line(number: number, value: start..<end, key: key ?? nil)
    }

    /// Passes an object. Nil if it has no member of that name; `.some(nil)` if it is null.
    private static func keyMember(
        _ scanner: inout JSONScanner, named name: ByteString?
    ) throws(RecordError) -> ArraySlice<UInt8>?? {
        var key: ArraySlice<UInt8>?? = nil
        try scanner.expect(UInt8(ascii: "{"), "an object")
        if scanner.skip(UInt8(ascii: "}")) { return key }
        repeat {
            _ = scanner.peek()
            let member = try scanner.string()
            try scanner.expect(UInt8(ascii: ":"), "':'")
            if let name, scanner.bytes(of: member) == name.bytes {
                key = .some(try keyText(&scanner))
            } else {
                try scanner.skipValue(depth: 1)
            }
        } while scanner.skip(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "}"), "',' or '}'")
        return key
    }

    private static func keyText(_ scanner: inout JSONScanner) throws(RecordError) -> ArraySlice<UInt8>? {
        let first = scanner.peek()
        if first == UInt8(ascii: "\"") {
            let text = try scanner.string()
            return scanner.bytes(of: text)[...]
        }
        let start = scanner.position
        try scanner.skipValue(depth: 1)
        return first == UInt8(ascii: "n") ? nil : scanner.input(start..<scanner.position)[...]
    }
}
