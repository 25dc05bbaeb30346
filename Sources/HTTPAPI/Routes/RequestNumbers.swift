import Synchronization

/// Counts queries, so that an answer and a line of the log can be brought together.
final class RequestNumbers: Sendable {
    private let last = Atomic<UInt64>(0)

    func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
