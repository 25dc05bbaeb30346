import Authentication
import KafkaBroker
import KafkaProtocol
import Synchronization

/// Takes bytes for the requests of one connection, and has a broker over a database in memory answer them.
///
/// The first byte is the mode: odd ones have to log in. Then follow requests, each behind its length in two bytes. What
/// waits for longer than some milliseconds is left waiting, as by a client that has gone away.
public enum FrameExercise {
    /// How many requests were answered; nil if the input has none.
    @discardableResult
    public static func run(_ input: [UInt8], patience: Duration = .milliseconds(20)) async -> Int? {
        guard let mode = input.first else { return nil }
        let mustLogIn = mode % 2 == 1
        let broker = await Brokers.shared.next(mustLogIn)
        let frames = frames(input.dropFirst())
        guard !frames.isEmpty else { return nil }
        let connection = ClientConnection(
            serverHost: "127.0.0.1", serverPort: 9092, clientHost: "127.0.0.1", isPrivate: mode % 4 < 2)
        var answered = 0
        for frame in frames {
            let wasIn = connection.login.isAuthenticated
            switch await wait(patience, { await answer(frame, broker, connection) }) {
            case .closed: return answered
            case .none: continue
            case .bytes(let bytes):
                check(bytes, to: frame)
                precondition(!mustLogIn || wasIn || isAllowedBeforeLogin(frame), "an answer before the login")
                answered += 1
            }
        }
        return answered
    }

    private enum Outcome: Sendable {
        case closed
        case none
        case bytes([UInt8])
    }

    private static func frames(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var (rest, frames) = (bytes, [[UInt8]]())
        while rest.count > 2, frames.count < 16 {
            let length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
            frames.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return frames
    }

    private static func answer(_ frame: [UInt8], _ broker: KafkaBroker, _ connection: ClientConnection) async -> Outcome
    {
        do throws(ProtocolError) {
            let pending = try await broker.accept(frame, from: connection)
            return try await pending().map { .bytes($0) } ?? .none
        } catch {
            precondition(!error.code.isEmpty && !error.message.isEmpty)
            return .closed
        }
    }

    private static func isAllowedBeforeLogin(_ frame: [UInt8]) -> Bool {
        guard let key = try? RequestFrame(frame).key else { return false }
        return key == .apiVersions || key == .saslHandshake || key == .saslAuthenticate
    }

    /// What is written can be read, and answers the request that was asked.
    private static func check(_ bytes: [UInt8], to frame: [UInt8]) {
        guard let request = try? RequestFrame(frame) else { preconditionFailure("an answer to no request") }
        let version = request.isSupported ? request.header.version : 0
        let correlationID = AnswerReading.correlationID(bytes, request.key, version)
        precondition(correlationID == request.header.correlationID, "the answer is for this request")
    }

    /// Waits for a short time; what takes longer goes on by itself.
    private static func wait(
        _ patience: Duration, _ body: @escaping @Sendable () async -> Outcome
    ) async -> Outcome {
        await withCheckedContinuation { continuation in
            let first = First(continuation)
            let timer = Task {
                try? await Task.sleep(for: patience)
                first.resume(.none)
            }
            Task {
                first.resume(await body())
                timer.cancel()
            }
        }
    }

    /// Takes the first of several outcomes.
    private final class First: Sendable {
        private let continuation: Mutex<CheckedContinuation<Outcome, Never>?>

        init(_ continuation: CheckedContinuation<Outcome, Never>) { self.continuation = Mutex(continuation) }

        func resume(_ outcome: Outcome) {
            let waiting = continuation.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            waiting?.resume(returning: outcome)
        }
    }
}
