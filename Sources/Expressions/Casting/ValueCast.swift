import Bytes
import Schema

/// The conversion of values of one type to another.
struct ValueCast: Hashable, Sendable {
    let from: DataType
    let to: DataType

    /// Whether there is such a conversion at all: BYTES are only converted from and to text.
    var isPossible: Bool {
        if from == to { return true }
        if from == .bytes { return to == .string }
        return to != .bytes || from == .string
    }

    /// Whether some value has no counterpart.
    var canFail: Bool {
        switch (from, to) {
        case _ where from == to: false
        case (_, .string): false
        case (.int, _), (.boolean, _): false
        case (.long, .int), (.timestamp, .int): true
        case (.long, _), (.timestamp, _): false
        case (.float, .double): false
        default: true
        }
    }

    /// The types by the names that CAST takes, without regard to case.
    static func type(named name: String) -> DataType? {
        if let type = DataType(rawValue: name.uppercased()) { return type }
        return switch name.uppercased() {
        case "INTEGER", "SMALLINT", "TINYINT": .int
        case "BIGINT": .long
        case "REAL": .float
        case "DOUBLE PRECISION": .double
        case "BOOL": .boolean
        case "VARCHAR", "CHAR", "TEXT": .string
        case "VARBINARY", "BINARY": .bytes
        case "DECIMAL", "NUMERIC", "BIGDECIMAL": .bigDecimal
        default: nil
        }
    }

    /// The integer forms of the target type.
    func integer(_ value: Int64) -> Int64? {
        switch to {
        case .int: Int32(exactly: value).map { Int64($0) }
        case .boolean: value == 0 ? 0 : 1
        default: value
        }
    }

    func integer(_ value: Double) -> Int64? {
        if value.isNaN { return nil }
        if to == .boolean { return value == 0 ? 0 : 1 }
        return Int64(exactly: value.rounded(.towardZero)).flatMap(integer)
    }

    func integer(_ value: ByteString) -> Int64? {
        switch (from, to) {
        case (.bigDecimal, .boolean): return BigDecimal(orderedBytes: value).map { $0 == .zero ? 0 : 1 }
        case (.bigDecimal, _): return BigDecimal(orderedBytes: value)?.truncatedInteger.flatMap(integer)
        case (_, .boolean): return Self.boolean(value.string.lowercased())
        case (_, .timestamp):
            if let instant = TimestampText.parse(value.bytes) { return instant }
        default: break
        }
        return (try? BigDecimal(parsing: value.bytes))?.truncatedInteger.flatMap(integer)
    }

    private static func boolean(_ text: String) -> Int64? {
        switch text {
        case "true", "1": 1
        case "false", "0": 0
        default: nil
        }
    }

    /// The double forms of the target type.
    func double(_ value: Int64) -> Double { to == .float ? Double(Float(value)) : Double(value) }

    func double(_ value: Double) -> Double? {
        guard to == .float else { return value }
        let single = Double(Float(value))
        return single.isInfinite && value.isFinite ? nil : single
    }

    func double(_ value: ByteString) -> Double? {
        if from == .bigDecimal {
            guard let number = BigDecimal(orderedBytes: value)?.double, number.isFinite else { return nil }
            return double(number)
        }
        switch value.string {
        case "NaN": return .nan
        case "Infinity": return .infinity
        case "-Infinity": return -.infinity
        case let text:
            let isPlain = value.bytes.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "+-.eE".utf8.contains($0)
            }
            guard isPlain, let number = Double(text), number.isFinite else { return nil }
            return double(number)
        }
    }
}
