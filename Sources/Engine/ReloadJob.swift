/// Segments of one table that are brought to its settings in the background, and how far that is.
public struct ReloadJob: Identifiable, Sendable {
    public struct Failure: Hashable, Sendable {
        public var segmentName: String
        public var message: String
    }

    public let id: String
    /// With type.
    public let tableName: String
    /// The one segment that was asked for; nil for all that there were.
    public let segmentName: String?
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let submittedAt: Int64
    public let segmentCount: Int
    /// Segments that are as the settings ask for, built again or not, or that are gone.
    public internal(set) var successCount = 0
    public internal(set) var failures: [Failure] = []
    let start = ContinuousClock.now
    var end: ContinuousClock.Instant?

    public var isFinished: Bool { end != nil }
    /// Until now, or until the end.
    public var elapsed: Duration { (end ?? .now) - start }
    /// At the pace so far; zero when it is finished.
    public var estimatedRemaining: Duration {
        let done = successCount + failures.count
        return isFinished || done == 0 ? .zero : elapsed / done * (segmentCount - done)
    }

    init(tableName: String, segmentName: String?, submittedAt: Int64, segmentCount: Int) {
        id = Self.newID()
        self.tableName = tableName
        self.segmentName = segmentName
        self.submittedAt = submittedAt
        self.segmentCount = segmentCount
    }

    /// 128 random bits in the form of a UUID, which is what clients of Pinot expect.
    static func newID() -> String {
        let digits = [UInt64.random(in: .min ... .max), .random(in: .min ... .max)].map { number in
            let text = String(number, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        var rest = Substring(digits)
        return [8, 4, 4, 4, 12].map { count in
            defer { rest = rest.dropFirst(count) }
            return String(rest.prefix(count))
        }.joined(separator: "-")
    }
}
