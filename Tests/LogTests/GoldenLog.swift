import Bytes
import Files
import Log
import Testing

/// The log whose files are kept in `formats/golden/1`: every kind of frame, two files, closed and opened again.
enum GoldenLog {
    static let salt: UInt64 = 0x0123_4567_89AB_CDEF
    static let segmentBytes = 640
    static let goldenDirectory = "formats/golden/1"
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

    static func goldenName(_ name: String) -> String { goldenDirectory + "/log-" + name }
}

@Suite struct GoldenLogTests {
    /// Set to write the files anew after a deliberate change of the format; the test then fails once.
    static let rewrites = false

    @Test func theWriterReproducesTheGoldenFiles() throws {
        let written = try logFiles(GoldenLog.write())
        #expect(written.count == 2)
        let repository = GoldenLog.repository
        for file in written {
            let path = GoldenLog.goldenName(file.name)
            if Self.rewrites { try repository.writeAtomically(file.bytes, to: path) }
            #expect(try repository.readAll(path) == file.bytes, "\(path) differs from what the code writes")
        }
        #expect(!Self.rewrites)
    }

    @Test func theGoldenFilesAreRead() throws {
        let repository = GoldenLog.repository
        let names = try repository.list(GoldenLog.goldenDirectory).filter { $0.hasPrefix("log-") }
        try #require(names.count == 2)
        let files = try names.map { name in
            (String(name.dropFirst(4)), try repository.readAll(GoldenLog.goldenDirectory + "/" + name))
        }
        for name in names {
            try LogInspector.verify(
                repository, path: GoldenLog.goldenDirectory + "/" + name, requiringMark: true)
        }
        let log = try GoldenLog.open(disk(holding: files))
        #expect(log.recovery.endedCleanly && log.recovery.cut == nil)
        let batches = try readAll(log)
        #expect(batches.count == 6 && log.endOffset == 9)
        #expect(try values(batches[1]) == ["second:0", "second:1"])
        #expect(try values(batches[5]).first?.hasPrefix("sixth:0") == true)
    }

    @Test func theGoldenFilesHoldEveryKindOfFrame() throws {
        let repository = GoldenLog.repository
        let kinds = try repository.list(GoldenLog.goldenDirectory).filter { $0.hasPrefix("log-") }.map {
            try LogInspector.inspect(repository, path: GoldenLog.goldenDirectory + "/" + $0).entries.map(\.kind)
        }
        #expect(kinds.first?.last == .fileEnd && kinds.last?.last == .cleanEnd)
        #expect(kinds.first?.contains(.cleanEnd) == true && kinds.allSatisfy { $0.contains(.batch) })
    }
}
