import Bytes
import Files
import Log
import TestSupport
import Testing

/// Damages every bit and every length of small logs, and tells a torn end from a damaged middle.
@Suite struct DamageTests {
    static let sections: Set<String> = ["file header", "frame", "batch", "padding", "file end"]

    @Test func everyFlippedBitIsFoundByVerify() throws {
        let files = try logFiles(GoldenLog.write())
        var flips = 0
        for file in files {
            for bit in bits(of: file.bytes) {
                var bad = file.bytes
                bad[bit / 8] ^= 1 << (bit % 8)
                let damaged = try disk(holding: [(file.name, bad)])
                let path = testDirectory + "/" + file.name
                let found = Self.formatError { () throws(LogError) in try LogInspector.verify(damaged, path: path) }
                flips += 1
                guard let found else {
                    Issue.record("bit \(bit) of \(file.name) was not found")
                    continue
                }
                #expect(found.file == path && Self.sections.contains(found.section) && found.kind == .corrupt)
                #expect(found.offset >= 0 && found.offset < bad.count)
            }
        }
        print("log bit flips found by verify: \(flips)")
        #expect(flips > 1000)
    }

    /// The error's inside, if the error is one of a damaged file.
    static func formatError(_ body: () throws(LogError) -> Void) -> FormatError? {
        do throws(LogError) { try body() } catch {
            if case .corrupt(let inside) = error { return inside }
        }
        return nil
    }

    static func formatError<Result>(_ body: () throws(LogError) -> Result) -> FormatError? {
        formatError { () throws(LogError) in _ = try body() }
    }

    /// In a log that was not closed, flips before the proven end are refused, and those behind cut exactly the frame
    /// that they hit and what follows it.
    @Test(arguments: [true, false]) func openTellsTornFromDamaged(closed: Bool) throws {
        let good = try GoldenLog.write(closed: closed)
        let files = try logFiles(good)
        let last = files[files.count - 1]
        let listing = try LogInspector.inspect(good, path: testDirectory + "/" + last.name)
        let unproven = try #require(listing.entries.last)
        // The last frame was written after a sync of everything before it, so only its own bytes are unproven.
        var (refused, cut) = (0, 0)
        for bit in bits(of: last.bytes) {
            var bad = last.bytes
            bad[bit / 8] ^= 1 << (bit % 8)
            let damaged = try disk(holding: files.dropLast() + [(last.name, bad)])
            do throws(LogError) {
                let log = try GoldenLog.open(damaged)
                cut += 1
                #expect(bit / 8 >= unproven.position, "bit \(bit) was synced, and cut")
                #expect(log.recovery.cut?.position == unproven.position)
                #expect(log.recovery.cut?.byteCount == last.bytes.count - unproven.position)
                #expect(log.endOffset == unproven.baseOffset)
            } catch {
                refused += 1
                #expect(bit / 8 < unproven.position, "bit \(bit): \(error)")
                #expect(error.code == "CORRUPT_FILE" && error.message.contains(last.name))
                #expect(try logFiles(damaged).last?.bytes == bad, "a refused log was changed")
            }
        }
        print("log bit flips, closed \(closed): \(refused) refused, \(cut) cut")
        let expected = bits(of: last.bytes).reduce(0) { $0 + ($1 / 8 < unproven.position ? 1 : 0) }
        #expect(refused == expected && cut > 0)
        #expect(unproven.kind == (closed ? .cleanEnd : .batch))
    }

