import KafkaProtocol
import KafkaWire
import NIOCore
import Synchronization
import TestSupport
import Testing

@Suite struct FrameTests {
    @Test func requestsAreCutWhereverTheBytesArrive() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("requests in pieces: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let budget = RequestBudget()
        let sizes = [0, 1, 3, 300, WireLimits.uncountedRequestBytes + 1, 70_000, 2]
        var stream = ByteBuffer()
        for (index, size) in sizes.enumerated() {
            stream.writeInteger(Int32(size))
            stream.writeRepeatingByte(UInt8(index), count: size)
        }
        var decoder = FrameDecoder(budget)
        var buffer = ByteBuffer()
        var frames: [Frame] = []
        while stream.readableBytes > 0 {
            let count = min(stream.readableBytes, Int.random(in: 1...9000, using: &random))
            let bytes = stream.readBytes(length: count)
            buffer.writeBytes(try #require(bytes))
            while let frame = try decoder.next(&buffer) { frames.append(frame) }
        }
        #expect(
            frames.map(\.bytes.count) == sizes
                && frames.enumerated().allSatisfy { index, frame in
                    frame.bytes.allSatisfy { $0 == UInt8(index) }
                })
        #expect(budget.usedBytes == sizes[4] + sizes[5])
        frames = []
        #expect(budget.usedBytes == 0)
    }

    @Test func impossibleLengthsAreRefused() {
        for length in [-1, Int32.min, Int32(ProtocolLimits.frameBytes) + 1] {
            var buffer = ByteBuffer(integer: length)
            var decoder = FrameDecoder(RequestBudget())
            #expect(throws: FrameError.badLength(length, limit: ProtocolLimits.frameBytes)) {
                try decoder.next(&buffer)
            }
        }
    }

    @Test func beforeALoginRequestsAreShort() throws {
        let (short, long) = (ProtocolLimits.frameBytesBeforeLogin, ProtocolLimits.frameBytes)
        let isIn = Flag()
        var decoder = FrameDecoder(RequestBudget()) { isIn.value ? long : short }
        var buffer = ByteBuffer(integer: Int32(short))
        buffer.writeRepeatingByte(1, count: short)
        #expect(try decoder.next(&buffer)?.bytes.count == short)
        isIn.set()
        buffer.writeInteger(Int32(short + 1))
        buffer.writeRepeatingByte(1, count: short + 1)
        #expect(try decoder.next(&buffer)?.bytes.count == short + 1)
        var other = FrameDecoder(RequestBudget()) { short }
        buffer.writeInteger(Int32(short + 1))
        #expect(throws: FrameError.badLength(Int32(short + 1), limit: short)) { try other.next(&buffer) }
    }

    @Test func thereIsRoomForSomeLargeRequestsOnly() throws {
        let budget = RequestBudget(limit: 100_000)
        var first: FrameDecoder? = FrameDecoder(budget)
        var buffer = ByteBuffer(integer: Int32(60_000))
        #expect(try first?.next(&buffer) == nil && budget.usedBytes == 60_000)
        var second = FrameDecoder(budget)
        var other = ByteBuffer(integer: Int32(60_000))
        #expect(throws: FrameError.noRoom(60_000)) { try second.next(&other) }
        // The connection ends before its request has arrived.
        first = nil
        #expect(budget.usedBytes == 0)
    }
}

@Suite struct WindowTests {
    @Test func requestsThatMayOverlapDoUpToALimit() async {
        let window = RequestWindow(limit: 2)
        #expect(await window.enter(mayOverlap: true))
        #expect(await window.enter(mayOverlap: true))
        async let third = window.enter(mayOverlap: true)
        window.leave()
        #expect(await third)
    }

    @Test func otherRequestsAreAlone() async {
        let window = RequestWindow(limit: 4)
        #expect(await window.enter(mayOverlap: true))
        async let other = window.enter(mayOverlap: false)
        window.leave()
        #expect(await other)
        async let next = window.enter(mayOverlap: true)
        window.leave()
        #expect(await next)
        #expect(await window.enter(mayOverlap: true))
    }

    @Test func whoWaitsIsSentAwayAtTheEnd() async {
        let window = RequestWindow(limit: 1)
        #expect(await window.enter(mayOverlap: true))
        async let second = window.enter(mayOverlap: true)
        window.close()
        #expect(await !second)
        #expect(await !window.enter(mayOverlap: true))
    }
}

private final class Flag: Sendable {
    private let isSet = Mutex(false)

    var value: Bool { isSet.withLock { $0 } }
    func set() { isSet.withLock { $0 = true } }
}
