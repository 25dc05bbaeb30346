/// An identity for an idempotent producer: what a client asks, versions 0 to 4.
public struct InitProducerIDRequest: KafkaRequest {
    public typealias Response = InitProducerIDResponse

    public static let key = APIKey.initProducerID

    public var transactionalID: String?
    public var transactionTimeoutMilliseconds: Int32 = 0
    public var producerID: Int64 = -1
    public var producerEpoch: Int16 = -1

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&transactionalID)
        try codec.field(&transactionTimeoutMilliseconds)
        try codec.field(&producerID, from: 3)
        try codec.field(&producerEpoch, from: 3)
        try codec.endOfStructure()
    }
}

/// An identity for an idempotent producer: the answer.
public struct InitProducerIDResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var error: ErrorCode = .none
    public var producerID: Int64 = -1
    public var producerEpoch: Int16 = 0

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds)
        try codec.field(&error)
        try codec.field(&producerID)
        try codec.field(&producerEpoch)
        try codec.endOfStructure()
    }
}
