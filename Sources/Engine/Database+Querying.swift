import Bytes
import Catalog
import Logging
import Query
import SQL
import Schema
import Segment

extension Database {
    /// Runs one statement on one version of its table.
    ///
    /// `options` come before those that the statement sets itself. `id` is a number of `nextQueryID()` by which others
    /// can name the query; nil draws one. Codes: those of SQL and of queries, `UNKNOWN_TABLE`, `INVALID_OPTION`,
    /// `QUERY_TIMEOUT`, `QUERY_CANCELLED` (the calling task was cancelled, or `cancelQuery` was called), `TOO_BUSY`,
    /// `NOT_READY`, `OFFSETS_NOT_REACHED`, `SEGMENT_UNAVAILABLE`.
    public func query(
        _ sql: String, options: [QueryOption] = [], id: UInt64? = nil
    ) async throws(EngineError) -> QueryAnswer {
        let ticket = QueryTicket(
            id: id ?? nextQueryID(), sql: sql, options: options, usualTimeout: self.options.queryTimeout)
        queries.insert(ticket)
        defer { queries.remove(ticket) }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<_, Never>) in
                ticket.expect { continuation.resume(returning: $0) }
                if ticket.isCancelled { ticket.cancel() }
                if let refusal = querying.refusal(submitting: { [self] in answer(ticket, options) }) {
                    ticket.finish(.failure(refusal))
                }
            }
        } onCancel: {
            ticket.cancel()
        }
        metricsCounters.queries.add(1)
        let duration = ContinuousClock.now - ticket.arrival
        metricsCounters.queryMicroseconds.add(Int(duration.wholeMicroseconds))
        if case .failure = outcome { metricsCounters.queryFailures.add(1) }
        return try outcome.get()
    }

    /// A number for the next query.
    public func nextQueryID() -> UInt64 { queries.nextID() }

    /// The queries that wait or run, in the order of their arrival.
    public func runningQueries() -> [RunningQuery] {
        let now = ContinuousClock.now
        return queries.all.map { ticket in
            RunningQuery(
                id: ticket.id, sql: ticket.sql, duration: now - ticket.arrival, isWaiting: ticket.isWaiting)
        }
    }

    /// Stops a query, which ends with `QUERY_CANCELLED`; false if there is none of that number.
    public func cancelQuery(_ id: UInt64) -> Bool {
        guard let ticket = queries[id] else { return false }
        ticket.cancel()
        return true
    }

    /// Bytes of memory that all queries together hold for groups, sorting and results.
    public var queryBytesInUse: Int { queryMemory.used }

    private func answer(_ ticket: QueryTicket, _ options: [QueryOption]) {
        guard ticket.begin() else { return }
        do throws(EngineError) {
            if let answer = try run(ticket, options) { ticket.finish(.success(answer)) }
        } catch {
            ticket.finish(.failure(error))
        }
    }

    /// Runs the query once more when its table has consumed what it waits for, or it must not wait any longer.
    private func park(
        _ ticket: QueryTicket, _ options: [QueryOption], _ table: TableRuntime, _ awaited: AwaitedOffsets,
        until deadline: ContinuousClock.Instant
    ) {
        ticket.park()
        visibility.add(deadline: deadline) {
            ticket.isCancelled || awaited.isReached(table.versions.version.contents)
        } resume: { [self] in
            if let refusal = querying.refusal(submitting: { [self] in answer(ticket, options) }) {
                ticket.finish(.failure(refusal))
            }
        }
    }

    /// Nil if the query waits for something to be consumed and will run again.
    private func run(_ ticket: QueryTicket, _ options: [QueryOption]) throws(EngineError) -> QueryAnswer? {
        switch try Self.parse(ticket.sql) {
        case .select(let statement): return try run(statement, .run, ticket, options)
        case .explain(let statement, let isAnalyze):
            return try run(statement, isAnalyze ? .analyze : .explain, ticket, options)
        case .showTables: return QueryAnswer(result: tableList(), since: ticket.arrival)
        case .showFunctions: return QueryAnswer(result: QueryPlanner.functionList(), since: ticket.arrival)
        case .describe(let name, _):
            let (table, system) = try queriedTable(named: name.text)
            return QueryAnswer(
                result: Self.description(of: system?.schema ?? table.versions.version.contents.schema),
                tableName: table.name + (system?.rawValue ?? ""), since: ticket.arrival)
        }
    }

    private enum Purpose { case run, explain, analyze }

    private func run(
        _ statement: SelectStatement, _ purpose: Purpose, _ ticket: QueryTicket, _ options: [QueryOption]
    ) throws(EngineError) -> QueryAnswer? {
        var statement = statement
        statement.options = options + statement.options
        let settings = try QuerySettings(takingFrom: &statement.options)
        let (table, system) = try queriedTable(named: statement.table.text)
        let deadline = ticket.arrival + (settings.timeout ?? self.options.queryTimeout)
        try waitUntilReady(table, deadline, ticket)
        if let awaited = try awaited(by: settings, ticket, table),
            !awaited.isReached(table.versions.version.contents)
        {
            let limit = settings.visibilityWait.map { min(deadline, ticket.arrival + $0) } ?? deadline
            if ContinuousClock.now < limit {
                park(ticket, options, table, awaited, until: limit)
                return nil
            }
            throw EngineError(
                .unavailable, code: "OFFSETS_NOT_REACHED",
                "'\(table.name)' has not consumed what the query is to see: "
                    + awaited.missing(table.versions.version.contents))
        }
        let version = table.versions.version
        let unavailable = version.contents.quarantined.values.sorted()
        if let first = unavailable.first, !settings.allowsPartialResults {
            throw EngineError(
                .failed, code: "SEGMENT_UNAVAILABLE",
                "\(unavailable.count) segments of '\(table.name)' are quarantined, such as: \(first); "
                    + "SET allowPartialResults=true answers from the others")
        }
        let limits = limits(settings, deadline, ticket)
        let result = try execute(statement, purpose, settings, table, version, system, limits)
        return answer(result, table, version, unavailable, ContinuousClock.now - ticket.arrival)
    }

    /// The table that a statement names, and which of the tables beside it, if it is one of these.
    private func queriedTable(named name: String) throws(EngineError) -> (TableRuntime, SystemTable?) {
        guard let (tableName, system) = SystemTable.parse(name) else { return (try openTable(named: name), nil) }
        return (try realtime(tableName).0, system)
    }

    /// What the answer must cover; nil if the query asks for nothing.
    private func awaited(
        by settings: QuerySettings, _ ticket: QueryTicket, _ table: TableRuntime
    ) throws(EngineError) -> AwaitedOffsets? {
        if settings.minimumOffsets.isEmpty && settings.visibilityWait == nil { return nil }
        return try ticket.awaited { () throws(EngineError) in
            settings.minimumOffsets.isEmpty
                ? AwaitedOffsets(endsOf: table)
                : try AwaitedOffsets(settings.minimumOffsets, in: table.versions.version.contents)
        }
    }

    private static func parse(_ sql: String) throws(EngineError) -> Statement {
        do throws(SQLError) { return try Parser.parse(sql) } catch { throw EngineError(.invalid, error) }
    }

    private func limits(
        _ settings: QuerySettings, _ deadline: ContinuousClock.Instant, _ ticket: QueryTicket
    ) -> QueryLimits {
        var limits = options.queryLimits
        limits.memory = queryMemory
        limits.executor = queryHelpers
        limits.maximumThreads = settings.maximumThreads ?? .max
        limits.groupsKept = settings.groupsKept
        limits.stop = {
            if ticket.isCancelled { return .cancelled }
            return ContinuousClock.now >= deadline ? .timeout : nil
        }
        return limits
    }

    private func waitUntilReady(
        _ table: TableRuntime, _ deadline: ContinuousClock.Instant, _ ticket: QueryTicket
    ) throws(EngineError) {
        while !table.isReady {
            if ticket.isCancelled {
                throw EngineError(.unavailable, code: "QUERY_CANCELLED", "the query was cancelled")
            }
            if ContinuousClock.now >= deadline {
                throw EngineError(
                    .unavailable, code: "NOT_READY",
                    "'\(table.name)' is still consuming what was in the log at start")
            }
            arrivals.wait(after: arrivals.now, atMost: .milliseconds(5))
        }
    }

    private func execute(
        _ statement: SelectStatement, _ purpose: Purpose, _ settings: QuerySettings, _ table: TableRuntime,
        _ version: TableVersion, _ system: SystemTable?, _ limits: QueryLimits
    ) throws(EngineError) -> QueryResult {
        let snapshot =
            system?.snapshot(of: table, version)
            ?? TableSnapshot(
                name: table.name, schema: version.contents.schema, segments: version.contents.sources)
        do throws(QueryError) {
            let query = try QueryPlanner.prepare(
                statement, schema: snapshot.schema, now: WallClock.milliseconds(),
                defaultLimit: settings.defaultLimit)
            switch purpose {
            case .run: return try query.execute(on: snapshot, limits: limits)
            case .explain: return try query.explain(on: snapshot, limits: limits)
            case .analyze:
                var limits = limits
                let start = ContinuousClock.now
                limits.clock = { ContinuousClock.now - start }
                return try query.explainAnalyze(on: snapshot, limits: limits)
            }
        } catch {
            table.quarantineDamaged(version.contents.sealed + version.contents.deadLetters, logger)
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
            offsets: partitions.sorted { $0.key < $1.key }.map { _, version in
                CoveredOffset(
                    topic: version.topic, partition: Int(version.topicPartition), offset: version.nextOffset)
            },
            duration: duration, freshness: partitions.values.compactMap(\.lastTimestamp).min(),
            unavailableSegments: unavailable)
    }
}

extension Duration {
    var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
