import Bytes
import Files
import Log
import Testing

@Suite struct PartitionLogTests {
    @Test func readersSeeWhatIsSyncedOnly() throws {
        let log = try openLog(MemoryFileSystem())
        #expect(log.startOffset == 0 && log.endOffset == 0 && log.highWatermark == 0 && !log.isDirty)
        #expect(try log.append(makeBatch("a", records: 3)) == 0..<3)
        #expect(try log.append(makeBatch("b", records: 2)) == 3..<5)
        #expect(log.endOffset == 5 && log.highWatermark == 0 && log.isDirty)
        #expect(try log.read(from: 0, maximumBytes: 1000).isEmpty)
        #expect(throws: LogError.offsetOutOfRange(requested: 1, available: 0..<0)) {
            try log.read(from: 1, maximumBytes: 1000)
        }
        #expect(try log.sync() == 5)
        #expect(!log.isDirty && log.highWatermark == 5)
        #expect(try readAll(log).map(values) == [["a:0", "a:1", "a:2"], ["b:0", "b:1"]])
        #expect(try log.read(from: 4, maximumBytes: 1000).map(values) == [["b:0", "b:1"]])
        #expect(try readAll(log).flatMap { try $0.records().map(\.offset) } == Array(0..<5))
        for wrong in [-1, 6, Int64.max, Int64.min] {
            #expect(throws: LogError.offsetOutOfRange(requested: wrong, available: 0..<5)) {
                try log.read(from: wrong, maximumBytes: 1000)
            }
        }
    }

    @Test func aReadReturnsAtLeastOneBatchAndAboutTheBytesAsked() throws {
        let log = try openLog(MemoryFileSystem())
        for index in 0..<50 { _ = try log.append(makeBatch("\(index)", padding: 1000)) }
        _ = try log.sync()
        #expect(try log.read(from: 7, maximumBytes: 0).count == 1)
        #expect(try log.read(from: 7, maximumBytes: 1).count == 1)
        let size = makeBatch("10", padding: 1000).bytes.count
        #expect(try log.read(from: 10, maximumBytes: 3 * size).count == 3)
        #expect(try log.read(from: 10, maximumBytes: 3 * size - 1).count == 2)
        #expect(try log.read(from: 0, maximumBytes: Int.max).count == 50)
        #expect(try readAll(log, step: 1).count == 50)
    }

    @Test func batchesLargerThanTheWindowAreRead() throws {
        let log = try openLog(MemoryFileSystem(), segmentBytes: 64 << 20)
        for index in 0..<4 { _ = try log.append(makeBatch("\(index)", padding: 3 << 20)) }
        _ = try log.sync()
        #expect(try readAll(log, step: 10).count == 4)
        #expect(try log.read(from: 3, maximumBytes: 10).map(\.baseOffset) == [3])
    }

    @Test func baseOffsetAndEpochAreAllThatIsRewritten() throws {
        let log = try openLog(MemoryFileSystem())
        var sent = RecordBatchTests.decodeHex(RecordBatchTests.fromKafkaClient)
        sent[7] = 99
        sent[15] = 5
        _ = try log.append(makeBatch("first"))
        #expect(try log.append(RecordBatch(validating: sent)) == 1..<4)
        _ = try log.sync()
        var expected = sent
        expected[7] = 1
        expected[15] = 0
        #expect(try log.read(from: 1, maximumBytes: 1).first?.bytes == expected)
    }

    @Test func filesRollAndAreReadAcross() throws {
        let fileSystem = MemoryFileSystem()
        var log = try openLog(fileSystem, segmentBytes: 600)
        var expected: [[String]] = []
        for index in 0..<40 {
            let batch = makeBatch("\(index)", records: 1 + index % 3, padding: index * 7 % 90)
            expected.append(try values(batch))
            _ = try log.append(batch)
            if index % 5 == 0 { _ = try log.sync() }
        }
        _ = try log.sync()
        #expect(try logFiles(fileSystem).count > 10)
        #expect(try logFiles(fileSystem).allSatisfy { $0.bytes.count <= 600 })
        #expect(try readAll(log).map(values) == expected)
        #expect(log.byteCount == (try logFiles(fileSystem).reduce(0) { $0 + $1.bytes.count }))
        log = try openLog(fileSystem, segmentBytes: 600)
        #expect(log.recovery.files == (try logFiles(fileSystem).count) && log.recovery.cut == nil)
        #expect(try readAll(log, step: 100).map(values) == expected)
        for offset in stride(from: log.endOffset - 1, through: 0, by: -1) {
            let found = try log.read(from: offset, maximumBytes: 1)
            #expect(found.count == 1 && found[0].baseOffset <= offset && found[0].lastOffset >= offset)
        }
    }

    @Test func aBatchLargerThanASegmentGetsAFileOfItsOwn() throws {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem, segmentBytes: 500)
        for index in 0..<3 { _ = try log.append(makeBatch("\(index)", padding: 1000)) }
        _ = try log.sync()
        #expect(try logFiles(fileSystem).count == 3)
        #expect(try readAll(log).count == 3)
    }

    @Test func tooLargeABatchIsRefused() throws {
        var options = LogOptions()
        let batch = makeBatch("a", padding: 100)
        options.maximumBatchBytes = batch.bytes.count - 1
        let fileSystem = MemoryFileSystem()
        let log = try PartitionLog.open(
            fileSystem, directory: testDirectory, identity: testIdentity, options: options)
        #expect(throws: LogError.batchTooLarge(bytes: batch.bytes.count, limit: batch.bytes.count - 1)) {
            try log.append(batch)
        }
        options.maximumBatchBytes += 1
        let other = try PartitionLog.open(
            fileSystem, directory: testDirectory, identity: testIdentity, options: options)
        #expect(try other.append(batch) == 0..<1)
    }

    @Test func aClosedLogTakesNothingAndGoesOnWhenReopened() throws {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem)
        _ = try log.append(makeBatch("a"))
        try log.close()
        try log.close()
        #expect(log.highWatermark == 1)
        #expect(throws: LogError.closed) { try log.append(makeBatch("b")) }
        #expect(throws: LogError.closed) { try log.sync() }
        #expect(try readAll(log).map(values) == [["a:0"]])
        let again = try openLog(fileSystem.afterPowerCut(.lost))
        #expect(again.recovery.endedCleanly && again.recovery.batchesScanned == 1)
        #expect(try again.append(makeBatch("b")) == 1..<2)
        _ = try again.sync()
        #expect(try readAll(again).map(values) == [["a:0"], ["b:0"]])
    }

    @Test func closingAnUntouchedLogAgainWritesNothing() throws {
        let fileSystem = MemoryFileSystem()
        try openLog(fileSystem).close()
        let once = try logFiles(fileSystem).map(\.bytes)
        try openLog(fileSystem).close()
        #expect(try logFiles(fileSystem).map(\.bytes) == once)
    }

    /// A file that holds nothing but a mark takes a batch of any length: the next file would have the same name.
    @Test func aFileWithoutABatchIsNotEnded() throws {
        let fileSystem = MemoryFileSystem()
        try openLog(fileSystem, segmentBytes: 300).close()
        let log = try openLog(fileSystem, segmentBytes: 300)
        for index in 0..<2 { _ = try log.append(makeBatch("\(index)", padding: 200)) }
        _ = try log.sync()
        #expect(try log.applyRetention(RetentionPolicy(maximumBytes: 0), now: 0, floor: 0) == 0)
        #expect(try readAll(log).map(\.baseOffset) == [0, 1])
        #expect(
            try LogInspector.inspect(fileSystem, path: testDirectory + "/" + firstFileName).entries.map(\.kind)
                == [.cleanEnd, .batch, .fileEnd])
    }

    @Test func aSyncPerGroupIsOneOperation() throws {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem)
        for index in 0..<10 { _ = try log.append(makeBatch("\(index)")) }
        let before = fileSystem.operationCount
        _ = try log.sync()
        #expect(fileSystem.operationCount == before + 1)
        _ = try log.sync()
        #expect(fileSystem.operationCount == before + 1)
    }

    @Test func foreignFilesAreRefused() throws {
        let fileSystem = MemoryFileSystem()
        try openLog(fileSystem).close()
        for other in [LogIdentity(topicID: 8, partition: 3), LogIdentity(topicID: 7, partition: 4)] {
            let error = #expect(throws: LogError.self) {
                try PartitionLog.open(fileSystem, directory: testDirectory, identity: other, options: LogOptions())
            }
            #expect(error?.code == "CORRUPT_FILE" && error?.message.contains("belongs to topic 7") == true)
        }
    }

    @Test func aLaterVersionIsTooNew() throws {
        let fileSystem = MemoryFileSystem()
        try openLog(fileSystem).close()
        var header = Array(try logFiles(fileSystem)[0].bytes[..<64])
        header[8] = 3
        let checksum = CRC32C.of(header[..<60])
        for byte in 0..<4 { header[60 + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
        let changed = try disk(holding: [(firstFileName, header)])
        let error = #expect(throws: LogError.self) { try openLog(changed) }
        #expect(error?.code == "FILE_TOO_NEW")
    }

    @Test func missingFilesAreNoticed() throws {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem, segmentBytes: 300)
        for index in 0..<6 { _ = try log.append(makeBatch("\(index)", padding: 50)) }
        try log.close()
        let files = try logFiles(fileSystem)
        try #require(files.count >= 4)
        for missing in 1..<files.count - 1 {
            var rest = files
            rest.remove(at: missing)
            let error = #expect(throws: LogError.self) { try openLog(disk(holding: rest)) }
            #expect(error?.code == "CORRUPT_FILE" && error?.message.contains(files[missing + 1].name) == true)
        }
        let withoutLast = try disk(holding: files.dropLast())
        let error = #expect(throws: LogError.self) { try openLog(withoutLast, minimumEndOffset: 6) }
        #expect(error?.code == "CORRUPT_FILE")
    }

    @Test func unknownNamesInTheDirectoryAreLeftAlone() throws {
        let fileSystem = MemoryFileSystem()
        try openLog(fileSystem).close()
        for name in ["notes.txt", "0.log", "0000000000000000000x.log", "00000000000000000001.log.tmp"] {
            _ = try fileSystem.open(testDirectory + "/" + name, .create)
        }
        let log = try openLog(fileSystem)
        #expect(log.recovery.files == 1)
        // The last one is what compaction would have been writing.
        #expect(try fileSystem.list(testDirectory).count == 4)
    }

    @Test func theInspectorListsFrames() throws {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem)
        _ = try log.append(makeBatch("a", records: 3, timestamp: 50))
        _ = try log.sync()
        _ = try log.append(makeBatch("b", timestamp: 40))
        try log.close()
        let path = testDirectory + "/" + firstFileName
        let listing = try LogInspector.verify(fileSystem, path: path, requiringMark: true)
        #expect(listing.identity == testIdentity && listing.baseOffset == 0 && listing.endOffset == 4)
        #expect(listing.entries.map(\.kind) == [.batch, .batch, .cleanEnd])
        #expect(listing.entries.map(\.baseOffset) == [0, 3, 4])
        #expect(listing.entries.map(\.recordCount) == [3, 1, 0])
        #expect(listing.entries.map(\.syncedEnd) == [0, 3, 4])
        #expect(listing.entries.map(\.maximumTimestamp) == [50, 40, 50])
        #expect(listing.damage == nil && listing.endsInMark)
    }
}
