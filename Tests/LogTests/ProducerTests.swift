import Files
import Log
import Testing

/// Batches of idempotent producers: each is appended once and in order, also across restarts.
@Suite struct ProducerTests {
    private func open(_ fileSystem: MemoryFileSystem, segmentBytes: Int = 1 << 20) throws -> PartitionLog {
        var options = LogOptions()
        options.segmentBytes = segmentBytes
        return try PartitionLog.open(
            fileSystem, directory: testDirectory, identity: testIdentity, options: options)
    }

    private func batch(_ sequence: Int32, records: Int = 2, producer: Int64 = 9, epoch: Int16 = 0) -> RecordBatch {
        makeBatch("s\(sequence)", records: records).stamped(producerID: producer, epoch: epoch, sequence: sequence)
    }

    @Test func aBatchThatComesAgainHasItsOldOffsets() throws {
        let log = try open(MemoryFileSystem())
        for index in 0..<7 {
            let outcome = try log.appendOnce(batch(Int32(2 * index)))
            #expect(outcome == AppendOutcome(offsets: Int64(2 * index)..<Int64(2 * index + 2), isDuplicate: false))
        }
        for index in 2..<7 {
            let outcome = try log.appendOnce(batch(Int32(2 * index)))
            #expect(outcome == AppendOutcome(offsets: Int64(2 * index)..<Int64(2 * index + 2), isDuplicate: true))
        }
        #expect(throws: LogError.duplicateSequence) { try log.appendOnce(batch(2)) }
        #expect(throws: LogError.outOfOrderSequence(expected: 14, found: 16)) { try log.appendOnce(batch(16)) }
        #expect(throws: LogError.outOfOrderSequence(expected: 14, found: 13)) { try log.appendOnce(batch(13)) }
        #expect(log.endOffset == 14)
    }

    @Test func producersAreKnownAgainAfterARestart() throws {
        let fileSystem = MemoryFileSystem()
        let log = try open(fileSystem, segmentBytes: 400)
        for index in 0..<6 {
            _ = try log.appendOnce(batch(Int32(2 * index)))
            _ = try log.appendOnce(batch(Int32(2 * index), producer: 10))
        }
        _ = try log.sync()
        let later = try open(fileSystem.afterPowerCut(.lost), segmentBytes: 400)
        #expect(later.recovery.files > 2)
        #expect(try later.appendOnce(batch(10)) == AppendOutcome(offsets: 20..<22, isDuplicate: true))
        #expect(try later.appendOnce(batch(4, producer: 10)) == AppendOutcome(offsets: 10..<12, isDuplicate: true))
        #expect(try later.appendOnce(batch(12)) == AppendOutcome(offsets: 24..<26, isDuplicate: false))
        #expect(throws: LogError.outOfOrderSequence(expected: 12, found: 14)) {
            try later.appendOnce(batch(14, producer: 10))
        }
    }

    /// What was appended and not synced is gone after a power cut, and then it may come again.
    @Test func aBatchThatWasLostIsNoDuplicate() throws {
        let fileSystem = MemoryFileSystem()
        let log = try open(fileSystem)
        _ = try log.appendOnce(batch(0))
        _ = try log.sync()
        _ = try log.appendOnce(batch(2))
        let later = try open(fileSystem.afterPowerCut(.lost))
        #expect(try later.appendOnce(batch(2)) == AppendOutcome(offsets: 2..<4, isDuplicate: false))
    }

    @Test func aNewLifeOfAProducerBeginsAtZeroAndEndsTheOldOne() throws {
        let log = try open(MemoryFileSystem())
        _ = try log.appendOnce(batch(0))
        #expect(throws: LogError.outOfOrderSequence(expected: 0, found: 2)) { try log.appendOnce(batch(2, epoch: 1)) }
        #expect(try !log.appendOnce(batch(0, epoch: 1)).isDuplicate)
        #expect(throws: LogError.staleProducerEpoch(current: 1, found: 0)) { try log.appendOnce(batch(2)) }
    }

    @Test func sequenceNumbersGoOnAtZero() throws {
        let log = try open(MemoryFileSystem())
        _ = try log.appendOnce(batch(.max - 2))
        #expect(try log.appendOnce(batch(.max, records: 3)).offsets == 2..<5)
        #expect(try log.appendOnce(batch(2)).offsets == 5..<7)
        #expect(try log.appendOnce(batch(.max, records: 3)).isDuplicate)
    }

    @Test func aFailedWriteIsNotRemembered() throws {
        let fileSystem = MemoryFileSystem()
        let log = try open(fileSystem)
        _ = try log.appendOnce(batch(0))
        fileSystem.follow(.fail(at: 0, .noSpace))
        #expect(throws: LogError.self) { try log.appendOnce(batch(2)) }
        #expect(try log.appendOnce(batch(2)) == AppendOutcome(offsets: 2..<4, isDuplicate: false))
    }

    @Test func recordsAreFoundByTime() throws {
        let log = try open(MemoryFileSystem(), segmentBytes: 400)
        for index in 0..<12 { _ = try log.append(makeBatch("t", records: 2, timestamp: Int64(1000 + 10 * index))) }
        #expect(try log.firstRecord(atOrAfter: 0) == nil || log.highWatermark > 0)
        _ = try log.sync()
        #expect(try log.firstRecord(atOrAfter: 0)?.offset == 0)
        #expect(try log.firstRecord(atOrAfter: 1005)?.offset == 2)
        #expect(try log.firstRecord(atOrAfter: 1110)?.timestamp == 1110)
        #expect(try log.firstRecord(atOrAfter: 1111) == nil)
    }
}
