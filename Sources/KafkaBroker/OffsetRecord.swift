import Bytes

/// A committed offset as a record of the topic of group offsets; see `formats/group-offsets.md`.
enum OffsetRecord {
    static let version: UInt16 = 1

    /// A record that is none of these, or of a version that is not known.
    struct Malformed: Error {
        let detail: String
    }

    static func encode(_ key: OffsetStore.Key) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeBigEndian(version)
        write(key.group, to: &writer)
        write(key.topic, to: &writer)
        writer.writeBigEndian(key.partition)
        return writer.bytes
    }

    static func encode(_ value: OffsetStore.Value) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeBigEndian(version)
        writer.writeBigEndian(value.topicID)
        writer.writeBigEndian(value.offset)
        writer.writeBigEndian(value.leaderEpoch)
        write(value.metadata, to: &writer)
        return writer.bytes
    }

    /// Strings come from the protocol, which has them no longer than this length can say.
    private static func write(_ text: String, to writer: inout ByteWriter) {
        writer.writeBigEndian(UInt16(text.utf8.count))
        writer.write(utf8: text)
    }

    static func key(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> OffsetStore.Key {
        try decode(bytes) { reader throws in
            OffsetStore.Key(
                group: try text(&reader), topic: try text(&reader), partition: try reader.readBigEndian())
        }
    }

    static func value(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> OffsetStore.Value {
        try decode(bytes) { reader throws in
            OffsetStore.Value(
                topicID: try reader.readBigEndian(), offset: try reader.readBigEndian(),
                leaderEpoch: try reader.readBigEndian(), metadata: try text(&reader))
        }
    }

    private static func text(_ reader: inout ByteReader) throws -> String {
        let count = Int(try reader.readBigEndian(UInt16.self))
        let bytes = try reader.read(count: count)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Malformed(detail: "no UTF-8") }
        return text
    }

    private static func decode<Result>(
        _ bytes: ArraySlice<UInt8>, _ body: (inout ByteReader) throws -> Result
    ) throws(Malformed) -> Result {
        var reader = ByteReader(bytes)
        do {
            let found: UInt16 = try reader.readBigEndian()
            guard found == version else { throw Malformed(detail: "version \(found)") }
            let result = try body(&reader)
            guard reader.isAtEnd else { throw Malformed(detail: "bytes after the end") }
            return result
        } catch let error as Malformed {
            throw error
        } catch {
            throw Malformed(detail: "it ends early")
        }
    }
}
