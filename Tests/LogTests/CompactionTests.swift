import Files
import Log
import TestSupport
import Testing

/// A log that is compacted, and what it must hold.
private struct CompactedRun {
    struct Written: Equatable {
        let key: String
        /// Nil for a tombstone.
        let value: String?
    }

    let fileSystem: MemoryFileSystem
    let segmentBytes: Int
    private(set) var log: PartitionLog?
    private(set) var written: [Int64: Written] = [:]
    private(set) var acknowledged: Int64 = 0
    /// What was deleted on request, as a catalog remembers it.
    private(set) var deletedBelow: Int64 = 0
    private(set) var now: Int64 = 1_000_000
    private(set) var removed = 0
    private var epoch: Int16 = 0
    private var sequence: Int32 = 0
    private var lastBatch: (batch: RecordBatch, offsets: Range<Int64>)?
    private var number = 0
    private var random: SeededGenerator

    init(_ fileSystem: MemoryFileSystem, seed: UInt64) {
        self.fileSystem = fileSystem
        random = SeededGenerator(seed: seed)
        segmentBytes = [500, 900, 1600][Int(seed % 3)]
    }

    /// Goes on on another disk.
    init(_ run: CompactedRun, on disk: MemoryFileSystem) {
        fileSystem = disk
        segmentBytes = run.segmentBytes
        (written, acknowledged, deletedBelow) = (run.written, run.acknowledged, run.deletedBelow)
        (now, number, random) = (run.now, run.number, run.random)
        epoch = run.epoch + 1
    }

    static let tombstoneRetention = Duration.seconds(60)

    mutating func open() throws(LogError) {
        var options = LogOptions()
        options.segmentBytes = segmentBytes
        options.minimumStartOffset = deletedBelow
        options.minimumEndOffset = acknowledged
        log = try PartitionLog.open(
            fileSystem, directory: testDirectory, identity: testIdentity, options: options)
    }

    mutating func run(steps: Int) throws(LogError) {
        if log == nil { try open() }
        for _ in 0..<steps { try step() }
    }

