/// One record of a batch. Slices share the batch's storage.
public struct Record: Hashable, Sendable {
    public var key: ArraySlice<UInt8>?
    public var value: ArraySlice<UInt8>?
    public var headers: [RecordHeader]
    /// Milliseconds since 1970-01-01 UTC.
    public var timestamp: Int64
    /// Place in the partition; filled when the record is read.
    public var offset: Int64

    public init(
        key: ArraySlice<UInt8>?, value: ArraySlice<UInt8>?, headers: [RecordHeader] = [], timestamp: Int64,
        offset: Int64 = 0
    ) {
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
        self.offset = offset
    }
}

/// A name with an optional value that travels with a record.
public struct RecordHeader: Hashable, Sendable {
    /// UTF-8 by convention; not checked.
    public var key: ArraySlice<UInt8>
    public var value: ArraySlice<UInt8>?

    public init(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>?) {
        self.key = key
        self.value = value
    }
}
