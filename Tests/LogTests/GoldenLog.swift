import Bytes
import Files
import Log
import Testing

/// The log whose files are kept in `formats/golden`: batches and marks in two files, closed and opened again; and one
/// with a compacted file.
enum GoldenLog {
    static let salt: UInt64 = 0x0123_4567_89AB_CDEF
    static let segmentBytes = 640
    static let currentDirectory = "formats/golden/2"
    static let directories = ["formats/golden/1", currentDirectory]
    static let firstBatchValues = 3

    /// The root of the repository, from the place of this file in it.
    static var repository: PosixFileSystem {
        let components = #filePath.split(separator: "/").dropLast(3)
        return PosixFileSystem(root: "/" + components.joined(separator: "/"))
    }

    static func open(_ fileSystem: any FileSystem, minimumEndOffset: Int64 = 0) throws(LogError) -> PartitionLog {
        try openLog(fileSystem, segmentBytes: segmentBytes, salt: salt, minimumEndOffset: minimumEndOffset)
    }

    /// Writes the log; `closed` says whether it is closed at the end or left after the last sync.
    static func write(closed: Bool = true) throws -> MemoryFileSystem {
        let fileSystem = MemoryFileSystem()
        let first = try open(fileSystem)
        _ = try first.append(RecordBatch(validating: RecordBatchTests.decodeHex(RecordBatchTests.fromKafkaClient)))
        _ = try first.sync()
        _ = try first.append(makeBatch("second", records: 2, timestamp: 1_700_000_000_100))
        try first.close()
        let second = try open(fileSystem)
        _ = try second.append(makeBatch("third", timestamp: 1_700_000_000_200))
        _ = try second.sync()
        for (name, padding) in [("fourth", 77), ("fifth", 3)] {
            _ = try second.append(makeBatch(name, padding: padding, timestamp: 1_700_000_000_300))
            _ = try second.sync()
        }
        _ = try second.append(makeBatch("sixth", padding: 20, timestamp: 1_700_000_000_400))
        if closed { try second.close() } else { _ = try second.sync() }
        return fileSystem
    }

    /// Writes a log of two files, of which the first is compacted: keys come again, one record has no value, and an
    /// idempotent producer sent some of them.
    static func writeCompacted() throws -> MemoryFileSystem {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem, segmentBytes: 950, salt: salt)
        _ = try log.appendOnce(
            makeBatch("first", records: 4, padding: 40).stamped(producerID: 7, epoch: 1, sequence: 3))
        _ = try log.append(makeBatch("second", records: 2, padding: 90))
        var builder = RecordBatchBuilder()
        try builder.append(key: bytes("k1"), value: nil, timestamp: 1_700_000_000_000)
        _ = try log.append(builder.finish())
        _ = try log.append(makeBatch("third", padding: 300))
        _ = try log.sync()
        let report = try log.compact(now: 1_700_000_000_000, floor: .max)
        #expect(report?.files == 1 && report?.recordsRemoved == 3, "\(String(describing: report))")
        try log.close()
        return fileSystem
    }
}

@Suite struct GoldenLogTests {
    /// Set to write the files anew after a deliberate change of the format; the test then fails once.
    static let rewrites = false

    @Test func theWriterReproducesTheGoldenFiles() throws {
        let repository = GoldenLog.repository
        for (prefix, written) in [("log-", try GoldenLog.write()), ("log-compacted-", try GoldenLog.writeCompacted())] {
            let files = try logFiles(written)
            #expect(files.count == 2)
            for file in files {
                let path = GoldenLog.currentDirectory + "/" + prefix + file.name
                if Self.rewrites { try repository.writeAtomically(file.bytes, to: path) }
                #expect(try repository.readAll(path) == file.bytes, "\(path) differs from what the code writes")
            }
        }
        #expect(!Self.rewrites)
    }

    private func golden(_ directory: String, _ prefix: String) throws -> [(name: String, bytes: [UInt8])] {
        let repository = GoldenLog.repository
        return try repository.list(directory).filter { $0.hasPrefix(prefix + "0") }.map { name in
            let path = directory + "/" + name
            try LogInspector.verify(repository, path: path, requiringMark: true)
            return (String(name.dropFirst(prefix.count)), try repository.readAll(path))
        }
    }

    @Test(arguments: GoldenLog.directories) func theGoldenFilesAreRead(directory: String) throws {
        let files = try golden(directory, "log-")
        try #require(files.count == 2)
        let log = try GoldenLog.open(disk(holding: files))
        #expect(log.recovery.endedCleanly && log.recovery.cut == nil)
        let batches = try readAll(log)
        #expect(batches.count == 6 && log.endOffset == 9)
        #expect(try values(batches[1]) == ["second:0", "second:1"])
        #expect(try values(batches[5]).first?.hasPrefix("sixth:0") == true)
        // It goes on in the current version.
        for index in 0..<20 { _ = try log.append(makeBatch("more\(index)")) }
        _ = try log.sync()
        #expect(try readAll(log).count == 26)
    }

    @Test func theCompactedGoldenFileIsRead() throws {
        let files = try golden(GoldenLog.currentDirectory, "log-compacted-")
        try #require(files.count == 2)
        let log = try openLog(disk(holding: files), segmentBytes: 950)
        let batches = try log.read(from: 0, maximumBytes: 1 << 20) + log.read(from: 7, maximumBytes: 1 << 20)
        #expect(try batches.flatMap { try $0.records() }.map(\.offset) == [2, 3, 4, 6, 7])
        let again = try log.appendOnce(
            makeBatch("first", records: 4, padding: 40).stamped(producerID: 7, epoch: 1, sequence: 3))
        #expect(again == AppendOutcome(offsets: 0..<4, isDuplicate: true))
    }

    @Test func theGoldenFilesHoldEveryKindOfFrame() throws {
        let repository = GoldenLog.repository
        let names = try repository.list(GoldenLog.currentDirectory).filter { $0.hasPrefix("log-") }
        let kinds = try names.flatMap {
            try LogInspector.inspect(repository, path: GoldenLog.currentDirectory + "/" + $0).entries.map(\.kind)
        }
        #expect(Set(kinds) == [.batch, .cleanEnd, .fileEnd, .producer])
    }
}
