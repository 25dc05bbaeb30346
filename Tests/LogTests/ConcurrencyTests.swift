import Bytes
import Files
import Log
import Synchronization
import Testing

/// A file system that calls back before each sync of a file.
private final class SyncObserver: FileSystem {
    let inner: any FileSystem
    let beforeSync = Mutex<@Sendable () -> Void>({})

    init(_ inner: any FileSystem) { self.inner = inner }

    func open(_ path: String, _ mode: OpenMode) throws(FileError) -> any File {
        ObservedFile(try inner.open(path, mode), self)
    }
    func createDirectory(_ path: String) throws(FileError) { try inner.createDirectory(path) }
    func list(_ directory: String) throws(FileError) -> [String] { try inner.list(directory) }
    func exists(_ path: String) throws(FileError) -> Bool { try inner.exists(path) }
    func rename(_ from: String, to: String) throws(FileError) { try inner.rename(from, to: to) }
    func remove(_ path: String) throws(FileError) { try inner.remove(path) }
    func removeTree(_ path: String) throws(FileError) { try inner.removeTree(path) }
    func syncDirectory(_ path: String) throws(FileError) { try inner.syncDirectory(path) }
    func map(_ path: String) throws(FileError) -> MappedRegion { try inner.map(path) }
    func lock(_ path: String) throws(FileError) -> any DirectoryLock { try inner.lock(path) }
    func availableBytes() throws(FileError) -> Int { try inner.availableBytes() }
}

private final class ObservedFile: File {
    let inner: any File
    let owner: SyncObserver

    init(_ inner: any File, _ owner: SyncObserver) {
        self.inner = inner
        self.owner = owner
    }

    var path: String { inner.path }
    func size() throws(FileError) -> Int { try inner.size() }
    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] { try inner.read(at: offset, count: count) }
    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) { try inner.write(bytes, at: offset) }
    func truncate(to size: Int) throws(FileError) { try inner.truncate(to: size) }
    func sync() throws(FileError) {
        let observe = owner.beforeSync.withLock { $0 }
        observe()
        try inner.sync()
    }
}

@Suite struct ConcurrencyTests {
    static let writers = 4
    static let batchesPerWriter = 150

    /// Writers append and wait for a sync, a reader follows the high watermark, retention removes what was read.
    @Test(arguments: [2_000, 1 << 20]) func writersReadersAndRetentionTogether(segmentBytes: Int) async throws {
        let memory = MemoryFileSystem()
        let log = try openLog(memory, segmentBytes: segmentBytes)
        let total = Int64(Self.writers * Self.batchesPerWriter * 2)
        let seen = try await withThrowingTaskGroup(of: [String].self) { group in
            for writer in 0..<Self.writers {
                group.addTask {
                    for index in 0..<Self.batchesPerWriter {
                        let range = try log.append(makeBatch("w\(writer)-\(index)", records: 2, padding: index % 50))
                        let highWatermark = try log.sync()
                        guard highWatermark >= range.upperBound, log.highWatermark >= range.upperBound else {
                            throw MissingBatches(from: range.lowerBound, to: highWatermark)
                        }
                    }
                    return []
                }
            }
            group.addTask { try await Self.follow(log, to: total) }
            var seen: [String] = []
            for try await part in group { seen += part }
            return seen
        }
        #expect(seen.count == Int(total) && Set(seen).count == seen.count)
        for writer in 0..<Self.writers {
            let own = seen.filter { $0.hasPrefix("w\(writer)-") && $0.contains(":0") }
                .compactMap { Int($0.dropFirst(3).prefix { $0 != ":" }) }
            #expect(own == Array(0..<Self.batchesPerWriter), "one writer's batches keep their order")
        }
        let again = try openLog(memory.afterPowerCut(.lost), segmentBytes: segmentBytes)
        #expect(again.endOffset == total && again.recovery.cut == nil)
    }

    /// One `fdatasync` covers what was appended before it began; what comes meanwhile needs neither to wait nor is
    /// acknowledged by it.
    @Test func appendsAndReadsGoOnDuringASync() throws {
        let observer = SyncObserver(MemoryFileSystem())
        let log = try openLog(observer)
        _ = try log.append(makeBatch("before", records: 3))
        let meanwhile = Mutex<[Range<Int64>]>([])
        observer.beforeSync.withLock {
            $0 = {
                let range = try? log.append(makeBatch("meanwhile", records: 2))
                let visible = try? log.read(from: 0, maximumBytes: 1)
                meanwhile.withLock { $0.append(visible?.isEmpty == true ? range ?? 0..<0 : 0..<0) }
            }
        }
        #expect(try log.sync() == 3)
        #expect(meanwhile.withLock { $0 } == [3..<5])
        #expect(log.endOffset == 5 && log.highWatermark == 3 && log.isDirty)
        #expect(throws: LogError.offsetOutOfRange(requested: 4, available: 0..<3)) {
            try log.read(from: 4, maximumBytes: 1)
        }
        observer.beforeSync.withLock { $0 = {} }
        #expect(try log.sync() == 5)
    }

    private static func follow(_ log: PartitionLog, to end: Int64) async throws -> [String] {
        var seen: [String] = []
        var next: Int64 = 0
        while next < end {
            for batch in try log.read(from: next, maximumBytes: 4000) {
                guard batch.baseOffset == next else { throw MissingBatches(from: next, to: batch.baseOffset) }
                seen += try values(batch)
                next = batch.endOffset
            }
            _ = try log.applyRetention(RetentionPolicy(maximumBytes: 0), now: 0, floor: next)
            await Task.yield()
        }
        return seen
    }
}
