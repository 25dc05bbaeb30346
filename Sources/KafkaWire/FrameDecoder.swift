import KafkaProtocol
import NIOCore

/// A request, without its length, and its room in memory.
package struct Frame: Sendable {
    package let bytes: [UInt8]
    package let reservation: RequestBudget.Reservation
}

/// Why a connection is closed before its request is read.
package enum FrameError: Error, Equatable, CustomStringConvertible {
    case badLength(Int32, limit: Int)
    case noRoom(Int32)

    package var description: String {
        switch self {
        case .badLength(let length, let limit): "a request of \(length) bytes; the limit is \(limit)"
        case .noRoom(let length): "no room for a request of \(length) bytes; too many are in memory"
        }
    }
}

/// Cuts what arrives into requests: each is behind its length in four bytes.
package struct FrameDecoder: ByteToMessageDecoder {
    package typealias InboundOut = Frame

    private let budget: RequestBudget
    private let limit: @Sendable () -> Int
    /// Length of the request that is arriving, and its room.
    private var arriving: (length: Int, reservation: RequestBudget.Reservation)?

    /// `limit` says how long a request may be that begins now.
    package init(_ budget: RequestBudget, limit: @escaping @Sendable () -> Int = { ProtocolLimits.frameBytes }) {
        self.budget = budget
        self.limit = limit
    }

    package mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let frame = try next(&buffer) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(frame))
        return .continue
    }

    package mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        try decode(context: context, buffer: &buffer)
    }

    /// The next whole request; nil if more has to arrive.
    package mutating func next(_ buffer: inout ByteBuffer) throws(FrameError) -> Frame? {
        if arriving == nil {
            guard let length = buffer.readInteger(as: Int32.self) else { return nil }
            let limit = limit()
            guard length >= 0, length <= limit else { throw .badLength(length, limit: limit) }
            guard let reservation = budget.reserve(Int(length)) else { throw .noRoom(length) }
            arriving = (Int(length), reservation)
        }
        guard let (length, reservation) = arriving, let bytes = buffer.readBytes(length: length) else { return nil }
        arriving = nil
        return Frame(bytes: bytes, reservation: reservation)
    }
}

/// Closes a connection on which nothing has arrived for long.
final class IdleCloser: ChannelInboundHandler, Sendable {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
