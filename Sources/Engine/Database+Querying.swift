import Bytes
import Catalog
import Logging
import Query
import SQL
import Schema
import Segment
import Synchronization

extension Database {
    /// Options of a statement that the engine itself carries out; the query layer has its own.
    private static let timeoutOption = "timeoutMs"
    private static let partialOption = "allowPartialResults"

    /// Runs one statement on one version of its table.
    ///
    /// `options` come before those that the statement sets itself. Codes: those of SQL and of queries, `UNKNOWN_TABLE`,
    /// `QUERY_TIMEOUT`, `QUERY_CANCELLED` (the calling task was cancelled), `TOO_BUSY`, `NOT_READY`,
    /// `SEGMENT_UNAVAILABLE`.
    public func query(_ sql: String, options: [QueryOption] = []) async throws(EngineError) -> QueryAnswer {
        let start = ContinuousClock.now
        let isCancelled = CancelFlag()
        let outcome = await withTaskCancellationHandler {
            do throws(EngineError) {
                let answer = try await querying.run { [self] () throws(EngineError) in
                    try run(sql, options, start: start, isCancelled)
                }
                return Result<QueryAnswer, EngineError>.success(answer)
            } catch {
                return .failure(error)
            }
        } onCancel: {
            isCancelled.set()
        }
        metricsCounters.queries.add(1)
        let duration = ContinuousClock.now - start
        metricsCounters.queryMicroseconds.add(Int(duration.wholeMicroseconds))
        if case .failure = outcome { metricsCounters.queryFailures.add(1) }
        return try outcome.get()
    }

    private func run(
        _ sql: String, _ options: [QueryOption], start: ContinuousClock.Instant, _ isCancelled: CancelFlag
    ) throws(EngineError) -> QueryAnswer {
        var statement = try Self.parse(sql)
        statement.options = options + statement.options
        let settings = try takeSettings(&statement)
        let table = try openTable(named: statement.table.text)
        let deadline = start + (settings.timeout ?? self.options.queryTimeout)
        try waitUntilReady(table, deadline)
        let version = table.versions.version
        let unavailable = version.contents.quarantined.values.sorted()
        if let first = unavailable.first, !settings.allowsPartialResults {
            throw EngineError(
                .failed, code: "SEGMENT_UNAVAILABLE",
                "\(unavailable.count) segments of '\(table.name)' are quarantined, such as: \(first); "
                    + "SET \(Self.partialOption)=true answers from the others")
        }
        let result = try execute(statement, table, version, deadline, isCancelled)
        return answer(result, table, version, unavailable, ContinuousClock.now - start)
    }

    private static func parse(_ sql: String) throws(EngineError) -> SelectStatement {
        do throws(SQLError) {
            switch try Parser.parse(sql) {
            case .select(let statement): return statement
            case let other:
                throw SQLError(
                    .unsupported, at: SourceLocation(line: 1, column: 1),
                    "Martlet does not support \(other.name) statements")
            }
        } catch {
            throw EngineError(.invalid, error)
        }
    }

    private struct Settings {
        var timeout: Duration?
        var allowsPartialResults = false
    }

    /// Takes the engine's options out of the statement.
    private func takeSettings(_ statement: inout SelectStatement) throws(EngineError) -> Settings {
        var settings = Settings()
        var rest: [QueryOption] = []
        for option in statement.options {
            switch option.key.lowercased() {
            case Self.timeoutOption.lowercased():
                guard let milliseconds = Int64(option.value), milliseconds > 0 else { throw Self.invalid(option) }
                settings.timeout = .milliseconds(milliseconds)
            case Self.partialOption.lowercased():
                guard let allows = Bool(option.value.lowercased()) else { throw Self.invalid(option) }
                settings.allowsPartialResults = allows
            default: rest.append(option)
            }
        }
        statement.options = rest
        return settings
    }

    private static func invalid(_ option: QueryOption) -> EngineError {
        EngineError(.invalid, code: "INVALID_OPTION", "the option \(option.key) cannot be '\(option.value)'")
    }

    private func waitUntilReady(_ table: TableRuntime, _ deadline: ContinuousClock.Instant) throws(EngineError) {
        while !table.isReady {
            if ContinuousClock.now >= deadline {
                throw EngineError(
                    .unavailable, code: "NOT_READY",
                    "'\(table.name)' is still consuming what was in the log at start")
            }
            arrivals.wait(after: arrivals.now, atMost: .milliseconds(5))
        }
    }

    private func execute(
        _ statement: SelectStatement, _ table: TableRuntime, _ version: TableVersion,
        _ deadline: ContinuousClock.Instant, _ isCancelled: CancelFlag
    ) throws(EngineError) -> QueryResult {
        var limits = QueryLimits()
        limits.maximumBytes = options.queryBytes
        limits.stop = {
            if isCancelled.isSet { return .cancelled }
            return ContinuousClock.now >= deadline ? .timeout : nil
        }
        let snapshot = TableSnapshot(
            name: table.name, schema: version.contents.schema, segments: version.contents.sources)
        do throws(QueryError) {
            return try QueryPlanner.prepare(
                statement, schema: version.contents.schema, now: WallClock.milliseconds())
                .execute(on: snapshot, limits: limits)
        } catch {
            table.quarantineDamaged(version.contents.sealed, logger)
            throw EngineError(Self.kind(of: error), error)
        }
    }

    private static func kind(of error: QueryError) -> EngineError.Kind {
        switch error.code {
        case "UNREADABLE_SEGMENT": .failed
        case "RESOURCES_EXCEEDED", "QUERY_TIMEOUT", "QUERY_CANCELLED": .unavailable
        default: .invalid
        }
    }

    private func answer(
        _ result: QueryResult, _ table: TableRuntime, _ version: TableVersion, _ unavailable: [String],
        _ duration: Duration
    ) -> QueryAnswer {
        let partitions = version.contents.partitions
        return QueryAnswer(
            result: result, tableName: table.name, epoch: version.epoch,
            offsets: Dictionary(uniqueKeysWithValues: partitions.map { (Int($0.key), $0.value.nextOffset) }),
            duration: duration, freshness: partitions.values.compactMap(\.lastTimestamp).min(),
            unavailableSegments: unavailable)
    }
}

/// Set once, from any thread.
private final class CancelFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}

extension Duration {
    var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
