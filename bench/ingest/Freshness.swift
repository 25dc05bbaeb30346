import Bytes
import Engine
import Synchronization

/// How soon acknowledged records can be queried, and what ingestion does to queries.
struct Freshness {
    let database: Database
    /// Events of the topic when the measurement begins.
    let history: Int
    /// Records per second.
    let rate: Int

    private static let measured: Duration = .seconds(20)
    /// Requests per second of the producer.
    private static let requestRate = 100

    /// What users of a delivery service ask.
    private static func statement(_ number: Int, _ random: inout Picks) -> String {
        switch number % 4 {
        case 0:
            "SELECT status, COUNT(*), SUM(amount) FROM orders WHERE restaurant_id = \(random.restaurant) "
                + "GROUP BY status ORDER BY status"
        case 1:
            "SELECT event_time, order_id, status, amount FROM orders WHERE customer_id = \(random.customer) "
                + "ORDER BY event_time DESC LIMIT 50"
        case 2: "SELECT COUNT(DISTINCT customer_id) FROM orders WHERE restaurant_id = \(random.restaurant)"
        default: "SELECT payment, COUNT(*), AVG(tip) FROM orders WHERE courier_id = \(random.courier) GROUP BY payment"
        }
    }

    /// Prints percentiles in milliseconds.
    func measure() async throws {
        let capacity = try await capacity()
        print("queries per second, two at a time\t\(Int(capacity))")
        let before = Clock()
        let quiet = try await queries(perSecond: capacity / 3)
        report("query, no ingestion", quiet, since: before)
        let requests = requests()
        let during = Clock()
        async let answered = queries(perSecond: capacity / 3)
        let (acknowledged, visible) = try await produce(requests)
        let busy = try await answered
        report("query, while \(rate) records/s come", busy, since: during)
        report("acknowledgement", acknowledged)
        report("acknowledged to visible", visible)
        print("query p99 with ingestion to without\t\(busy.percentile(99) / quiet.percentile(99))")
    }

    private func report(_ name: String, _ times: Latencies, since start: Clock? = nil) {
        let shown = [50, 90, 99, 99.9].map { "p\($0) \(times.percentile($0))" }
        let load = start.map { "\tprocessors \(String(($0.processorsSince * 100).rounded() / 100))" } ?? ""
        print("\(name)\t\(times.count)\t\(shown.joined(separator: "\t"))\(load)")
    }

    /// Queries per second that two clients get answered who ask without a pause.
    private func capacity() async throws -> Double {
        let end = ContinuousClock.now + .seconds(5)
        let answered = try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<2 {
                group.addTask {
                    var (random, count) = (Picks(seed: UInt64(client)), 0)
                    while ContinuousClock.now < end {
                        _ = try await database.query(Self.statement(count, &random))
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(answered) / 5
    }

    /// Asks at fixed times, whether earlier queries are answered or not; a query's time begins when it was due.
    private func queries(perSecond rate: Double) async throws -> Latencies {
        var random = Picks(seed: 7)
        let statements = (0..<Int(rate * Self.measured.seconds)).map { Self.statement($0, &random) }
        return await atFixedTimes(statements, perSecond: rate) { statement in
            _ = try await database.query(statement)
        }
    }

    private func requests() -> [[UInt8]] {
        let rows = rate / Self.requestRate
        var requests: [[UInt8]] = []
        var (orders, number) = (Orders(), history)
        for _ in 0..<Int(Self.measured.seconds) * Self.requestRate {
            var text: [UInt8] = []
            for _ in 0..<rows {
                orders.append(number, to: &text)
                number += 1
            }
            requests.append(text)
        }
        return requests
    }

    /// Produces at a fixed rate: how long acknowledgements take, and how long after them records are visible.
    private func produce(_ requests: [[UInt8]]) async throws -> (Latencies, Latencies) {
        let watch = VisibilityWatch(database)
        let acknowledged = await atFixedTimes(requests, perSecond: Double(Self.requestRate)) { request in
            let written = try await database.produce(request, to: "orders", keyField: "order_id")
            watch.add(written, at: .now)
        }
        return (acknowledged, try watch.close())
    }
}

/// Begins with each item when it is due, whether earlier ones are done or not, and answers how long after it was due
/// each was done. A failure ends the process.
private func atFixedTimes<Item: Sendable>(
    _ items: [Item], perSecond rate: Double, _ body: @escaping @Sendable (Item) async throws -> Void
) async -> Latencies {
    let times = Monitor(Latencies())
    let start = ContinuousClock.now
    // A thread of its own: the pool's are busy with answers.
    let thread = NamedThread("due") {
        let idle = Monitor(())
        for (number, item) in items.enumerated() {
            let due = start + .seconds(Double(number) / rate)
            while ContinuousClock.now < due { _ = idle.wait(atMost: due - .now) { _ in Bool?.none } }
            Task {
                do { try await body(item) } catch { stop("\(error)") }
                times.update { $0.add(.now - due) }

            }
        }
    }
    await withCheckedContinuation { continuation in
        _ = NamedThread("all done") {
            thread.join()
            _ = times.wait { $0.count == items.count ? true : nil }
            continuation.resume()
        }
    }
    return times.withLock { $0 }
}

extension Duration {
    fileprivate var seconds: Double { self / .seconds(1) }
}

/// Times of many requests.
struct Latencies {
    private var times: [Duration] = []

    var count: Int { times.count }

    mutating func add(_ time: Duration) { times.append(time) }

    /// In milliseconds, to a hundredth.
    func percentile(_ share: Double) -> Double {
        let sorted = times.sorted()
        guard !sorted.isEmpty else { return .nan }
        let time = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share / 100))]
        return (time / .milliseconds(1) * 100).rounded() / 100
    }
}

/// Notes when records that were acknowledged are in the version that queries see; looks every 200 µs.
private final class VisibilityWatch: Sendable {
    private struct State {
        var pending: [(ProducedRange, ContinuousClock.Instant)] = []
        var times = Latencies()
        var isClosed = false
        var failure: String?
    }

    private let state = Monitor(State())
    private let thread = Monitor<NamedThread?>(nil)

    init(_ database: Database) {
        thread.update { $0 = NamedThread("watch") { [self] in
            do {
                while try look(database) { _ = state.wait(atMost: .microseconds(200)) { _ in Bool?.none } }
            } catch { state.update { $0.failure = "\(error)" } }
        } }
    }

    func add(_ ranges: [ProducedRange], at time: ContinuousClock.Instant) {
        state.withLock { state in state.pending += ranges.map { ($0, time) } }
    }

    /// Whether there is more to look for.
    private func look(_ database: Database) throws -> Bool {
        let consumed = try database.consumingSegments("orders").map(\.currentOffset)
        let now = ContinuousClock.now
        return state.withLock { state in
            let visible = state.pending.filter { $0.0.last < consumed[$0.0.partition] }
            state.pending.removeAll { $0.0.last < consumed[$0.0.partition] }
            for (_, time) in visible { state.times.add(max(.zero, now - time)) }
            return !state.isClosed || !state.pending.isEmpty
        }
    }

    /// Waits until everything is visible.
    func close() throws -> Latencies {
        state.update { $0.isClosed = true }
        thread.update { thread in
            defer { thread = nil }
            return thread
        }?.join()
        return state.withLock { state in
            if let failure = state.failure { stop(failure) }
            return state.times
        }
    }
}
