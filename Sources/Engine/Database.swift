import Bytes
import Catalog
import Files
import Log
import Logging
import Query
import Schema
import Synchronization

/// A Martlet database in one process: topics, tables and the threads that keep them going.
///
/// All methods may be called from anywhere. Those that are `async` do their work on threads of the database, not on the
/// caller's; the others only look at memory.
public final class Database: Sendable {
    /// What is open, by name.
    struct Registry {
        var topics: [String: Topic] = [:]
        /// By name with type.
        var tables: [String: TableRuntime] = [:]
    }

    let fileSystem: any FileSystem
    let options: DatabaseOptions
    let logger: Logger
    let catalog: Catalog
    let registry = Mutex(Registry())
    let metricsCounters = EngineMetrics()
    let arrivals = Arrivals()
    let consumingBudget: ConsumingBudget
    let store: SegmentStore
    let committer: GroupCommitter
    let sealer: Sealer
    let rebuilder: Rebuilder
    private let builders: ThreadTeam
    /// Changes of what exists happen one at a time.
    let administration: WorkQueue
    let producing: WorkQueue
    /// Reads the log for clients, which may wait for the disk.
    let fetching: WorkQueue
    /// Asks clusters outside of this process, which may not answer for a while.
    let clusterQuestions: WorkQueue
    /// Nil while clusters are asked.
    let nextClusterCheck: Mutex<ContinuousClock.Instant?>
    let querying: WorkQueue
    /// Helps the threads of `querying` with the units of large queries.
    let queryHelpers: ThreadTeam
    let queryMemory: MemoryPool
    let queries = QueryRegistry()
    let visibility = VisibilityWaiters()
    let commitJobs = Mutex(JobLog<CommitJob>())
    private let housekeeper = Monitor<NamedThread?>(nil)
    private let compactor = Monitor<NamedThread?>(nil)
    /// Given back when everything is closed.
    private let lock: Monitor<(any DirectoryLock)?>
    private let isClosing = Monitor(false)
    /// Spreads records without a key over the partitions.
    let nextKeylessPartition = Atomic<Int>(0)

    init(
        fileSystem: any FileSystem, options: DatabaseOptions, logger: Logger, lock: any DirectoryLock,
        catalog: Catalog
    ) {
        self.fileSystem = fileSystem
        self.options = options
        self.logger = logger
        self.lock = Monitor(lock)
        self.catalog = catalog
        consumingBudget = ConsumingBudget(limit: options.consumingMemoryBytes)
        builders = ThreadTeam(name: "build", width: options.buildThreads, priority: .background)
        store = SegmentStore(fileSystem: fileSystem, catalog: catalog, executor: builders, now: options.now)
        committer = GroupCommitter(arrivals: arrivals, metrics: metricsCounters)
        sealer = Sealer(store: store, arrivals: arrivals, metrics: metricsCounters, logger: logger)
        rebuilder = Rebuilder(store: store, catalog: catalog, metrics: metricsCounters, logger: logger)
        administration = WorkQueue(name: "admin", threads: 1, capacity: 256)
        producing = WorkQueue(name: "produce", threads: 1, capacity: 1024)
        fetching = WorkQueue(name: "fetch", threads: 1, capacity: 4096)
        clusterQuestions = WorkQueue(name: "cluster", threads: options.connector == nil ? 0 : 2, capacity: 64)
        nextClusterCheck = Mutex(.now + options.clusterCheckInterval)
        querying = WorkQueue(name: "query", threads: options.queryThreads, capacity: options.queryQueue)
        queryHelpers = ThreadTeam(name: "query-unit", width: options.queryThreads)
        queryMemory = MemoryPool(limit: options.queryMemoryBytes)
    }

    /// True once every table has consumed what was in the log at start.
    public var isReady: Bool {
        let tables = registry.withLock { Array($0.tables.values) }
        return tables.allSatisfy(\.isReady)
    }

    func startHousekeeping() {
        queries.start()
        visibility.start()
        housekeeper.update { $0 = NamedThread("housekeeping", priority: .background) { [self] in housekeep() } }
        compactor.update { $0 = NamedThread("compact", priority: .background) { [self] in compact() } }
    }

    private func compact() {
        while isClosing.wait(atMost: options.housekeepingInterval, until: { $0 ? true : nil }) == nil {
            compactLogs { isClosing.withLock { $0 } }
        }
    }

    private func housekeep() {
        while isClosing.wait(atMost: options.housekeepingInterval, until: { $0 ? true : nil }) == nil {
            keepLogs()
            applyTableRetention()
            mergeSmallSegments()
            watchClusters()
        }
    }

    /// Whether what takes long should not be begun any more.
    var isShuttingDown: Bool { isClosing.withLock { $0 } }

    /// Stops the threads and closes what is open; what is not sealed stays in the log. Calling it again does nothing.
    public func close() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            _ = NamedThread("close") { [self] in
                closeNow()
                done.resume()
            }
        }
    }

    /// The blocking form of `close`.
    func closeNow() {
        let isFirst = isClosing.update { isClosing in
            defer { isClosing = true }
            return !isClosing
        }
        guard isFirst else { return }
        for owner in [housekeeper, compactor] {
            let thread = owner.update { thread in
                defer { thread = nil }
                return thread
            }
            thread?.join()
        }
        clusterQuestions.close()
        administration.close()
        producing.close()
        fetching.close()
        committer.close()
        let (topics, tables) = registry.withLock { (Array($0.topics.values), Array($0.tables.values)) }
        for table in tables { table.consumer?.stop() }
        visibility.close()
        querying.close()
        queryHelpers.close()
        queries.close()
        sealer.close()
        rebuilder.close()
        builders.close()
        for topic in topics { topic.close(logger) }
        do throws(CatalogError) {
            try catalog.close()
        } catch {
            logger.error("closing the catalog failed: \(error)")
        }
        lock.update { $0 = nil }
    }
}

extension Topic {
    func close(_ logger: Logger) {
        for log in logs {
            do throws(LogError) {
                try log.close()
            } catch {
                logger.error("closing the log of topic \(name) failed: \(error)")
            }
        }
    }
}
