/// A topic by its name, and what is asked or said of its partitions: the form that most messages have them in.
public struct TopicPartitions<Entry: KafkaFields>: KafkaFields {
    public typealias Partition = Entry

    public var name: String = ""
    public var partitions: [Entry] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&name)
        try codec.field(&partitions)
        try codec.endOfStructure()
    }
}
