/// Why bytes are no record batch; `offset` counts from the batch's start.
struct BatchFault: Error {
    let offset: Int
    let detail: String
}

/// Where the parts of one record lie in its batch.
struct RecordSpan {
    var timestampDelta: Int64
    var offsetDelta: Int64
    var key: Range<Int>?
    var value: Range<Int>?
    var headerCount: Int
    /// First byte of the first header.
    var headersStart: Int
}

/// Walks over the uncompressed records of a batch without allocating; every length is checked before it is used.
struct RecordCursor {
    /// Bytes of the shortest record: seven fields of one byte each.
    static let minimumRecordBytes = 7
    /// Bytes of the shortest header: two lengths.
    static let minimumHeaderBytes = 2

    private let bytes: [UInt8]
    private(set) var position: Int
    private var end: Int

    /// A cursor over the part of a batch that starts at `position`.
    init(_ bytes: [UInt8], from position: Int) {
        self.bytes = bytes
        self.position = position
        end = bytes.count
    }

    var isAtEnd: Bool { position == end }

    /// The next record, its headers checked as well.
    mutating func next() throws(BatchFault) -> RecordSpan {
        let length = try readLength("record length", nullable: false) ?? 0
        let batchEnd = end
        end = position + length
        defer { end = batchEnd }
        _ = try readByte()
        let timestampDelta = try readVarint()
        let offsetDelta = try readVarint()
        let key = try readBytes("key length", nullable: true)
        let value = try readBytes("value length", nullable: true)
        let headerCount = try readHeaderCount()
        let headersStart = position
        for _ in 0..<headerCount { _ = try nextHeader() }
        guard position == end else {
            throw BatchFault(offset: position, detail: "\(end - position) bytes are left over in a record")
        }
        return RecordSpan(
            timestampDelta: timestampDelta, offsetDelta: offsetDelta, key: key, value: value,
            headerCount: headerCount, headersStart: headersStart)
    }

    mutating func nextHeader() throws(BatchFault) -> (key: Range<Int>, value: Range<Int>?) {
        let key = try readBytes("header key length", nullable: false) ?? position..<position
        return (key, try readBytes("header value length", nullable: true))
    }

    private mutating func readHeaderCount() throws(BatchFault) -> Int {
        let start = position
        let count = try readVarint()
        guard count >= 0, count <= (end - position) / Self.minimumHeaderBytes else {
            throw BatchFault(offset: start, detail: "\(count) headers in \(end - position) bytes")
        }
        return Int(count)
    }

    private mutating func readBytes(_ what: StaticString, nullable: Bool) throws(BatchFault) -> Range<Int>? {
        guard let length = try readLength(what, nullable: nullable) else { return nil }
        defer { position += length }
        return position..<position + length
    }

    private mutating func readLength(_ what: StaticString, nullable: Bool) throws(BatchFault) -> Int? {
        let start = position
        let length = try readVarint()
        if length == -1 && nullable { return nil }
        guard length >= 0, length <= end - position else {
            throw BatchFault(offset: start, detail: "\(what) \(length) with \(end - position) bytes left")
        }
        return Int(length)
    }

    private mutating func readByte() throws(BatchFault) -> UInt8 {
        guard position < end else { throw BatchFault(offset: position, detail: "the record ends early") }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func readVarint() throws(BatchFault) -> Int64 {
        let start = position
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try readByte()
            guard shift < 63 || (shift == 63 && byte <= 1) else {
                throw BatchFault(offset: start, detail: "a variable-length integer of more than 64 bits")
            }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { break }
            shift += 7
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
