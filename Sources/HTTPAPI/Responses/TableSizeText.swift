import Engine

/// A table's size in the members of Pinot's `GET /tables/{t}/size`, with rows and consuming bytes beyond them.
enum TableSizeText {
    static func write(_ size: TableSize, to writer: inout JSONWriter) {
        writer.member("tableName", size.tableName)
        writer.member("reportedSizeInBytes", size.sealedBytes)
        writer.member("estimatedSizeInBytes", size.sealedBytes)
        writer.member("reportedSizePerReplicaInBytes", size.sealedBytes)
        write("offlineSegments", size.segments.filter { $0.partition == nil }, to: &writer)
        write("realtimeSegments", size.segments.filter { $0.partition != nil }, to: &writer)
        writer.member("sealedRows", size.sealedRows)
        writer.member("consumingRows", size.consumingRows)
        writer.member("consumingSizeInBytes", size.consumingBytes)
    }

    private static func write(_ name: String, _ segments: [SegmentInfo], to writer: inout JSONWriter) {
        let total = segments.reduce(0) { $0 + $1.byteCount }
        writer.object(name) { writer in
            writer.member("reportedSizeInBytes", total)
            writer.member("estimatedSizeInBytes", total)
            writer.member("missingSegments", 0)
            writer.member("reportedSizePerReplicaInBytes", total)
            writer.object("segments") { writer in
                for segment in segments {
                    writer.object(segment.name) { writer in
                        writer.member("reportedSizeInBytes", segment.byteCount)
                        writer.member("estimatedSizeInBytes", segment.byteCount)
                        writer.member("maxReportedSizePerReplicaInBytes", segment.byteCount)
                    }
                }
            }
        }
    }
}