    /// Flips in a file that another one follows are found when it is opened or when it is read.
    @Test func flipsInSealedFilesAreFoundWhenRead() throws {
        let good = try GoldenLog.write()
        let files = try logFiles(good)
        let whole = try readAll(GoldenLog.open(good))
        let entries = try LogInspector.inspect(good, path: testDirectory + "/" + files[0].name).entries
        for bit in bits(of: files[0].bytes) {
            var bad = files[0].bytes
            bad[bit / 8] ^= 1 << (bit % 8)
            let damaged = try disk(holding: [(files[0].name, bad)] + files.dropFirst())
            var seen: [RecordBatch] = []
            let error = Self.formatError { () throws(LogError) in
                let log = try GoldenLog.open(damaged)
                while let next = try log.read(from: seen.last?.endOffset ?? 0, maximumBytes: 1).first {
                    seen.append(next)
                }
            }
            #expect(error?.file == testDirectory + "/" + files[0].name, "bit \(bit)")
            #expect(whole.starts(with: seen))
            let intact = entries.filter { $0.kind == .batch && $0.position + $0.byteCount <= bit / 8 }.count
            let isFoundAtOpen = bit / 8 < 64 || bit / 8 >= entries[entries.count - 1].position
            #expect(seen.count == (isFoundAtOpen ? 0 : intact), "bit \(bit): what is before the damage is read")
        }
    }

    /// A file that lost its end is refused where anything proves so, and otherwise is a prefix of what it was.
    @Test func everyTruncationIsRefusedOrAPrefix() throws {
        let good = try GoldenLog.write()
        let files = try logFiles(good)
        let whole = try readAll(GoldenLog.open(good))
        for (number, file) in files.enumerated() {
            let path = testDirectory + "/" + file.name
            let entries = try LogInspector.inspect(good, path: path).entries
            for length in 0..<file.bytes.count {
                var rest = files
                rest[number].bytes.removeLast(file.bytes.count - length)
                let damaged = try disk(holding: rest)
                let endsInMark = entries.contains { $0.kind != .batch && $0.position + $0.byteCount == length }
                let found = Self.formatError { () throws(LogError) in
                    try LogInspector.verify(damaged, path: path, requiringMark: true)
                }
                #expect((found == nil) == endsInMark, "length \(length) of \(file.name)")
                let keepsAll = number == 1 && length >= entries[entries.count - 1].position
                let known = Self.formatError { () throws(LogError) in
                    try GoldenLog.open(damaged, minimumEndOffset: 9)
                }
                #expect((known == nil) == keepsAll, "length \(length) of \(file.name): \(String(describing: known))")
                guard number == 1 else {
                    #expect(Self.formatError { () throws(LogError) in try GoldenLog.open(damaged) } != nil)
                    continue
                }
                let seen = try readAll(GoldenLog.open(damaged))
                #expect(whole.starts(with: seen) && (!keepsAll || seen == whole))
            }
        }
    }