    private mutating func step() throws(LogError) {
        guard let log else { return }
        now += Int64.random(in: 0...20_000, using: &random)
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<11: try append(log)
        case 11..<14: acknowledged = max(acknowledged, try log.sync())
        case 14..<18:
            let floor = Bool.random(using: &random) ? Int64.max : acknowledged * 2 / 3
            let keyBytes = Bool.random(using: &random) ? 1 << 20 : 200
            let report = try log.compact(
                now: now, tombstoneRetention: Self.tombstoneRetention, floor: floor, keyBytes: keyBytes)
            removed += report?.recordsRemoved ?? 0
        case 18:
            // The catalog first.
            deletedBelow = max(deletedBelow, log.highWatermark * Int64.random(in: 0...10, using: &random) / 20)
            try log.deleteRecords(below: deletedBelow)
        default:
            try open()
            guard let log = self.log, let (batch, offsets) = lastBatch else { return }
            // It was not synced, but the machine went on.
            if try log.appendOnce(batch) != AppendOutcome(offsets: offsets, isDuplicate: true) {
                Issue.record("a batch that comes again after a start is not known")
            }
        }
    }

    private mutating func append(_ log: PartitionLog) throws(LogError) {
        var builder = RecordBatchBuilder()
        var records: [Written] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            number += 1
            let key = "k\(Int.random(in: 0..<9, using: &random))"
            let value =
                Int.random(in: 0..<5, using: &random) == 0 ? nil : "v\(number)" + String(repeating: "x", count: 40)
            records.append(Written(key: key, value: value))
            try builder.append(key: bytes(key), value: value.map { bytes($0) }, timestamp: now)
        }
        let batch = builder.finish().stamped(producerID: 5, epoch: epoch, sequence: sequence)
        let first = log.endOffset
        for (index, record) in records.enumerated() { written[first + Int64(index)] = record }
        let outcome = try log.appendOnce(batch)
        acknowledged = max(acknowledged, log.highWatermark)
        sequence += Int32(records.count)
        if outcome != AppendOutcome(offsets: first..<first + Int64(records.count), isDuplicate: false) {
            Issue.record("appended at \(outcome)")
        }
        if try log.appendOnce(batch) != AppendOutcome(offsets: outcome.offsets, isDuplicate: true) {
            Issue.record("a batch that comes again is not known")
        }
        lastBatch = (batch, outcome.offsets)
    }

    /// Everything readers see, each offset once, in pieces.
    private func contents(_ log: PartitionLog, _ comment: Comment) throws -> [Record] {
        var found: [Record] = []
        var next = log.startOffset
        while next < log.highWatermark {
            let batches = try log.read(from: next, maximumBytes: 300)
            let records = try batches.flatMap { try $0.records() }.filter { $0.offset >= next }
            guard let last = records.last else {
                Issue.record("nothing at \(next), below the high watermark \(log.highWatermark); \(comment)")
                break
            }
            found += records
            next = last.offset + 1
        }
        return found
    }

    /// Compares the log with what was written: nothing invented, and nothing missing but what may be.
    func check(_ comment: Comment) throws {
        guard let log else { return }
        let found = try contents(log, comment)
        #expect(log.highWatermark >= acknowledged && log.startOffset >= deletedBelow, comment)
        var offsets: Set<Int64> = []
        var newest: [String: Int64] = [:]
        for record in found {
            let known = written[record.offset]
            let key = String(decoding: record.key ?? [], as: UTF8.self)
            let value = record.value.map { String(decoding: $0, as: UTF8.self) }
            #expect(known == Written(key: key, value: value), "offset \(record.offset); \(comment)")
            #expect(offsets.insert(record.offset).inserted, comment)
            newest[key] = record.offset
        }
        var last: [String: Int64] = [:]
        for (offset, record) in written where offset < log.highWatermark {
            last[record.key] = max(offset, last[record.key] ?? -1)
        }
        for (key, offset) in last where offset >= log.startOffset {
            let isTombstone = written[offset]?.value == nil
            // The last one is there, or said that there is nothing, and then there is nothing.
            #expect(newest[key] == offset || isTombstone && newest[key] == nil, "\(key) at \(offset); \(comment)")
        }
    }

    /// What `check` allows to be there is gone after this, in all files but the active one.
    mutating func compactAll(_ comment: Comment) throws {
        guard let log else { return }
        try? log.close()
        try open()
        guard let log = self.log else { return }
        for _ in 0..<8 { _ = try log.append(makeBatch("filler", records: 2, padding: segmentBytes)) }
        acknowledged = try log.sync()
        for offset in log.endOffset - 16..<log.endOffset {
            let place = (log.endOffset - offset) % 2
            written[offset] = Written(
                key: "k\(place)", value: "filler:\(place)" + String(repeating: "x", count: segmentBytes))
        }
        for _ in 0..<3 {
            now += 100_000
            _ = try log.compact(now: now, tombstoneRetention: Self.tombstoneRetention, floor: .max)
        }
        try check(comment)
        let keys = try contents(log, comment).dropLast(2).compactMap {
            $0.key.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(Set(keys).count >= keys.count - 2, "\(keys); \(comment)")
    }
}

@Suite struct CompactionTests {
    @Test(arguments: seeds(40, debug: 6)) func randomLivesKeepTheLastRecordOfEachKey(seed: UInt64) throws {
        var run = CompactedRun(MemoryFileSystem(), seed: seed)
        for part in 0..<8 {
            try run.run(steps: 40)
            try run.check("seed \(seed), part \(part)")
            var next = CompactedRun(run, on: run.fileSystem.afterPowerCut(.torn(seed: seed &+ UInt64(part))))
            try next.open()
            try next.check("seed \(seed), part \(part), after a power cut")
            run = next
        }
        try run.compactAll("seed \(seed)")
        #expect(run.written.count > 200)
    }

    /// Stops the machine at every operation.
    @Test(arguments: seeds(12, debug: 2)) func everyOperationCanBeTheLast(seed: UInt64) throws {
        let whole = MemoryFileSystem()
        var complete = CompactedRun(whole, seed: seed)
        try complete.run(steps: 60)
        var states = 0
        for operation in 0...whole.operationCount {
            let fileSystem = MemoryFileSystem()
            fileSystem.follow(.stop(at: operation))
            var run = CompactedRun(fileSystem, seed: seed)
            try? run.run(steps: 60)
            for outcome in [UnsyncedData.lost, .kept, .torn(seed: 3), .torn(seed: 77)] {
                states += 1
                let comment: Comment = "seed \(seed), stop at \(operation), \(outcome)"
                var next = CompactedRun(run, on: fileSystem.afterPowerCut(outcome))
                try next.open()
                try next.check(comment)
                #expect(try next.fileSystem.list(testDirectory).allSatisfy { $0.hasSuffix(".log") }, comment)
                if states % 5 == 0 { try next.compactAll(comment) }
            }
        }
        print("compaction crash states, seed \(seed): \(states), \(complete.removed) records removed")
        #expect(states > 200 && complete.removed > 0)
    }

