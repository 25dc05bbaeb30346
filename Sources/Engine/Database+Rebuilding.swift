import Catalog
import Schema
import Synchronization

extension Database {
    /// Brings sealed segments to the settings that their table has now, in the background: those whose indexes,
    /// encodings or order of rows are not as the settings ask for are built again, with the schema of now. One job for
    /// each table of that name.
    ///
    /// Codes: `UNKNOWN_TABLE`, `UNKNOWN_SEGMENT`, `TOO_BUSY`.
    public func reloadSegments(_ name: String, segment: String? = nil) throws(EngineError) -> [ReloadJob] {
        var jobs: [ReloadJob] = []
        for table in try openTables(named: name) {
            let all = catalog.state.tables[table.id]?.segments.values.sorted { $0.id < $1.id } ?? []
            let segments = all.filter { segment == nil || $0.name == segment }
            if segment != nil && segments.isEmpty { continue }
            let job = ReloadJob(
                tableName: table.name, segmentName: segment, submittedAt: options.now(), segmentCount: segments.count)
            try rebuilder.reload(segments, of: table, job)
            jobs.append(job)
        }
        if let segment, jobs.isEmpty {
            throw EngineError(.notFound, code: "UNKNOWN_SEGMENT", "'\(name)' has no segment '\(segment)'")
        }
        return jobs
    }

    /// How far a reload is. Code: `UNKNOWN_JOB`, also for one of before the last start.
    public func reloadJob(_ id: String) throws(EngineError) -> ReloadJob {
        guard let job = rebuilder.job(id) else {
            throw EngineError(.notFound, code: "UNKNOWN_JOB", "there is no reload '\(id)' since the start")
        }
        return job
    }

    /// Begins to merge small segments where there are some.
    func mergeSmallSegments() {
        guard let policy = options.merging else { return }
        for table in registry.withLock({ Array($0.tables.values) }) { rebuilder.merge(table, by: policy) }
    }
}
