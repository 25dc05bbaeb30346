import Bytes
import Schema

/// Reads one record of delimited text, by the rules of RFC 4180 where the config does not say otherwise.
///
/// An unquoted field that is empty, or is the text for NULL, is NULL. A quoted field that is empty is the empty text
/// for STRING columns and for what is no column, and NULL for all others. A field of a column with several values per
/// row is split at the delimiter for these; an empty one is NULL.
struct CSVRecordDecoder: Sendable {
    private struct Field: Sendable {
        let name: ByteString
        let isMultiValue: Bool
        let takesEmptyText: Bool
    }

    private let config: CSVConfig
    private let fields: [Field]
    private let nullText: [UInt8]?

    init(_ config: CSVConfig, schema: Schema) {
        self.config = config
        nullText = config.nullText.map { Array($0.utf8) }
        fields = config.header.map { name in
            let field = schema.field(named: name)
            return Field(
                name: ByteString(name),
                isMultiValue: field?.isMultiValue == true && config.multiValueDelimiter != nil,
                takesEmptyText: field?.type ?? .string == .string)
        }
    }

    /// The members of a record; nil if it is a comment.
    func decode(_ bytes: ArraySlice<UInt8>) throws(RecordError) -> RecordObject? {
        if let marker = config.commentMarker, bytes.first == marker { return nil }
        var scanner = CSVScanner(bytes, config)
        var record = RecordObject()
        var count = 0
        repeat {
            let (text, isQuoted) = try scanner.field()
            if count < fields.count { record.set(fields[count].name, value(text, isQuoted, fields[count])) }
            count += 1
        } while scanner.skipDelimiter()
        try scanner.expectEnd()
        if count != fields.count {
            throw RecordError(.malformed, "\(count) fields where the header has \(fields.count)")
        }
        return record
    }

    private func value(_ text: ArraySlice<UInt8>, _ isQuoted: Bool, _ field: Field) -> RecordValue {
        if !isQuoted, let nullText, text.elementsEqual(nullText) { return .null }
        if text.isEmpty { return isQuoted && field.takesEmptyText && !field.isMultiValue ? .string("") : .null }
        guard field.isMultiValue, let delimiter = config.multiValueDelimiter else { return .string(ByteString(text)) }
        let parts = text.split(separator: delimiter, omittingEmptySubsequences: false)
        return .array(parts.map { $0.isEmpty && !field.takesEmptyText ? .null : .string(ByteString($0)) })
    }
}

/// Passes the fields of one record.
private struct CSVScanner {
    private let bytes: ArraySlice<UInt8>
    private let config: CSVConfig
    private var position: Int
    private var end: Int

    init(_ bytes: ArraySlice<UInt8>, _ config: CSVConfig) {
        self.bytes = bytes
        self.config = config
        position = bytes.startIndex
        end = bytes.endIndex
        if end > position, bytes[end - 1] == 0x0A { end -= 1 }
        if end > position, bytes[end - 1] == 0x0D { end -= 1 }
    }

    mutating func skipDelimiter() -> Bool {
        guard position < end, bytes[position] == config.delimiter else { return false }
        position += 1
        return true
    }

    func expectEnd() throws(RecordError) {
        if position < end { throw error("a delimiter or the end") }
    }

    /// A field; `isQuoted` says that its text is no word for NULL, because quotes or escapes make it text.
    mutating func field() throws(RecordError) -> (text: ArraySlice<UInt8>, isQuoted: Bool) {
        if config.trimsSpaces { skipSpaces() }
        if let quote = config.quote, position < end, bytes[position] == quote {
            let text = try quoted(quote)
            if config.trimsSpaces { skipSpaces() }
            return (text, true)
        }
        return try plain()
    }

    private mutating func skipSpaces() {
        while position < end, bytes[position] != config.delimiter, Self.isSpace(bytes[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private mutating func plain() throws(RecordError) -> (text: ArraySlice<UInt8>, isQuoted: Bool) {
        var unescaped: [UInt8]?
        let start = position
        while position < end, bytes[position] != config.delimiter {
            let byte = bytes[position]
            if byte == config.escape, let next = escaped() {
                if unescaped == nil { unescaped = Array(bytes[start..<position]) }
                unescaped?.append(next)
                position += 2
                continue
            }
            if byte == 0x0A || byte == 0x0D { throw error("one record, without a line break outside of quotes") }
            unescaped?.append(byte)
            position += 1
        }
        let raw = bytes[start..<position]
        // The word for NULL may begin with the escape, as MySQL's does.
        if let text = config.nullText, raw.elementsEqual(text.utf8) { return (raw, false) }
        return (trimmed(unescaped.map { $0[...] } ?? raw), unescaped != nil)
    }

    private func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard config.trimsSpaces else { return text }
        var text = text
        while let last = text.last, Self.isSpace(last) { text.removeLast() }
        return text
    }

    private mutating func quoted(_ quote: UInt8) throws(RecordError) -> ArraySlice<UInt8> {
        position += 1
        var text: [UInt8] = []
        while position < end {
            let byte = bytes[position]
            if byte == config.escape, byte != quote, let next = escaped() {
                text.append(next)
                position += 2
                continue
            }
            position += 1
            guard byte == quote else {
                text.append(byte)
                continue
            }
            guard position < end, bytes[position] == quote else { return text[...] }
            text.append(quote)
            position += 1
        }
        throw error("a closing quote")
    }

    /// What the byte behind an escape stands for.
    private func escaped() -> UInt8? {
        guard position + 1 < end else { return nil }
        return switch bytes[position + 1] {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case let byte: byte
        }
    }

    private func error(_ expected: String) -> RecordError {
        let found = position < end ? "byte 0x" + String(bytes[position], radix: 16) : "the end"
        return RecordError(
            .malformed, "at byte \(position - bytes.startIndex): expected \(expected), found \(found)")
    }
}
