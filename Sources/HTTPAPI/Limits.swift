/// Every limit of the HTTP surface, in one place.
package enum Limits {
    /// Bytes of a `POST /query/sql` body.
    package static let queryBodyBytes = 2 << 20
    /// Bytes of a schema or table configuration.
    package static let configurationBodyBytes = 2 << 20
    /// Bytes of one `POST /topics/{topic}/records` body.
    package static let recordsBodyBytes = 64 << 20
    /// Bytes of one file sent to `POST /ingestFromFile`, with its multipart envelope.
    package static let fileBodyBytes = 256 << 20
    /// Bytes of request bodies that are held in memory at the same moment, over all connections.
    package static let bodyBytesInFlight = 512 << 20
    /// Bytes of a body above which its memory is counted against `bodyBytesInFlight`.
    package static let uncountedBodyBytes = 64 << 10
    /// Bytes of one header field.
    package static let headerFieldBytes = 64 << 10
    /// Bytes of all header fields of a request, its path and query included.
    package static let headerBytes = 128 << 10
    /// Header fields of a request.
    package static let headerCount = 100
    /// Seconds after which a silent connection is closed.
    package static let idleSeconds: Int64 = 120
    /// Connections that are served at the same moment; further ones wait in the kernel's queue.
    package static let connections = 1024
    /// Connections that wait in the kernel's queue.
    package static let connectionBacklog = 256
    /// `key=value` pairs of `queryOptions`.
    package static let queryOptionCount = 100
    /// Records of one `GET /topics/{topic}/records` answer.
    package static let recordsPerRead = 10_000
    /// Records of such an answer if the request names no limit.
    package static let defaultRecordsPerRead = 100
    /// Bytes after which such an answer ends early; the caller goes on from the last offset.
    package static let recordsReadBytes = 32 << 20
    /// Partitions of a topic that a request may ask for.
    package static let topicPartitions = 1024
    /// Parts of a multipart body.
    package static let multipartParts = 16
    /// Bytes of the header fields of one part.
    package static let multipartHeaderBytes = 8 << 10
    /// Nested arrays and objects in a JSON text that this layer reads.
    package static let jsonDepth = 128
}
