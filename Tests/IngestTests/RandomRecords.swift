import Bytes
import Foundation
import Schema
import TestSupport

/// Random records of every type, one value and several, with what must become of them: a model without cleverness.
struct RandomRecords {
    /// A value of each type, and a list of each: nil is NULL, and a single value is a list of one.
    typealias Row = [[Value]?]

    static let schema = Schema(
        name: "t",
        fields: DataType.allCases.map { FieldSpec(name: $0.rawValue, type: $0) }
            + DataType.allCases.map { FieldSpec(name: $0.rawValue + "s", type: $0, isMultiValue: true) })

    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func record() -> (json: String, row: Row) {
        var (members, row): ([String], Row) = ([], [])
        for field in Self.schema.fields {
            let (json, values) = field.isMultiValue ? list(field.type) : single(field.type)
            if let json { members.append("\"\(field.name)\":\(space())\(json)") }
            row.append(values)
        }
        members.shuffle(using: &random)
        return ("{" + members.joined(separator: ", ") + "}", row)
    }

    private mutating func space() -> String { random.pick(["", " ", "\t "]) }

    private mutating func single(_ type: DataType) -> (json: String?, values: [Value]?) {
        if random.oneIn(8) { return (random.oneIn(2) ? nil : "null", nil) }
        let (json, value) = value(type)
        return (json, [value])
    }

    private mutating func list(_ type: DataType) -> (json: String?, values: [Value]?) {
        if random.oneIn(8) { return (random.pick([nil, "null", "[null, null]"]), nil) }
        if random.oneIn(5) {
            // What is no array is a list of one.
            var (json, value) = value(type)
            while json.hasPrefix("[") { (json, value) = self.value(type) }
            return (json, [value])
        }
        var (texts, values): ([String], [Value]) = ([], [])
        for _ in 0..<random.pick([0, 1, 2, 3, 17]) {
            let (json, value) = value(type)
            texts.append(space() + json)
            values.append(value)
            if random.oneIn(6) { texts.append("null") }
        }
        return ("[" + texts.joined(separator: ",") + space() + "]", values)
    }

    private mutating func value(_ type: DataType) -> (json: String, value: Value) {
        switch type {
        case .int: integer(Int64(Int32(truncatingIfNeeded: random.next() >> UInt64(random.below(33)))))
        case .long: integer(Int64(truncatingIfNeeded: random.next() >> UInt64(random.below(63))))
        case .timestamp: integer(Int64(random.below(1 << 41)))
        case .boolean: random.pick([("true", .integer(1)), ("0", .integer(0)), ("\"false\"", .integer(0))])
        case .float: number(Double(Float(random.below(2000) - 1000) / 16))
        case .double: number(Double(random.below(2000) - 1000) / 1024)
        case .string: random.pick([("\"a\\u00e9\\n\"", .string("aé\n")), ("17.50", .string("17.50")), word()])
        case .json: document()
        case .bytes: bytes()
        case .bigDecimal: decimal()
        }
    }

    private mutating func integer(_ number: Int64) -> (json: String, value: Value) {
        (random.oneIn(3) ? "\"\(number)\"" : "\(number)", .integer(number))
    }

    private mutating func number(_ number: Double) -> (json: String, value: Value) {
        (random.oneIn(3) ? "\"\(number)\"" : "\(number)", .double(number == 0 ? 0 : number))
    }

    private mutating func word() -> (json: String, value: Value) {
        let text = "word \(random.below(40))"
        return ("\"\(text)\"", .string(ByteString(text)))
    }

    private mutating func document() -> (json: String, value: Value) {
        let number = random.below(1000)
        return random.pick([
            (#"{ "b" : [1, 2.50, {"c": null}], "a": "\u00e9\/" }"#, .string(#"{"b":[1,2.50,{"c":null}],"a":"é/"}"#)),
            (#""{\"k\": \#(number)}""#, .string(ByteString(#"{"k":\#(number)}"#))),
            (#""plain \"text\"""#, .string(#""plain \"text\"""#)), ("true", .string("true")),
            ("[ ]", .string("[]")), ("\(number)e2", .string(ByteString("\(number)e2"))),
        ])
    }

    private mutating func bytes() -> (json: String, value: Value) {
        let bytes = random.bytes(random.below(6))
        let text = bytes.map { String(format: random.oneIn(2) ? "%02X" : "%02x", $0) }.joined()
        return ("\"\(text)\"", .string(ByteString(bytes)))
    }

    private mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(random.below(10)) }.joined()
    }

    private mutating func decimal() -> (json: String, value: Value) {
        let whole = "1" + digits(random.below(60))
        let fraction = digits(random.below(60))
        let exponent = random.oneIn(3) ? "E\(random.below(400) - 200)" : ""
        let sign = random.oneIn(2) ? "-" : ""
        let text = "\(sign)\(random.oneIn(3) ? "0" : whole)\(fraction.isEmpty ? "" : "." + fraction)\(exponent)"
        let number = try? BigDecimal(text)
        return (random.oneIn(2) ? "\"\(text)\"" : text, number.map { .string($0.orderedBytes) } ?? .null)
    }
}
