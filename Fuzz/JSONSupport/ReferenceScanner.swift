import Ingest

/// JSON (RFC 8259) byte by byte into a tree: nothing clever, so that it can be believed.
struct ReferenceScanner {
    indirect enum Node {
        case null
        case bool(Bool)
        /// As it was written.
        case number([UInt8])
        case string([UInt8])
        case array([Node])
        case object([(name: [UInt8], value: Node)])
    }

    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func malformed() -> RecordError { RecordError(.malformed, "at byte \(position)") }

    mutating func skipSpaces() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(RecordError) {
        if !take(character) { throw malformed() }
    }

    mutating func value(depth: Int) throws(RecordError) -> Node {
        if depth > IngestLimits.jsonDepth { throw RecordError(.tooLarge, "depth") }
        skipSpaces()
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number(limit: IngestLimits.decimalBytes))
        }
    }

    private mutating func object(depth: Int) throws(RecordError) -> Node {
        try expect("{")
        var members: [(name: [UInt8], value: Node)] = []
        if take("}") { return .object(members) }
        repeat {
            skipSpaces()
            let name = try string()
            try expect(":")
            members.append((name, try value(depth: depth + 1)))
        } while take(",")
        try expect("}")
        return .object(members)
    }

    private mutating func array(depth: Int) throws(RecordError) -> Node {
        try expect("[")
        var elements: [Node] = []
        if take("]") { return .array(elements) }
        repeat { elements.append(try value(depth: depth + 1)) } while take(",")
        try expect("]")
        return .array(elements)
    }

    private mutating func word(_ word: String, _ node: Node) throws(RecordError) -> Node {
        guard bytes[position...].starts(with: word.utf8) else { throw malformed() }
        position += word.utf8.count
        return node
    }

    mutating func number(limit: Int) throws(RecordError) -> [UInt8] {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let first = next
        if try digits() > 1 && first == UInt8(ascii: "0") { throw malformed() }
        if next == UInt8(ascii: ".") {
            position += 1
            _ = try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            _ = try digits()
        }
        if position - start > limit { throw RecordError(.tooLarge, "a number") }
        return Array(bytes[start..<position])
    }

    private mutating func digits() throws(RecordError) -> Int {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        if position == start { throw malformed() }
        return position - start
    }

    mutating func string() throws(RecordError) -> [UInt8] {
        guard next == UInt8(ascii: "\"") else { throw malformed() }
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return text
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20: throw malformed()
            default: text.append(byte)
            }
        }
        throw malformed()
    }

    private mutating func escape() throws(RecordError) -> [UInt8] {
        let plain: [UInt8: UInt8] = [
            0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
        ]
        guard let byte = next else { throw malformed() }
        position += 1
        if let plain = plain[byte] { return [plain] }
        guard byte == UInt8(ascii: "u") else { throw malformed() }
        var units = [try unit()]
        if (0xD800..<0xDC00).contains(units[0]) {
            guard bytes[position...].starts(with: "\\u".utf8) else { throw malformed() }
            position += 2
            units.append(try unit())
        }
        guard let text = String(validating: units, as: UTF16.self) else { throw malformed() }
        return Array(text.utf8)
    }

    private mutating func unit() throws(RecordError) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw malformed() }
        position += 4
        return unit
    }
}
