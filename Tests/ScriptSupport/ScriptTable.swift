import Bytes
import Schema

/// The rows of a table in a script, as they are written, cut into segments.
public struct ScriptTable: Sendable {
    public let name: String
    public let fields: [FieldSpec]
    /// Segments of rows of cells.
    public let segments: [[[String]]]

    init(_ head: String, _ lines: [String], line: Int) throws {
        guard let open = head.firstIndex(of: "("), let close = head.lastIndex(of: ")"),
            let name = head[..<open].split(separator: " ").last
        else { throw SQLScript.Flaw(line: line, detail: "a table has its columns in parentheses") }
        self.name = String(name)
        fields = try head[head.index(after: open)..<close].split(separator: ",").map { try Self.field($0, line) }
        var segments: [[[String]]] = [[]]
        for (index, text) in lines.enumerated() {
            if text == "---- segment" {
                segments.append([])
                continue
            }
            let cells = text.cells
            guard cells.count == fields.count else {
                throw SQLScript.Flaw(
                    line: line + index + 1, detail: "\(cells.count) values for \(fields.count) columns")
            }
            segments[segments.count - 1].append(cells)
        }
        self.segments = segments
    }

    private static func field(_ text: Substring, _ line: Int) throws -> FieldSpec {
        let words = text.split(separator: " ")
        guard words.count >= 2 else { throw SQLScript.Flaw(line: line, detail: "a column has a name and a type") }
        let isList = words[1].hasSuffix("[]")
        guard let type = DataType(rawValue: String(isList ? words[1].dropLast(2) : words[1])) else {
            throw SQLScript.Flaw(line: line, detail: "there is no type \(words[1])")
        }
        var rest = words.dropFirst(2).joined(separator: " ")
        let isMetric = rest.hasPrefix("METRIC")
        if isMetric { rest = String(rest.dropFirst("METRIC".count).drop { $0 == " " }) }
        guard rest.isEmpty || rest == "NOT NULL" else {
            throw SQLScript.Flaw(line: line, detail: "unknown words \(rest)")
        }
        return FieldSpec(
            name: String(words[0]), type: type, role: isMetric ? .metric : .dimension, isMultiValue: isList,
            isNotNull: !rest.isEmpty)
    }
}

/// One value of a script.
public struct ScriptCell: Sendable {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var isNull: Bool { text == "NULL" }

    /// The cells of a list in brackets.
    public var elements: [ScriptCell] {
        let inner = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: true)
        return inner.map { ScriptCell(String($0).trimmed) }
    }

    /// The value in its stored form; nil if the text is none of the type.
    public func value(_ type: DataType) -> Value? {
        if isNull { return .null }
        switch type {
        case .string, .json: return .string(ByteString(text == "(empty)" ? "" : text))
        case .bytes: return text == "(empty)" ? .string(ByteString([])) : hexadecimal.map { .string(ByteString($0)) }
        case .bigDecimal: return (try? BigDecimal(text)).map { .string($0.orderedBytes) }
        case .boolean: return text == "true" ? .integer(1) : (text == "false" ? .integer(0) : nil)
        case .float, .double: return Double(text).map { .double(type == .float ? Double(Float($0)) : $0) }
        case .int, .long, .timestamp: return Int64(text).map { .integer($0) }
        }
    }

    private var hexadecimal: [UInt8]? {
        guard text.count % 2 == 0 else { return nil }
        var bytes = [UInt8]()
        var rest = text[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    /// The value as a record in JSON has it.
    public func json(_ field: FieldSpec) -> String {
        if isNull { return "null" }
        if field.isMultiValue { return "[\(elements.map { $0.json(field.type) }.joined(separator: ","))]" }
        return json(field.type)
    }

    private func json(_ type: DataType) -> String {
        switch type {
        case .int, .long, .timestamp, .boolean: text
        case .float, .double: Double(text)?.isFinite == true ? text : quoted
        case .string, .json, .bytes, .bigDecimal: quoted
        }
    }

    private var quoted: String {
        if text == "(empty)" { return "\"\"" }
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}

extension String {
    /// The values of a line.
    public var cells: [String] { split(separator: "|", omittingEmptySubsequences: false).map { String($0).trimmed } }

    var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}

extension ScriptTable {
    /// Whether the other one was made by the same lines.
    public func isSame(as other: ScriptTable) -> Bool {
        name == other.name && fields == other.fields && segments == other.segments
    }
}
