import Bytes
import Catalog
import Ingest
import Synchronization

/// Where consumption goes on after a pause.
public enum ConsumeFrom: String, Sendable {
    /// With the next record.
    case lastConsumed
    /// After the records that are there now; those are counted as expired.
    case largest
}

/// Consumption of a table, as far as somebody has stopped it.
public struct PauseStatus: Hashable, Sendable {
    public var isPaused: Bool
    /// Names of the segments in memory.
    public var consumingSegments: [String]
}

/// A request to seal what is in memory, and what of it is not sealed yet.
public struct CommitJob: Identifiable, Hashable, Sendable {
    public var id: String
    public var tableName: String
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var submittedAt: Int64
    /// Names of the segments that were in memory then.
    public var segments: [String]
    public var pendingSegments: [String]
}

extension Database {
    /// Stops consumption and begins to seal what is in memory. Holds until it is resumed, also after a restart. Codes:
    /// `UNKNOWN_TABLE`, `NOT_REALTIME`.
    public func pauseConsumption(_ name: String) async throws(EngineError) -> PauseStatus {
        try await administration.run { [self] () throws(EngineError) in
            let (table, consumer) = try realtime(name)
            _ = try edit { draft throws(CatalogError) in try draft.append(.setPaused(table.id, true)) }
            consumer.setPaused(true)
            consumer.freezeAll()
            return pauseStatus(of: table, consumer)
        }
    }

    /// Goes on with consumption. Codes: `UNKNOWN_TABLE`, `NOT_REALTIME`, `SEAL_FAILED`.
    public func resumeConsumption(
        _ name: String, from start: ConsumeFrom = .lastConsumed
    ) async throws(EngineError) -> PauseStatus {
        if start == .largest {
            try await administration.run { [self] () throws(EngineError) in
                try realtime(name).1.skip { $0.source.reader.endOffset }
            }
            // What was passed over must be on record before anybody reads on from there.
            try await forceCommit(name)
        }
        return try await administration.run { [self] () throws(EngineError) in
            let (table, consumer) = try realtime(name)
            _ = try edit { draft throws(CatalogError) in try draft.append(.setPaused(table.id, false)) }
            consumer.setPaused(false)
            return pauseStatus(of: table, consumer)
        }
    }

    /// Moves one partition on to a later offset; what is passed over is counted as expired. The way on for a partition
    /// whose next offset cannot be read any more. Returns when that is committed.
    ///
    /// Codes: `UNKNOWN_TABLE`, `NOT_REALTIME`, `UNKNOWN_PARTITION`, `OFFSET_OUT_OF_RANGE` for an offset before the next
    /// one, since a record is consumed once; `SEAL_FAILED`.
    public func skipRecords(
        of name: String, topic: String, partition: Int, to offset: Int64
    ) async throws(EngineError) {
        try await administration.run { [self] () throws(EngineError) in
            let (table, consumer) = try realtime(name)
            let versions = table.versions.version.contents.partitions
            guard
                let number = versions.first(where: { $1.topic == topic && $1.topicPartition == Int32(partition) })?.key
            else {
                throw EngineError(
                    .notFound, code: "UNKNOWN_PARTITION", "'\(table.name)' reads no partition \(topic)/\(partition)")
            }
            try consumer.atRest { state throws(EngineError) in
                let next = state.nextOffsets[number] ?? 0
                if offset < next {
                    throw EngineError(
                        .invalid, code: "OFFSET_OUT_OF_RANGE",
                        "\(topic)/\(partition) is consumed to \(next), and no record is consumed twice"
                    )
                }
            }
            consumer.skip { $0.partition == number ? offset : nil }
        }
        try await forceCommit(name)
    }

    /// Codes: `UNKNOWN_TABLE`, `NOT_REALTIME`.
    public func pauseStatus(_ name: String) throws(EngineError) -> PauseStatus {
        let (table, consumer) = try realtime(name)
        return pauseStatus(of: table, consumer)
    }

    private func pauseStatus(of table: TableRuntime, _ consumer: TableConsumer) -> PauseStatus {
        PauseStatus(
            isPaused: consumer.isPaused, consumingSegments: table.versions.version.contents.consumingSegments)
    }

    /// Begins to seal everything consumed so far. Codes: `UNKNOWN_TABLE`, `NOT_REALTIME`.
    public func beginCommit(_ name: String) async throws(EngineError) -> CommitJob {
        try await administration.run { [self] () throws(EngineError) in
            let (table, consumer) = try realtime(name)
            let segments = consumer.freezeAll()
            let job = CommitJob(
                id: ReloadJob.newID(), tableName: table.name, submittedAt: options.now(), segments: segments,
                pendingSegments: segments)
            commitJobs.withLock { $0.add(job) }
            return job
        }
    }

    /// Seals everything consumed so far, and returns when that is committed. Codes: `UNKNOWN_TABLE`, `NOT_REALTIME`,
    /// `SEAL_FAILED` if a seal keeps failing.
    @discardableResult
    public func forceCommit(_ name: String) async throws(EngineError) -> CommitJob {
        let failuresBefore = metricsCounters.sealFailures.total
        let job = try await beginCommit(name)
        return try await administration.run { [self] () throws(EngineError) in
            while true {
                let seen = arrivals.now
                let now = try commitJob(job.id)
                if now.pendingSegments.isEmpty { return now }
                if metricsCounters.sealFailures.total > failuresBefore {
                    throw EngineError(.failed, code: "SEAL_FAILED", "sealing failed; it is tried again, see the log")
                }
                arrivals.wait(after: seen, atMost: .milliseconds(200))
            }
        }
    }

    /// How far a commit is. Codes: `UNKNOWN_JOB`, also for one of before the last start; `UNKNOWN_TABLE`.
    public func commitJob(_ id: String) throws(EngineError) -> CommitJob {
        guard var job = commitJobs.withLock({ $0[id] }) else {
            throw EngineError(.notFound, code: "UNKNOWN_JOB", "there is no commit '\(id)' since the start")
        }
        let frozen = Set(Self.frozenSegments(of: try openTable(named: job.tableName)))
        job.pendingSegments = job.segments.filter { frozen.contains($0) }
        return job
    }

    private static func frozenSegments(of table: TableRuntime) -> [String] {
        table.versions.version.contents.partitions.sorted { $0.key < $1.key }
            .flatMap { $0.value.frozen.map(\.rows.name) }
    }
}

extension TableConsumer {
    /// Passes over records up to an offset that is given for a partition, if one is; a partition that had stopped goes
    /// on from there.
    func skip(to end: (PartitionConsumer) -> Int64?) {
        atRest { state in
            for index in state.lanes.indices {
                guard var consumer = state.lanes[index].take() else { continue }
                if let end = end(consumer) {
                    skip(&consumer, to: end)
                    state.failures[consumer.partition] = nil
                }
                state.lanes[index] = consumer
            }
        }
    }
}
