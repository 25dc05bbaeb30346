import Bytes
import SQL
import Synchronization

/// A query that waits for a thread or runs.
public struct RunningQuery: Sendable {
    /// Never given twice in one process.
    public var id: UInt64
    public var sql: String
    /// Since it arrived.
    public var duration: Duration
    /// Whether no thread has begun with it.
    public var isWaiting: Bool
}

/// One query from its arrival to its end, as those see it who want to stop it.
final class QueryTicket: Sendable {
    private struct State {
        /// Nil once the answer is given, or if nobody waits for it yet.
        var answer: (@Sendable (Result<QueryAnswer, EngineError>) -> Void)?
        var hasBegun = false
        /// When it fails if no thread has begun with it; nil before the statement was looked at.
        var deadline: ContinuousClock.Instant?
        /// What it waits to see; known when a thread has looked at it the first time.
        var awaited: AwaitedOffsets?
    }

    let id: UInt64
    let sql: String
    let arrival = ContinuousClock.now
    /// Come before the options of the statement.
    private let options: [QueryOption]
    /// How long it may take if it says nothing about that.
    private let usualTimeout: Duration
    private let cancelled = Atomic<Bool>(false)
    private let state = Mutex(State())

    init(id: UInt64, sql: String, options: [QueryOption], usualTimeout: Duration) {
        self.id = id
        self.sql = sql
        self.options = options
        self.usualTimeout = usualTimeout
    }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    var isWaiting: Bool { state.withLock { !$0.hasBegun } }

    /// Says who wants the answer. Called once, before anything else can happen.
    func expect(_ answer: @escaping @Sendable (Result<QueryAnswer, EngineError>) -> Void) {
        state.withLock { $0.answer = answer }
    }

    /// Whether a thread is to begin: false if the query has its answer already.
    func begin() -> Bool {
        state.withLock { state in
            state.hasBegun = true
            return state.answer != nil
        }
    }

    /// What the query waits to see, found out once.
    func awaited(
        _ find: () throws(EngineError) -> AwaitedOffsets
    ) throws(EngineError) -> AwaitedOffsets {
        if let known = state.withLock({ $0.awaited }) { return known }
        let found = try find()
        state.withLock { $0.awaited = found }
        return found
    }

    /// No thread has the query any more, until `begin` is called again.
    func park() { state.withLock { $0.hasBegun = false } }

    /// Gives the answer, if there is none yet.
    func finish(_ result: Result<QueryAnswer, EngineError>) {
        let answer = state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
        answer?(result)
    }

    /// Stops the query: at once if it waits, else at its next poll.
    func cancel() {
        cancelled.store(true, ordering: .relaxed)
        failIfWaiting(EngineError(.unavailable, code: "QUERY_CANCELLED", "the query was cancelled"))
    }

    /// Ends a query that has waited as long as it may, by its own option if it has one. Its text is read here, the
    /// first time, and not when it arrives: most queries never wait for long.
    func expire(at now: ContinuousClock.Instant) {
        guard isWaiting else { return }
        let known = state.withLock { $0.deadline }
        let deadline = known ?? arrival + (statedTimeout ?? usualTimeout)
        if known == nil { state.withLock { $0.deadline = deadline } }
        if now < deadline { return }
        failIfWaiting(
            EngineError(.unavailable, code: "QUERY_TIMEOUT", "the query waited for a thread longer than it may run"))
    }

    /// What the options say; nil if they say nothing, or are wrong, which the thread that takes the query tells.
    private var statedTimeout: Duration? {
        var options = options
        switch try? Parser.parse(sql) {
        case .select(let statement), .explain(let statement, _): options += statement.options
        default: break
        }
        return (try? QuerySettings(takingFrom: &options))?.timeout
    }

    private func failIfWaiting(_ error: EngineError) {
        if isWaiting { finish(.failure(error)) }
    }
}

/// The queries that wait or run, by number.
final class QueryRegistry: Sendable {
    private let tickets = Mutex<[UInt64: QueryTicket]>([:])
    private let lastID = Atomic<UInt64>(0)
    private let isClosing = Monitor(false)
    private let watch = Monitor<NamedThread?>(nil)

    /// How often waiting queries are looked at.
    private static let watchInterval = Duration.milliseconds(25)

    func nextID() -> UInt64 { lastID.wrappingAdd(1, ordering: .relaxed).newValue }

    func insert(_ ticket: QueryTicket) { tickets.withLock { $0[ticket.id] = ticket } }

    func remove(_ ticket: QueryTicket) { tickets.withLock { $0[ticket.id] = nil } }

    subscript(id: UInt64) -> QueryTicket? { tickets.withLock { $0[id] } }

    /// In the order of their arrival.
    var all: [QueryTicket] { tickets.withLock { Array($0.values) }.sorted { $0.id < $1.id } }

    /// Starts the thread that ends queries which have waited for too long.
    func start() {
        watch.update { watch in
            watch = NamedThread("query-watch") { [self] in
                while isClosing.wait(atMost: Self.watchInterval, until: { $0 ? true : nil }) == nil {
                    let now = ContinuousClock.now
                    for ticket in all { ticket.expire(at: now) }
                }
            }
        }
    }

    /// Ends the thread.
    func close() {
        isClosing.update { $0 = true }
        let thread = watch.update { watch in
            defer { watch = nil }
            return watch
        }
        thread?.join()
    }
}
