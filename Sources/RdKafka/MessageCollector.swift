import CRdKafka
import Log

/// Copies the library's messages into records.
enum MessageCollector {
    private typealias Message = UnsafeMutablePointer<rd_kafka_message_t>

    /// What a record costs besides its own bytes, so that many small ones end as well.
    private static let recordOverhead = 64

    static func pieces(
        _ messages: [UnsafeMutablePointer<rd_kafka_message_t>]
    ) -> (pieces: [FetchedPiece], byteCount: Int) {
        var pieces: [FetchedPiece] = []
        var total = 0
        var run: [Message] = []
        for message in messages {
            if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                run.append(message)
                continue
            }
            append(&run, to: &pieces, &total)
            pieces.append(special(message))
        }
        append(&run, to: &pieces, &total)
        return (pieces, total)
    }

    private static func special(_ message: Message) -> FetchedPiece {
        if message.pointee.err == RD_KAFKA_RESP_ERR__PARTITION_EOF { return .end(message.pointee.offset) }
        let detail = rd_kafka_message_errstr(message).map { String(cString: $0) }
        return .failed(KafkaFailure(message.pointee.err, detail))
    }

    private static func append(_ run: inout [Message], to pieces: inout [FetchedPiece], _ total: inout Int) {
        if run.isEmpty { return }
        var sketches: [RecordSketch] = []
        sketches.reserveCapacity(run.count)
        var byteCount = 0
        for message in run { sketches.append(RecordSketch(message, &byteCount)) }
        let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, used in
            for sketch in sketches { for part in sketch.parts { part.copy(to: buffer) } }
            used = byteCount
        }
        pieces.append(.records(sketches.map { $0.record(in: bytes) }, bytes: bytes))
        total += byteCount + run.count * recordOverhead
        run = []
    }
}

/// A record whose bytes are still the library's, with the places that they will have.
private struct RecordSketch {
    struct Part {
        let source: UnsafeRawPointer?
        let place: Range<Int>

        /// Nil stays nil, and empty stays empty.
        init?(_ source: UnsafeRawPointer?, _ count: Int, _ end: inout Int) {
            guard let source else { return nil }
            self.source = source
            place = end..<end + count
            end = place.upperBound
        }

        func copy(to buffer: UnsafeMutableBufferPointer<UInt8>) {
            guard let source, !place.isEmpty else { return }
            UnsafeMutableRawBufferPointer(buffer).baseAddress?.advanced(by: place.lowerBound)
                .copyMemory(from: source, byteCount: place.count)
        }
    }

    private let key: Part?
    private let value: Part?
    private let headers: [(name: Part?, value: Part?)]
    private let timestamp: Int64
    private let offset: Int64

    init(_ message: UnsafeMutablePointer<rd_kafka_message_t>, _ end: inout Int) {
        key = Part(message.pointee.key, message.pointee.key_len, &end)
        value = Part(message.pointee.payload, message.pointee.len, &end)
        headers = Self.headers(of: message, &end)
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        timestamp = rd_kafka_message_timestamp(message, &kind)
        offset = message.pointee.offset
    }

    private static func headers(
        of message: UnsafeMutablePointer<rd_kafka_message_t>, _ end: inout Int
    ) -> [(name: Part?, value: Part?)] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        var found: [(name: Part?, value: Part?)] = []
        for index in 0..<rd_kafka_header_cnt(list) {
            var (name, value): (UnsafePointer<CChar>?, UnsafeRawPointer?) = (nil, nil)
            var count = 0
            guard rd_kafka_header_get_all(list, index, &name, &value, &count) == RD_KAFKA_RESP_ERR_NO_ERROR,
                let name
            else { break }
            found.append((Part(name, length(of: name), &end), Part(value, count, &end)))
        }
        return found
    }

    /// Bytes before the terminating zero, which need not be UTF-8.
    private static func length(of text: UnsafePointer<CChar>) -> Int {
        var count = 0
        while text[count] != 0 { count += 1 }
        return count
    }

    var parts: [Part] { ([key, value] + headers.flatMap { [$0.name, $0.value] }).compactMap { $0 } }

    func record(in bytes: [UInt8]) -> Record {
        Record(
            key: key.map { bytes[$0.place] }, value: value.map { bytes[$0.place] },
            headers: headers.map { name, value in
                RecordHeader(key: bytes[name?.place ?? 0..<0], value: value.map { bytes[$0.place] })
            },
            timestamp: timestamp, offset: offset)
    }
}
