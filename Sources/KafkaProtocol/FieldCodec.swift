import Bytes

/// Reads or writes the fields of one message, in whichever direction it was made for, so that each message lists its
/// fields once.
///
/// What is read is not trusted: every length is checked before anything is allocated. Field types and their two forms
/// are those of the Kafka protocol guide, "Protocol Primitive Types".
public struct FieldCodec {
    public let version: Int16
    /// Whether lengths are compact and structures end in tagged fields.
    public let isFlexible: Bool
    private(set) var isReading: Bool
    private var reader: ByteReader
    private var writer = ByteWriter()
    /// Elements of arrays so far.
    private var elements = 0

    /// A codec that reads `bytes`.
    public init(reading bytes: ArraySlice<UInt8>, version: Int16, isFlexible: Bool) {
        self.version = version
        self.isFlexible = isFlexible
        isReading = true
        reader = ByteReader(bytes)
    }

    /// A codec that writes.
    public init(writingVersion version: Int16, isFlexible: Bool, reservingCapacity capacity: Int = 0) {
        self.version = version
        self.isFlexible = isFlexible
        isReading = false
        reader = ByteReader([])
        writer = ByteWriter(reservingCapacity: capacity)
    }

    /// What was written.
    public var bytes: [UInt8] { writer.bytes }
    /// What was not read yet, by a codec for the part that follows.
    func rest(version: Int16, isFlexible: Bool) -> FieldCodec {
        var rest = self
        rest = FieldCodec(reading: [], version: version, isFlexible: isFlexible)
        rest.reader = reader
        return rest
    }

    private func isPresent(_ first: Int16, _ last: Int16) -> Bool { version >= first && version <= last }

    func malformed(_ detail: String) -> ProtocolError { .malformed(offset: reader.offset, detail: detail) }

    private mutating func checked<Result>(
        _ read: (inout ByteReader) throws(ByteReaderError) -> Result
    ) throws(ProtocolError) -> Result {
        do { return try read(&reader) } catch {
            switch error {
            case .truncated(let offset, _, _): throw .truncated(offset: offset)
            case .malformedVarint(let offset): throw .malformed(offset: offset, detail: "a varint beyond 64 bits")
            }
        }
    }
}

// Fields of fixed width. `from` and `to` are the versions that have the field; where it is missing, the value stays.
extension FieldCodec {
    public mutating func field<Number: FixedWidthInteger>(
        _ value: inout Number, from first: Int16 = 0, to last: Int16 = .max
    ) throws(ProtocolError) {
        guard isPresent(first, last) else { return }
        if isReading {
            value = try checked { reader throws(ByteReaderError) in try reader.readBigEndian() }
        } else {
            writer.writeBigEndian(value)
        }
    }

    public mutating func field(
        _ value: inout Bool, from first: Int16 = 0, to last: Int16 = .max
    ) throws(ProtocolError) {
        guard isPresent(first, last) else { return }
        var byte: UInt8 = value ? 1 : 0
        try field(&byte)
        value = byte != 0
    }

    /// An error code. A code that is not known here is malformed: only a test reads responses.
    public mutating func field(_ value: inout ErrorCode, from first: Int16 = 0) throws(ProtocolError) {
        guard isPresent(first, .max) else { return }
        var number = value.rawValue
        try field(&number)
        guard let code = ErrorCode(rawValue: number) else { throw malformed("error code \(number)") }
        value = code
    }
}

// Strings and bytes.
extension FieldCodec {
    public mutating func field(
        _ value: inout String, from first: Int16 = 0, to last: Int16 = .max
    ) throws(ProtocolError) {
        guard isPresent(first, last) else { return }
        var optional: String? = value
        try codeString(&optional)
        guard let text = optional else { throw malformed("null where a string is required") }
        value = text
    }

    /// In versions before `nullableFrom`, null is written as an empty string.
    public mutating func field(
        _ value: inout String?, from first: Int16 = 0, nullableFrom: Int16 = 0
    ) throws(ProtocolError) {
        guard isPresent(first, .max) else { return }
        if version >= nullableFrom { return try codeString(&value) }
        var text = value ?? ""
        try field(&text)
        value = text
    }

    public mutating func field(_ value: inout ArraySlice<UInt8>, from first: Int16 = 0) throws(ProtocolError) {
        guard isPresent(first, .max) else { return }
        var optional: ArraySlice<UInt8>? = value
        try field(&optional)
        guard let bytes = optional else { throw malformed("null where bytes are required") }
        value = bytes
    }

    /// Bytes or null; record batches have the same form.
    public mutating func field(_ value: inout ArraySlice<UInt8>?, from first: Int16 = 0) throws(ProtocolError) {
        guard isPresent(first, .max) else { return }
        guard isReading else {
            try writeLength(value?.count, shortForm: false)
            if let value { writer.write(value) }
            return
        }
        guard let count = try readLength(shortForm: false) else { return value = nil }
        value = try checked { reader throws(ByteReaderError) in try reader.read(count: count) }
    }

    private mutating func codeString(_ value: inout String?) throws(ProtocolError) {
        guard isReading else {
            let count = value?.utf8.count
            if let count, count > ProtocolLimits.stringBytes {
                throw .tooLarge(what: "bytes of a string", count: count, limit: ProtocolLimits.stringBytes)
            }
            try writeLength(count, shortForm: true)
            if let value { writer.write(utf8: value) }
            return
        }
        guard let count = try readLength(shortForm: true) else { return value = nil }
        guard count <= ProtocolLimits.stringBytes else {
            throw .tooLarge(what: "bytes of a string", count: count, limit: ProtocolLimits.stringBytes)
        }
        let bytes = try checked { reader throws(ByteReaderError) in try reader.read(count: count) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw malformed("a string is not UTF-8") }
        value = text
    }
}