    /// Six batches of the keys k0 and k1 in a file each, closed by a seventh.
    private func log(_ fileSystem: MemoryFileSystem = MemoryFileSystem()) throws -> PartitionLog {
        let log = try openLog(fileSystem, segmentBytes: 300)
        for index in 0..<7 { _ = try log.append(makeBatch("\(index)", records: 2, padding: 60)) }
        _ = try log.sync()
        return log
    }

    @Test func onlyTheLastRecordsStayAndFilesAreMerged() throws {
        let fileSystem = MemoryFileSystem()
        let log = try log(fileSystem)
        let before = try logFiles(fileSystem).count
        let report = try #require(try log.compact(now: 0, floor: .max))
        #expect(report.recordsRemoved == 10 && report.bytesFreed > 0)
        _ = try log.append(makeBatch("8", records: 2, padding: 60))
        _ = try log.sync()
        #expect(try log.read(from: 0, maximumBytes: 1 << 20).first?.baseOffset == 10)
        let disk = fileSystem.afterPowerCut(.lost)
        let again = try openLog(disk, segmentBytes: 300)
        #expect(again.startOffset == 0 && again.highWatermark == 16)
        #expect(try again.read(from: 3, maximumBytes: 1 << 20).first?.baseOffset == 10)
        _ = try again.compact(now: 0, floor: .max)
        _ = try again.compact(now: 0, floor: .max)
        #expect(try logFiles(disk).count < before)
    }

    @Test func theFloorIsNotPassed() throws {
        let log = try log()
        #expect(try log.compact(now: 0, floor: 1) == nil)
        _ = try log.compact(now: 0, floor: 5)
        let offsets = try [Int64(0), 4, 6].map { try log.read(from: $0, maximumBytes: 1).first?.baseOffset }
        #expect(offsets == [2, 4, 6])
    }

    /// Whoever has found a file before it is replaced reads it to its end.
    @Test func readersOfAReplacedFileGoOn() throws {
        let log = try log()
        let reader = try log.read(from: 0, maximumBytes: 1)
        #expect(reader.first?.baseOffset == 0)
        _ = try log.compact(now: 0, floor: .max)
        #expect(try log.firstRecord(atOrAfter: 0)?.offset == 10)
        #expect(try log.read(from: 0, maximumBytes: 1).first?.baseOffset == 10)
    }

    @Test func tombstonesGoAfterTheirTime() throws {
        let log = try openLog(MemoryFileSystem(), segmentBytes: 300)
        _ = try log.append(makeBatch("a", records: 2, padding: 80))
        var builder = RecordBatchBuilder()
        try builder.append(key: bytes("k0"), value: nil, timestamp: 5)
        _ = try log.append(builder.finish())
        for tag in ["b", "c"] {
            builder = RecordBatchBuilder()
            try builder.append(key: bytes(tag), value: makeBatch(tag, padding: 200).bytes[...], timestamp: 6)
            _ = try log.append(builder.finish())
        }
        _ = try log.sync()
        func offsets() throws -> [Int64] {
            var next: Int64 = 0
            var found: [Int64] = []
            while let batch = try log.read(from: next, maximumBytes: 1).first {
                found += try batch.records().map(\.offset)
                next = batch.endOffset
            }
            return found
        }
        let day = Duration.milliseconds(100)
        _ = try log.compact(now: 1000, tombstoneRetention: day, floor: .max)
        #expect(try offsets() == [1, 2, 3, 4])
        #expect(try log.firstRecord(atOrAfter: 5)?.timestamp == 1000)
        #expect(try log.compact(now: 1099, tombstoneRetention: day, floor: .max) == nil)
        _ = try log.compact(now: 1100, tombstoneRetention: day, floor: .max)
        #expect(try offsets() == [1, 3, 4])
    }
}
