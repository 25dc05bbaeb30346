import Synchronization

/// Takes the bytes of a segment from the first to the last, as they are made.
public protocol SegmentSink: AnyObject, Sendable {
    func append(_ bytes: [UInt8]) throws(SegmentError)
}

/// Keeps the bytes in memory.
public final class SegmentBytes: SegmentSink {
    private let stored = Mutex<[UInt8]>([])

    public init() {}

    public func append(_ bytes: [UInt8]) { stored.withLock { $0 += bytes } }

    /// What was appended so far.
    public var bytes: [UInt8] { stored.withLock { $0 } }
}
