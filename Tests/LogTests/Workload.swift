import Files
import Log
import TestSupport
import Testing

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
                .append(
                    records: Int.random(in: 1...4, using: &random), padding: Int.random(in: 0...300, using: &random))
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
