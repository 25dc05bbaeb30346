import Engine

/// Topics and their records as JSON.
enum TopicText {
    static func write(_ topic: TopicInfo, to writer: inout JSONWriter) {
        writer.member("topic", topic.name)
        writer.array("partitions", of: topic.partitions) { writer, partition in
            writer.object { writer in
                writer.member("partition", partition.partition)
                writer.member("firstOffset", partition.firstOffset)
                writer.member("endOffset", partition.endOffset)
                writer.member("sizeInBytes", partition.byteCount)
            }
        }
        writer.key("settings")
        writer.object { writer in
            for setting in topic.settings { writer.member(setting.name, setting.value) }
        }
    }

    /// `"offsets": [{"partition": 0, "first": 0, "last": 99}]`
    static func write(_ ranges: [ProducedRange], to writer: inout JSONWriter) {
        writer.array("offsets", of: ranges) { writer, range in
            writer.object { writer in
                writer.member("partition", range.partition)
                writer.member("first", range.first)
                writer.member("last", range.last)
            }
        }
    }

    /// Ends early once the text is large: the caller goes on from the last offset.
    static func write(_ records: [TopicRecord], to writer: inout JSONWriter) {
        writer.key("records")
        writer.beginArray()
        for record in records where writer.bytes.count < Limits.recordsReadBytes {
            writer.object { writer in
                writer.member("partition", record.partition)
                writer.member("offset", record.offset)
                writer.member("timestamp", record.timestamp)
                write("key", record.key, to: &writer)
                write("value", record.value, to: &writer)
            }
        }
        writer.endArray()
    }

    /// Bytes as text, or as base64 under another name if they are none.
    private static func write(_ name: String, _ bytes: [UInt8]?, to writer: inout JSONWriter) {
        guard let bytes else {
            writer.key(name)
            writer.null()
            return
        }
        if let text = String(validating: bytes, as: UTF8.self) {
            writer.member(name, text)
        } else {
            writer.member(name + "Base64", Base64.encode(bytes))
        }
    }
}