// Lengths: compact ones are a varint of the length plus one, null is zero.
extension FieldCodec {
    private mutating func readLength(shortForm: Bool) throws(ProtocolError) -> Int? {
        let length: Int64
        if isFlexible {
            let raw = try checked { reader throws(ByteReaderError) in try reader.readUnsignedVarint() }
            guard raw <= UInt64(Int32.max) else { throw malformed("a length of \(raw)") }
            length = Int64(raw) - 1
        } else if shortForm {
            length = Int64(try checked { reader throws(ByteReaderError) in try reader.readBigEndian(Int16.self) })
        } else {
            length = Int64(try checked { reader throws(ByteReaderError) in try reader.readBigEndian(Int32.self) })
        }
        guard length >= -1 else { throw malformed("a length of \(length)") }
        guard length <= reader.remaining else { throw .truncated(offset: reader.offset) }
        return length < 0 ? nil : Int(length)
    }

    private mutating func writeLength(_ count: Int?, shortForm: Bool) throws(ProtocolError) {
        let count = count ?? -1
        guard let number = Int32(exactly: count) else {
            throw .tooLarge(what: "bytes", count: count, limit: Int(Int32.max))
        }
        if isFlexible {
            writer.writeUnsignedVarint(UInt64(count + 1))
        } else if shortForm {
            writer.writeBigEndian(Int16(clamping: number))
        } else {
            writer.writeBigEndian(number)
        }
    }
}

extension FieldCodec {
    /// An array of structures or null.
    public mutating func field<Element: KafkaFields>(
        _ value: inout [Element]?, from first: Int16 = 0, to last: Int16 = .max
    ) throws(ProtocolError) {
        guard isPresent(first, last) else { return }
        try array(&value, Element()) { element, codec throws(ProtocolError) in try element.code(&codec) }
    }

    public mutating func field<Element: KafkaFields>(
        _ value: inout [Element], from first: Int16 = 0, to last: Int16 = .max
    ) throws(ProtocolError) {
        guard isPresent(first, last) else { return }
        var optional: [Element]? = value
        try field(&optional)
        value = try required(optional)
    }

    public mutating func field(_ value: inout [Int32], from first: Int16 = 0) throws(ProtocolError) {
        guard isPresent(first, .max) else { return }
        var optional: [Int32]? = value
        try array(&optional, 0) { element, codec throws(ProtocolError) in try codec.field(&element) }
        value = try required(optional)
    }

    public mutating func field(_ value: inout [String], from first: Int16 = 0) throws(ProtocolError) {
        guard isPresent(first, .max) else { return }
        var optional: [String]? = value
        try field(&optional)
        value = try required(optional)
    }

    public mutating func field(_ value: inout [String]?, from first: Int16 = 0) throws(ProtocolError) {
        guard isPresent(first, .max) else { return }
        try array(&value, "") { element, codec throws(ProtocolError) in try codec.field(&element) }
    }

    private func required<Element>(_ array: [Element]?) throws(ProtocolError) -> [Element] {
        guard let array else { throw malformed("null where an array is required") }
        return array
    }

    private mutating func array<Element>(
        _ value: inout [Element]?, _ initial: Element,
        _ code: (inout Element, inout FieldCodec) throws(ProtocolError) -> Void
    ) throws(ProtocolError) {
        guard isReading else {
            try writeLength(value?.count, shortForm: false)
            for var element in value ?? [] { try code(&element, &self) }
            return
        }
        // Every element has at least one byte, so that a count beyond the rest of the bytes is refused.
        guard let count = try readLength(shortForm: false) else { return value = nil }
        elements += count
        guard elements <= ProtocolLimits.elements else {
            throw .tooLarge(what: "elements", count: elements, limit: ProtocolLimits.elements)
        }
        var read: [Element] = []
        read.reserveCapacity(count)
        for _ in 0..<count {
            var element = initial
            try code(&element, &self)
            read.append(element)
        }
        value = read
    }

    /// The end of a structure: tagged fields in flexible versions. None is known here; those of others are passed over.
    public mutating func endOfStructure() throws(ProtocolError) {
        guard isFlexible else { return }
        guard isReading else { return writer.writeUnsignedVarint(0) }
        let count = try checked { reader throws(ByteReaderError) in try reader.readUnsignedVarint() }
        guard count <= UInt64(ProtocolLimits.taggedFields) else {
            throw .tooLarge(
                what: "tagged fields", count: Int(clamping: count), limit: ProtocolLimits.taggedFields)
        }
        for _ in 0..<count {
            _ = try checked { reader throws(ByteReaderError) in try reader.readUnsignedVarint() }
            let size = try checked { reader throws(ByteReaderError) in try reader.readUnsignedVarint() }
            guard let size = Int(exactly: size) else { throw malformed("a tagged field of \(size) bytes") }
            try checked { reader throws(ByteReaderError) in try reader.skip(size) }
        }
    }

    /// Throws if something was not read.
    public func requireEnd() throws(ProtocolError) {
        guard reader.isAtEnd else { throw malformed("\(reader.remaining) bytes after the last field") }
    }
}
