import Bytes
import Schema

/// Reads one record in Avro's binary encoding by the schema that it was written with.
///
/// A record gives an object, an enum its symbol, a map an object. Every length is compared with what is left before
/// anything is read; depth and number of values have limits, also of those that take no bytes.
struct AvroRecordDecoder {
    private let schema: AvroSchema
    private var reader: ByteReader
    private var remaining = IngestLimits.recordValues

    /// The object that `bytes` are by the schema.
    static func decode(_ bytes: ArraySlice<UInt8>, by schema: AvroSchema) throws(RecordError) -> RecordObject {
        var decoder = AvroRecordDecoder(schema: schema, reader: ByteReader(bytes))
        let value = try decoder.value(schema.root, depth: 1)
        guard case .object(let object) = value else { throw RecordError(.malformed, "a record that is null") }
        if !decoder.reader.isAtEnd {
            throw decoder.malformed("\(decoder.reader.remaining) bytes behind the end of the record")
        }
        return object
    }

    private init(schema: AvroSchema, reader: ByteReader) {
        self.schema = schema
        self.reader = reader
    }

    private func malformed(_ detail: String) -> RecordError {
        RecordError(.malformed, "at byte \(reader.offset): \(detail)")
    }

    private mutating func value(_ type: Int, depth: Int) throws(RecordError) -> RecordValue {
        if depth > IngestLimits.jsonDepth + 1 {
            throw RecordError(.tooLarge, "values nested deeper than \(IngestLimits.jsonDepth)")
        }
        remaining -= 1
        if remaining < 0 { throw RecordError(.tooLarge, "more than \(IngestLimits.recordValues) values in a record") }
        switch schema.nodes[type] {
        case .array(let items): return .array(try array(items, depth: depth + 1))
        case .map(let values): return .object(try map(values, depth: depth + 1))
        case .record(let fields):
            var object = RecordObject()
            for field in fields { object.set(field.name, try value(field.type, depth: depth + 1)) }
            return .object(object)
        case .union(let branches):
            let branch = try long("the branch of a union")
            guard branch >= 0, branch < branches.count else { throw malformed("branch \(branch) of \(branches.count)") }
            return try value(branches[Int(branch)], depth: depth + 1)
        default: return try single(schema.nodes[type])
        }
    }

    private mutating func single(_ node: AvroSchema.Node) throws(RecordError) -> RecordValue {
        switch node {
        case .null: return .null
        case .boolean:
            let byte = try read(1, "a boolean").first ?? 0
            if byte > 1 { throw malformed("a boolean of \(byte)") }
            return .boolean(byte == 1)
        case .int: return .integer(try int("an int"))
        case .long: return .integer(try long("a long"))
        case .float: return .float(Float(bitPattern: try number("a float")))
        case .double: return .double(Double(bitPattern: try number("a double")))
        case .bytes: return .bytes(ByteString(try counted("bytes")))
        case .string: return .string(ByteString(try counted("a string")))
        case .fixed(let size): return .bytes(ByteString(try read(size, "a fixed value")))
        case .enumeration(let symbols):
            let index = try int("an enum")
            guard index >= 0, index < symbols.count else { throw malformed("symbol \(index) of \(symbols.count)") }
            return .string(symbols[Int(index)])
        default: return try logical(node)
        }
    }

    private mutating func logical(_ node: AvroSchema.Node) throws(RecordError) -> RecordValue {
        switch node {
        case .decimal(let scale, let size):
            let unscaled = if let size { try read(size, "a decimal") } else { try counted("a decimal") }
            if unscaled.count > AvroDecimal.maximumBytes {
                throw RecordError(.tooLarge, "a decimal of \(unscaled.count) bytes, over \(AvroDecimal.maximumBytes)")
            }
            return .decimal(AvroDecimal.text(unscaled, scale: scale))
        case .date: return .date(try int("a date"))
        case .timeMillis: return .timeOfDay(try timeOfDay(try int("a time"), perMillisecond: 1))
        case .timeMicros: return .timeOfDay(try timeOfDay(try long("a time"), perMillisecond: 1_000))
        case .timestamp(let units): return .timestamp(CivilTime.floorDivide(try long("a timestamp"), units))
        case .uuidBytes: return .string(Self.uuid(try read(16, "a UUID")))
        default: preconditionFailure("every kind of type is read")
        }
    }

    private func timeOfDay(_ value: Int64, perMillisecond units: Int64) throws(RecordError) -> Int64 {
        let milliseconds = CivilTime.floorDivide(value, units)
        guard (0..<CivilTime.millisecondsPerDay).contains(milliseconds) else {
            throw RecordError(.outOfRange, "the time of day \(value) is none")
        }
        return milliseconds
    }

    private static func uuid(_ bytes: ArraySlice<UInt8>) -> ByteString {
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            HexText.append([byte], to: &text)
        }
        return ByteString(text)
    }

    private mutating func array(_ items: Int, depth: Int) throws(RecordError) -> [RecordValue] {
        var elements: [RecordValue] = []
        while let count = try block("an array") {
            for _ in 0..<count { elements.append(try value(items, depth: depth)) }
        }
        return elements
    }

    private mutating func map(_ values: Int, depth: Int) throws(RecordError) -> RecordObject {
        var object = RecordObject()
        while let count = try block("a map") {
            for _ in 0..<count {
                let key = ByteString(try counted("a key"))
                object.set(key, try value(values, depth: depth))
            }
        }
        return object
    }

    /// The number of values in the next block; nil behind the last.
    private mutating func block(_ what: String) throws(RecordError) -> Int? {
        let count = try long(what)
        if count == 0 { return nil }
        // A negative count is followed by the bytes of the block, for those who pass over it.
        if count < 0 { _ = try long(what) }
        guard count != .min, let number = Int(exactly: count.magnitude), number <= IngestLimits.recordValues else {
            throw RecordError(.tooLarge, "more than \(IngestLimits.recordValues) values in a record")
        }
        return number
    }
}

// What the values are made of.
extension AvroRecordDecoder {
    private mutating func long(_ what: String) throws(RecordError) -> Int64 {
        do throws(ByteReaderError) { return try reader.readVarint() } catch { throw cut(what, error) }
    }

    private mutating func int(_ what: String) throws(RecordError) -> Int64 {
        let value = try long(what)
        if Int32(exactly: value) == nil { throw malformed("\(what) of \(value), which has over 32 bits") }
        return value
    }

    private mutating func number<Bits: FixedWidthInteger>(_ what: String) throws(RecordError) -> Bits {
        do throws(ByteReaderError) { return try reader.readLittleEndian(Bits.self) } catch { throw cut(what, error) }
    }

    private mutating func read(_ count: Int, _ what: String) throws(RecordError) -> ArraySlice<UInt8> {
        do throws(ByteReaderError) { return try reader.read(count: count) } catch { throw cut(what, error) }
    }

    private mutating func counted(_ what: String) throws(RecordError) -> ArraySlice<UInt8> {
        let count = try long(what)
        guard count >= 0, let length = Int(exactly: count) else { throw malformed("\(what) of \(count) bytes") }
        return try read(length, what)
    }

    private func cut(_ what: String, _ error: ByteReaderError) -> RecordError {
        switch error {
        case .truncated: malformed("the record ends within \(what)")
        case .malformedVarint: malformed("\(what) goes on for over ten bytes")
        }
    }
}
