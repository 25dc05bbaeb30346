import Bytes
import Files
import Log
import TestSupport
import Testing

/// What a log must hold: arrays and dictionaries, no cleverness.
struct ReferenceLog {
    struct Batch: Equatable {
        let baseOffset: Int64
        let endOffset: Int64
        /// Everything but the fields that the log rewrites.
        let content: ByteString

        init(_ batch: RecordBatch, at baseOffset: Int64) {
            self.baseOffset = baseOffset
            endOffset = baseOffset + Int64(batch.recordCount)
            content = ByteString(batch.bytes[16...])
        }

        static func == (left: Batch, right: Batch) -> Bool {
            left.baseOffset == right.baseOffset && left.endOffset == right.endOffset
                && ByteString.compare(left.content.bytes, right.content.bytes) == 0
        }
    }

    /// Batches that `append` accepted, from the start of the log on.
    private(set) var batches: [Batch] = []
    /// Batches that were being appended when an error came: they may be there or not.
    private var attempts: [Batch] = []
    private(set) var endOffset: Int64 = 0
    /// Everything below was acknowledged.
    private(set) var acknowledged: Int64 = 0
    /// The start lies between what retention last left and what it may have removed up to.
    private var lowestStart: Int64 = 0
    private var highestStart: Int64 = 0

    mutating func willAppend(_ batch: RecordBatch) { attempts.append(Batch(batch, at: endOffset)) }

    mutating func didAppend(_ batch: RecordBatch) {
        batches.append(Batch(batch, at: endOffset))
        endOffset += Int64(batch.recordCount)
    }

    mutating func didSync(_ highWatermark: Int64) { acknowledged = max(acknowledged, highWatermark) }

    mutating func willRetain(floor: Int64) { highestStart = max(highestStart, floor) }

    mutating func didRetain(start: Int64) { lowestStart = max(lowestStart, start) }

    /// Compares what readers see with what they must see while nothing has gone wrong.
    func check(_ log: PartitionLog, step: Int, _ comment: Comment) throws {
        #expect(log.endOffset == endOffset, comment)
        #expect(log.highWatermark == acknowledged, comment)
        #expect(try contents(of: log, step: step) == expected(log.startOffset, acknowledged), comment)
    }

    /// Compares a log that was recovered after a crash with what it must hold, and goes on from what it does hold.
    mutating func recover(_ log: PartitionLog, step: Int = 1 << 20, _ comment: Comment) throws {
        let (start, end) = (log.startOffset, log.highWatermark)
        #expect(end == log.endOffset && !log.isDirty, comment)
        #expect(end >= acknowledged, "acknowledged records are gone; \(comment)")
        #expect(start >= lowestStart && start <= max(highestStart, lowestStart), "\(lowestStart)...\(highestStart); \(comment)")
        let found = try contents(of: log, step: step)
        for batch in found where batches.first(where: { $0.baseOffset == batch.baseOffset }) != batch {
            let isAttempt = batch.baseOffset >= acknowledged && attempts.contains(batch)
            #expect(isAttempt, "offset \(batch.baseOffset) was never appended; \(comment)")
            batches.removeAll { $0.baseOffset >= batch.baseOffset }
            batches.append(batch)
        }
        batches.removeAll { $0.baseOffset >= end }
        attempts = []
        (endOffset, acknowledged) = (end, end)
        (lowestStart, highestStart) = (start, start)
        #expect(found == expected(start, end), comment)
    }

    private func expected(_ start: Int64, _ end: Int64) -> [Batch] {
        batches.filter { $0.baseOffset >= start && $0.endOffset <= end }
    }

    private func contents(of log: PartitionLog, step: Int) throws -> [Batch] {
        try readAll(log, step: step).map { Batch($0, at: $0.baseOffset) }
    }
}

/// A sequence of calls on a log, made from a seed.
struct Workload {
    enum Step {
        case append(records: Int, padding: Int)
        case sync
        case retain(percent: Int64)
        case close
        /// The process goes away without closing; the operating system stays.
        case restart
    }

    let steps: [Step]
    let segmentBytes: Int

    init(seed: UInt64, count: Int) {
        var random = SeededGenerator(seed: seed)
        segmentBytes = [400, 700, 1500, 1 << 20][Int(seed % 4)]
        steps = (0..<count).map { _ in
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<10:
                .append(records: Int.random(in: 1...4, using: &random), padding: Int.random(in: 0...300, using: &random))
            case 10..<16: .sync
            case 16..<18: .retain(percent: Int64.random(in: 0...100, using: &random))
            case 18: .close
            default: .restart
            }
        }
    }
}

/// Runs a workload against a log and its reference.
struct WorkloadRun {
    let workload: Workload
    let fileSystem: any FileSystem
    var reference = ReferenceLog()
    var errors: [LogError] = []
    private(set) var log: PartitionLog?
    var appended = 0

    init(_ workload: Workload, _ fileSystem: any FileSystem) {
        self.workload = workload
        self.fileSystem = fileSystem
    }

    /// Runs until the machine stops or the steps are done; other errors are noted, and the next step is tried.
    mutating func run() {
        for step in workload.steps {
            do throws(LogError) {
                if log == nil { try open() }
                try perform(step)
            } catch {
                errors.append(error)
                if error.code == "MACHINE_STOPPED" { return }
            }
        }
    }

    mutating func open() throws(LogError) {
        let opened = try openLog(fileSystem, segmentBytes: workload.segmentBytes)
        log = opened
        do { try reference.recover(opened, "after a restart without a power cut") } catch {
            // A read that was made to fail: it shows again in the next step.
            log = nil
        }
    }

    mutating func perform(_ step: Workload.Step) throws(LogError) {
        guard let log else { return }
        switch step {
        case .append(let records, let padding):
            appended += 1
            let batch = makeBatch("b\(appended)", records: records, padding: padding)
            reference.willAppend(batch)
            let range = try log.append(batch)
            #expect(range == reference.endOffset..<reference.endOffset + Int64(records))
            // Going on in a new file syncs the old one.
            #expect([reference.acknowledged, range.lowerBound].contains(log.highWatermark))
            reference.didSync(log.highWatermark)
            reference.didAppend(batch)
        case .sync: reference.didSync(try log.sync())
        case .retain(let percent):
            let floor = log.highWatermark * percent / 100
            reference.willRetain(floor: floor)
            _ = try log.applyRetention(RetentionPolicy(maximumBytes: 0), now: 0, floor: floor)
            reference.didRetain(start: log.startOffset)
        case .close:
            let end = log.endOffset
            try log.close()
            reference.didSync(end)
            self.log = nil
        case .restart: self.log = nil
        }
    }
}
