import Bytes
import Files
import Log
import Testing

/// Seeds of the enumerations: all of them in an optimised build, a few in the slow one with its extra checks.
func seeds(_ optimised: UInt64, debug: UInt64) -> ClosedRange<UInt64> {
    #if DEBUG
        1...debug
    #else
        1...optimised
    #endif
}

/// All bits of a file in an optimised build, every seventh in the slow one.
func bits(of bytes: [UInt8]) -> StrideTo<Int> {
    #if DEBUG
        stride(from: 0, to: bytes.count * 8, by: 7)
    #else
        stride(from: 0, to: bytes.count * 8, by: 1)
    #endif
}

let testIdentity = LogIdentity(topicID: 7, partition: 3)
let testDirectory = "log/7/3"

func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

/// A batch whose records say which batch they belong to and where in it they are.
func makeBatch(_ tag: String, records: Int = 1, padding: Int = 0, timestamp: Int64 = 1000) -> RecordBatch {
    var builder = RecordBatchBuilder()
    for index in 0..<records {
        let value = tag + ":\(index)" + String(repeating: "x", count: padding)
        // The limit is far away, so this cannot fail.
        try? builder.append(key: bytes("k\(index)"), value: bytes(value), timestamp: timestamp)
    }
    return builder.finish()
}

/// The values of records, which is what the tests tell batches apart by.
func values(_ batch: RecordBatch) throws -> [String] {
    try batch.records().map { String(decoding: $0.value ?? [], as: UTF8.self) }
}

/// Everything that a log's readers see, read in pieces of `step` bytes, with offsets checked to be dense.
func readAll(_ log: PartitionLog, step: Int = 1 << 20) throws -> [RecordBatch] {
    var batches: [RecordBatch] = []
    var next = log.startOffset
    let end = log.highWatermark
    while next < end {
        let part = try log.read(from: next, maximumBytes: step)
        for batch in part {
            if batch.baseOffset != next { Issue.record("offset \(next) is missing") }
            next = batch.endOffset
        }
        if part.isEmpty { throw MissingBatches(from: next, to: end) }
        batches += part
    }
    if next != end { Issue.record("the batches end at \(next), not at the high watermark \(end)") }
    if try !log.read(from: end, maximumBytes: step).isEmpty { Issue.record("batches beyond the high watermark") }
    return batches
}

struct MissingBatches: Error {
    let from: Int64
    let to: Int64
}

func openLog(
    _ fileSystem: any FileSystem, segmentBytes: Int = 1 << 20, salt: UInt64 = 0, minimumEndOffset: Int64 = 0
) throws(LogError) -> PartitionLog {
    var options = LogOptions()
    options.segmentBytes = segmentBytes
    options.salt = salt
    options.minimumEndOffset = minimumEndOffset
    return try PartitionLog.open(fileSystem, directory: testDirectory, identity: testIdentity, options: options)
}

/// A file system whose log directory holds these files and nothing else.
func disk(holding files: [(name: String, bytes: [UInt8])]) throws -> MemoryFileSystem {
    let fileSystem = MemoryFileSystem()
    try fileSystem.createDirectory(testDirectory)
    for (name, bytes) in files {
        let file = try fileSystem.open(testDirectory + "/" + name, .create)
        try file.write(bytes, at: 0)
        try file.sync()
    }
    return fileSystem
}

/// Files of the log's directory with their contents.
func logFiles(_ fileSystem: any FileSystem) throws -> [(name: String, bytes: [UInt8])] {
    try fileSystem.list(testDirectory).map { ($0, try fileSystem.readAll(testDirectory + "/" + $0)) }
}

let firstFileName = "00000000000000000000.log"
