import Bytes
import Ingest
import Schema
import TestSupport
import Testing

/// What a row remembers of earlier records must not show in later ones.
@Suite struct RecordSeriesTests {
    private typealias Outcome = Result<[Value], RecordError>

    private static let schema = Schema(
        name: "t",
        fields: [
            FieldSpec(name: "a", type: .int), FieldSpec(name: "b", type: .string),
            FieldSpec(name: "c\"", type: .double),
            FieldSpec(name: "a long name of more than eight bytes", type: .long), FieldSpec(name: "", type: .string),
            FieldSpec(name: "l", type: .int, isMultiValue: true),
        ])

    private static func outcome(
        _ bytes: [UInt8], _ decoder: JSONRecordDecoder, _ row: inout DecodedRow
    ) -> Outcome {
        Outcome { () throws(RecordError) in
            try decoder.decode(bytes, 0..<bytes.count, into: &row)
            return row.slots.map { value($0, row) }
        }
    }

    private static func value(_ slot: DecodedRow.Slot, _ row: DecodedRow) -> Value {
        switch slot {
        case .null: .null
        case .integer(let number): .integer(number)
        case .double(let number): .double(number)
        case .string(let range): .string(ByteString(row.text[range]))
        case .list(let range): .list(row.elements[range].map { value($0, row) })
        }
    }

    /// A record in one of a few styles: other orders, white space, missing, unknown and repeated members.
    private static func record(_ random: inout SeededGenerator) -> String {
        var members = [
            ("a", "\(random.below(100))"), ("b", "\"text \(random.below(9)) \\u00e9\""),
            ("c\\\"", "\(random.below(9)).5"),
            ("a long name of more than eight bytes", "-\(random.below(1000))"), ("", "\"ü\""),
            ("l", "[1,\(random.below(9))]"),
            ("unknown", "{\"a\":[1,\"}\"]}"), ("other", "null"), ("\\u0061", "7"),
            (String(repeating: "far too long to be remembered ", count: 3), "1"),
        ]
        if random.oneIn(3) { members.shuffle(using: &random) }
        members.removeAll { _ in random.oneIn(5) }
        if random.oneIn(5), let first = members.first { members.append(first) }
        let (space, colon) = random.pick([("", ":"), (" ", ": "), ("\n\t", " :")])
        return "{\(space)" + members.map { "\"\($0)\"\(colon)\($1)" }.joined(separator: ",\(space)") + "\(space)}"
    }

    @Test(arguments: 0..<10)
    func aRowThatWasUsedDecodesLikeANewOne(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let decoder = JSONRecordDecoder(schema: Self.schema)
        var used = DecodedRow(fieldCount: decoder.fieldCount)
        var decoded = 0
        for _ in 0..<2000 {
            var bytes = Array(Self.record(&random).utf8)
            if random.oneIn(4) { bytes[random.below(bytes.count)] = random.pick(Array("{}[]:,\"\\ 0a".utf8)) }
            if random.oneIn(20) { bytes.removeLast(random.below(bytes.count)) }
            var new = DecodedRow(fieldCount: decoder.fieldCount)
            let expected = Self.outcome(bytes, decoder, &new)
            #expect(
                Self.outcome(bytes, decoder, &used) == expected,
                "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            if case .success = expected { decoded += 1 }
        }
        #expect(decoded > 1000 && decoded < 2000)
    }

    @Test func aRowMayGoToAnotherDecoder() {
        let first = JSONRecordDecoder(
            schema: Schema(name: "t", fields: [FieldSpec(name: "a", type: .int), FieldSpec(name: "b", type: .int)]))
        let second = JSONRecordDecoder(
            schema: Schema(name: "t", fields: [FieldSpec(name: "b", type: .int), FieldSpec(name: "a", type: .int)]))
        let bytes = Array(#"{"a":1,"b":2}"#.utf8)
        var row = DecodedRow(fieldCount: 2)
        for _ in 0..<3 {
            #expect(Self.outcome(bytes, first, &row) == .success([.integer(1), .integer(2)]))
            #expect(Self.outcome(bytes, second, &row) == .success([.integer(2), .integer(1)]))
        }
    }

    /// Digits of all lengths with points and exponents at all places, against the standard library.
    @Test(arguments: 0..<10)
    func numbersAreTheNearestDoubles(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let decoder = JSONRecordDecoder(schema: Schema(name: "t", fields: [FieldSpec(name: "d", type: .double)]))
        var row = DecodedRow(fieldCount: 1)
        for _ in 0..<5000 {
            let digits = { (count: Int) in
                (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            }
            var text =
                random.oneIn(4)
                ? "0" : "\(Int.random(in: 1...9, using: &random))" + digits(random.pick([0, 3, 8, 16, 20]))
            if random.oneIn(2) { text += "." + digits(random.pick([1, 2, 7, 15, 22])) }
            if random.oneIn(2) { text += random.pick(["e", "E+", "e-"]) + digits(random.pick([1, 2, 2])) }
            if random.oneIn(3) { text = "-" + text }
            if random.oneIn(4) { text = Double(bitPattern: random.next() & 0xBFEF_FFFF_FFFF_FFFF).description }
            let value = try #require(Double(text))
            let bytes = Array("{\"d\":\(text)}".utf8)
            #expect(
                Self.outcome(bytes, decoder, &row) == .success([.double(value == 0 ? 0 : value)]),
                "seed \(seed): \(text)")
        }
    }
}
