import Files
import Log
import TestSupport
import Testing

/// Logs that do not wait for the disk.
@Suite struct UnsyncedLogTests {
    private func open(_ fileSystem: MemoryFileSystem, known: Int64 = 0, synced: Bool = false) throws -> PartitionLog {
        var options = LogOptions()
        options.segmentBytes = 900
        options.isSynced = synced
        options.minimumEndOffset = known
        return try PartitionLog.open(
            fileSystem, directory: testDirectory, identity: testIdentity, options: options)
    }

    @Test func recordsAreSeenBeforeTheyAreSynced() throws {
        let fileSystem = MemoryFileSystem()
        let log = try open(fileSystem)
        _ = try log.append(makeBatch("a", records: 3))
        #expect(log.highWatermark == 0)
        #expect(try log.publish() == 3)
        #expect(log.isDirty)
        #expect(try readAll(log).count == 1)
        #expect(try log.sync() == 3)
        #expect(!log.isDirty)
        try log.close()
        let again = try open(fileSystem)
        #expect(again.endOffset == 3 && again.recovery.skipped == nil)
        // With waiting, publishing is syncing.
        again.options.isSynced = true
        _ = try again.append(makeBatch("b"))
        #expect(try again.publish() == 4)
        #expect(!again.isDirty)
    }

    @Test func aLostTailIsAcceptedAndItsOffsetsAreNotGivenOutAgain() throws {
        let fileSystem = MemoryFileSystem()
        let log = try open(fileSystem)
        _ = try log.append(makeBatch("a", records: 3))
        _ = try log.sync()
        _ = try log.append(makeBatch("b", records: 5))
        _ = try log.publish()
        let disk = fileSystem.afterPowerCut(.lost)
        #expect(throws: LogError.self) { try open(disk, known: 8, synced: true) }
        let next = try open(disk, known: 8)
        let skip = 3 + LogLimits.unsyncedOffsets
        #expect(next.recovery.skipped == 3..<skip)
        // Readers wait at the end of what is there, and so do those who were further.
        #expect(next.highWatermark == 3 && next.endOffset == skip && !next.isDirty)
        #expect(try next.sync() == 3)
        #expect(try next.read(from: 8, maximumBytes: 1).isEmpty)
        #expect(try next.append(makeBatch("c")) == skip..<skip + 1)
        #expect(try next.publish() == skip + 1)
        #expect(try next.read(from: 3, maximumBytes: 1).first?.baseOffset == skip)
        #expect(try next.read(from: 8, maximumBytes: 1).first?.baseOffset == skip)
        try next.close()
        let last = try open(disk)
        #expect(last.recovery.skipped == nil && last.endOffset == skip + 1)
        #expect(try last.read(from: 0, maximumBytes: 1).first?.baseOffset == 0)
    }

    @Test func whatTheCatalogKnowsIsNotGivenOutAgainEvenIfNothingIsLeft() throws {
        let log = try open(MemoryFileSystem(), known: 1 << 30)
        #expect(try log.append(makeBatch("a")).lowerBound == 1 << 30)
    }

    @Test func tooMuchIsSyncedBeforeItIsSeen() throws {
        let log = try open(MemoryFileSystem())
        log.options.segmentBytes = 1 << 30
        var builder = RecordBatchBuilder(maximumBytes: 1 << 24)
        for _ in 0..<LogLimits.unsyncedOffsets / 2 + 1 { try builder.append(key: nil, value: nil, timestamp: 0) }
        let batch = builder.finish()
        _ = try log.append(batch)
        _ = try log.publish()
        #expect(log.isDirty)
        _ = try log.append(batch)
        _ = try log.publish()
        #expect(!log.isDirty && log.highWatermark == LogLimits.unsyncedOffsets + 2)
    }

    /// Whatever is lost: what is left was written so, and no offset is given out twice, through several ends.
    @Test(arguments: seeds(60, debug: 10)) func noOffsetIsGivenOutTwice(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var fileSystem = MemoryFileSystem()
        var given: [Int64: String] = [:]
        var number = 0
        for life in 0..<6 {
            let comment: Comment = "seed \(seed), life \(life)"
            let log = try open(fileSystem)
            var found = 0
            var next = log.startOffset
            while let batch = try log.read(from: next, maximumBytes: 500).first {
                for record in try batch.records() {
                    let value = String(decoding: record.value ?? [], as: UTF8.self)
                    #expect(given[record.offset].map { value.hasPrefix($0 + ":") } == true, comment)
                    found += 1
                }
                next = batch.endOffset
            }
            #expect(next == log.highWatermark, comment)
            for _ in 0..<Int.random(in: 0..<20, using: &random) {
                number += 1
                let records = Int.random(in: 1...3, using: &random)
                for offset in try log.append(
                    makeBatch("b\(number)", records: records, padding: Int.random(in: 0..<200, using: &random)))
                {
                    #expect(given.updateValue("b\(number)", forKey: offset) == nil, "\(offset) again; \(comment)")
                }
                if Int.random(in: 0..<3, using: &random) > 0 { _ = try log.publish() }
                if Int.random(in: 0..<6, using: &random) == 0 { _ = try log.sync() }
            }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: try log.close()
            case 1: fileSystem = fileSystem.afterPowerCut(.lost)
            default: fileSystem = fileSystem.afterPowerCut(.torn(seed: random.next()))
            }
        }
    }
}