    /// Zeroed, repeated, exchanged and foreign frames in a log of many.
    @Test(arguments: 1...200) func structuralDamageIsRefused(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem)
        for index in 0..<20 {
            _ = try log.append(makeBatch("frame\(index + 10)", padding: 30))
            if index % 3 == 0 { _ = try log.sync() }
        }
        try log.close()
        let file = try logFiles(fileSystem)[0]
        let entries = try LogInspector.inspect(fileSystem, path: testDirectory + "/" + file.name).entries
        let size = entries[0].byteCount
        let (a, b) = (Int.random(in: 0..<20, using: &random), Int.random(in: 0..<20, using: &random))
        let (first, second) = (entries[a].position, entries[b].position)
        var bad = file.bytes
        switch seed % 4 {
        case 0:
            let start = Int.random(in: 0..<entries[20].position, using: &random)
            for index in start..<min(start + 512, entries[20].position) { bad[index] = 0 }
        case 1: bad.replaceSubrange(second..<second + size, with: file.bytes[first..<first + size])
        case 2:
            bad.replaceSubrange(second..<second + size, with: file.bytes[first..<first + size])
            bad.replaceSubrange(first..<first + size, with: file.bytes[second..<second + size])
        default:
            let foreign = MemoryFileSystem()
            let other = try openLog(foreign, salt: 99)
            for index in 0..<20 { _ = try other.append(makeBatch("frame\(index + 10)", padding: 30)) }
            _ = try other.sync()
            let bytes = try logFiles(foreign)[0].bytes
            bad.replaceSubrange(first..<first + size, with: bytes[first..<first + size])
        }
        guard bad != file.bytes else { return }
        let damaged = try disk(holding: [(file.name, bad)])
        #expect(Self.formatError { () throws(LogError) in try openLog(damaged) } != nil, "seed \(seed)")
        #expect(try logFiles(damaged)[0].bytes == bad)
    }

    @Test func bytesBehindTheEndAreCutAndReported() throws {
        let files = try logFiles(GoldenLog.write())
        for extra in [1, 7, 8, 40, 48, 600] {
            let damaged = try disk(
                holding: [files[0], (files[1].name, files[1].bytes + [UInt8](repeating: 0xAB, count: extra))])
            let log = try GoldenLog.open(damaged)
            #expect(log.recovery.cut?.byteCount == extra && log.endOffset == 9)
            #expect(try logFiles(damaged)[1].bytes == files[1].bytes)
            let sealed = try disk(
                holding: [(files[0].name, files[0].bytes + [UInt8](repeating: 0, count: extra)), files[1]])
            #expect(Self.formatError { () throws(LogError) in try GoldenLog.open(sealed) }?.section != nil)
        }
    }

    /// A record that holds a well-made frame does not make a torn end look like damage, for want of the salt.
    @Test func recordsThatLookLikeFramesDoNotStopARecovery() throws {
        for (salt, isFooled) in [(UInt64(0), true), (GoldenLog.salt, false)] {
            let size = try logFiles(Self.logWithPayload([UInt8](repeating: 0, count: 200), salt: 0))[0].bytes.count
            // Where in the file a value's bytes begin, found by looking for them.
            let marker = [UInt8](repeating: 0x5A, count: 200)
            let bytes = try logFiles(Self.logWithPayload(marker, salt: 0))[0].bytes
            let start = try #require((0..<size - 200).first { Array(bytes[$0..<$0 + 200]) == marker })
            let aligned = (start + 7) / 8 * 8
            var payload = marker
            payload.replaceSubrange(aligned - start..<aligned - start + 48, with: Self.forgedMark(at: aligned))
            var torn = try logFiles(Self.logWithPayload(payload, salt: salt))[0].bytes
            torn[70] ^= 1
            let damaged = try disk(holding: [(firstFileName, torn)])
            let error = Self.formatError { () throws(LogError) in try openLog(damaged, salt: salt) }
            #expect((error != nil) == isFooled)
        }
    }

    private static func logWithPayload(_ payload: [UInt8], salt: UInt64) throws -> MemoryFileSystem {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem, salt: salt)
        var builder = RecordBatchBuilder()
        try builder.append(key: nil, value: payload[...], timestamp: 0)
        _ = try log.append(builder.finish())
        _ = try log.sync()
        return fileSystem
    }

    /// A clean-end mark as the test's log with salt 0 would write it at a position.
    private static func forgedMark(at position: Int) -> [UInt8] {
        let fileSystem = MemoryFileSystem()
        let header = (try? openLog(fileSystem)).flatMap { _ in try? logFiles(fileSystem)[0].bytes } ?? []
        var mark = [UInt8](repeating: 0, count: 48)
        mark.replaceSubrange(0..<4, with: Array("MFRM".utf8))
        mark[4] = 2
        for byte in 0..<4 {
            mark[8 + byte] = UInt8(truncatingIfNeeded: position >> (8 * byte))
            mark[12 + byte] = UInt8(truncatingIfNeeded: position >> (8 * byte))
        }
        mark[32] = 8
        var crc = CRC32C(continuing: CRC32C.of(header[..<60]))
        crc.update(mark[..<36])
        crc.update(mark[40...])
        for byte in 0..<4 { mark[36 + byte] = UInt8(truncatingIfNeeded: crc.value >> (8 * byte)) }
        return mark
    }
}
