/// How the bytes of a record are read.
public enum DecoderConfig: Hashable, Sendable {
    /// One JSON object.
    case json
    /// One line of text with delimiters.
    case csv(CSVConfig)
    /// Avro's binary encoding by one schema, given as JSON.
    case avro(schemaJSON: String)
    /// Avro's binary encoding behind the number of its schema in a registry.
    case confluentAvro(AvroRegistryConfig)
}

/// The form of CSV records.
public struct CSVConfig: Hashable, Sendable {
    /// The names of the fields, in their order.
    public var header: [String]
    public var delimiter: UInt8
    /// What stands around fields that hold delimiters; nil if nothing has that meaning.
    public var quote: UInt8?
    /// The byte behind which any byte stands for itself; nil if none has that meaning.
    public var escape: UInt8?
    /// What stands between the values of a column with several values per row.
    public var multiValueDelimiter: UInt8?
    /// The first byte of records that are no data.
    public var commentMarker: UInt8?
    /// The text of an unquoted field that is NULL, besides the empty one.
    public var nullText: String?
    /// Whether spaces and tabs around fields are dropped.
    public var trimsSpaces: Bool

    public init(
        header: [String], delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""),
        escape: UInt8? = nil, multiValueDelimiter: UInt8? = UInt8(ascii: ";"), commentMarker: UInt8? = nil,
        nullText: String? = nil, trimsSpaces: Bool = false
    ) {
        self.header = header
        self.delimiter = delimiter
        self.quote = quote
        self.escape = escape
        self.multiValueDelimiter = multiValueDelimiter
        self.commentMarker = commentMarker
        self.nullText = nullText
        self.trimsSpaces = trimsSpaces
    }
}

/// Where the schemas of Avro records are.
public struct AvroRegistryConfig: Hashable, Sendable {
    /// The address of the registry, such as `http://registry:8081`.
    public var url: String

    public init(url: String) { self.url = url }
}
