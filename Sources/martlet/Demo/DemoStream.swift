import Engine
import Foundation
import HTTPAPI
import Query
import Schema
import ServiceLifecycle

/// Produces synthetic orders at a steady rate beside a running server, and says every few seconds how it goes.
struct DemoStream: Service {
    let database: Database
    let addresses: AsyncStream<ListenAddress>
    let generator: OrderGenerator
    /// Rows after which the stream ends; nil runs until the process is stopped.
    let rows: Int?
    /// Rows per second; 0 is as fast as it goes.
    let rate: Int

    private static let tick = Duration.milliseconds(50)
    private static let maximumBatch = 2_000
    private static let statusInterval = Duration.seconds(3)
    private static let visibilityTimeout = Duration.seconds(60)

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                for await address in addresses { try await demonstrate(at: address) }
            } catch where Task.isCancelled {
                // Whatever a shutdown interrupts, by whatever error, is no failure.
                Console.line("stopped")
            }
        }
    }

    private func demonstrate(at address: ListenAddress) async throws {
        try await OrdersTable.create(in: database)
        try await waitUntilReady()
        var progress = DemoProgress(rowsBefore: try await count(), firstOrder: try await lastOrder() + 1)
        DemoWelcome.print(address: address, progress: progress, rate: rate)
        try await stream(&progress)
        try await waitUntilVisible(progress)
        Console.line(try await summary(progress))
    }

    private func waitUntilReady() async throws {
        while !database.isReady { try await Task.sleep(for: Self.tick) }
    }

    private func stream(_ progress: inout DemoProgress) async throws {
        var schedule = DemoSchedule(rate: rate)
        var nextStatus = ContinuousClock.now + Self.statusInterval
        while rows.map({ progress.produced < $0 }) ?? true {
            try Task.checkCancellation()
            let due = min(schedule.due, Self.maximumBatch, rows.map { $0 - progress.produced } ?? Int.max)
            if due == 0 {
                try await Task.sleep(for: Self.tick)
            } else {
                try await produce(due, &progress)
                schedule.sent(due)
            }
            if ContinuousClock.now >= nextStatus {
                Console.line(try await status(&progress))
                nextStatus = ContinuousClock.now + Self.statusInterval
            }
        }
    }

    private func produce(_ count: Int, _ progress: inout DemoProgress) async throws {
        let milliseconds = Int64(Date().timeIntervalSince1970 * 1000)
        let first = progress.nextOrder
        let records = (0..<Int64(count)).map { generator.record(orderID: first + $0, milliseconds: milliseconds) }
        _ = try await database.produce(records, to: OrdersTable.name)
        progress.produced += count
    }

    private func status(_ progress: inout DemoProgress) async throws -> String {
        let answer = try await database.query("SELECT status, COUNT(*), SUM(amount) FROM orders GROUP BY status")
        let rate = progress.takeRate(now: .now)
        let latency = Console.milliseconds(microseconds: answer.duration.wholeMicroseconds)
        let total = try await count()
        return "\(Console.grouped(total)) rows, \(Console.grouped(rate)) rows/s, GROUP BY status in \(latency)"
    }

    private func waitUntilVisible(_ progress: DemoProgress) async throws {
        let deadline = ContinuousClock.now + Self.visibilityTimeout
        while try await count() < progress.rowsBefore + Int64(progress.produced) {
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(
                    code: "DEMO_TIMEOUT",
                    "not all rows were visible after \(Self.visibilityTimeout); "
                        + "see GET /tables/orders/consumingSegmentsInfo")
            }
            try await Task.sleep(for: Self.tick)
        }
    }

    private func summary(_ progress: DemoProgress) async throws -> String {
        let elapsed = max(1, (ContinuousClock.now - progress.start).wholeMicroseconds)
        let rate = Int64(Double(progress.produced) * 1e6 / Double(elapsed))
        return "done: \(Console.grouped(progress.produced)) rows produced and visible, "
            + "\(Console.grouped(rate)) rows/s, \(Console.grouped(try await count())) rows in the table"
    }

    private func count() async throws -> Int64 { try await number("SELECT COUNT(*) FROM orders") ?? 0 }
    private func lastOrder() async throws -> Int64 { try await number("SELECT MAX(order_id) FROM orders") ?? 0 }

    /// The one number that a query answers; nil for NULL.
    private func number(_ sql: String) async throws -> Int64? {
        let result = try await database.query(sql).result
        guard result.rowCount == 1, let column = result.columns.first else { return nil }
        return switch column[0] {
        case .integer(let number): number
        case .double(let number): Int64(exactly: number.rounded())
        default: nil
        }
    }
}
