import Bytes
import Engine
import Files
import Schema
import Segment
import Synchronization
import Testing

/// Reloads and merges of a running database.
@Suite struct RebuildTests {
    static let questions = [
        "SELECT COUNT(*), COUNT(DISTINCT id), SUM(id), MIN(at), MAX(at) FROM events",
        "SELECT word, COUNT(*), SUM(amount) FROM events GROUP BY word ORDER BY word",
        "SELECT id, word, amount, at, $partition, $offset FROM events ORDER BY id LIMIT 2000",
        "SELECT id FROM events WHERE word = 'w3' AND amount > 20 ORDER BY id LIMIT 50",
    ]

    func answers(_ test: TestDatabase) async throws -> [[[Value]]] {
        var answers: [[[Value]]] = []
        for question in Self.questions { answers.append(try await test.rows(question)) }
        return answers
    }

    /// The table's config with more settings.
    static func tableJSON(_ indexing: String = "", fields: String = "") -> String {
        TestDatabase.tableJSON().replacing(
            #""tableIndexConfig":{"#, with: #""tableIndexConfig":{\#(indexing)"#
        ).replacing(#""metadata":{}"#, with: #""metadata":{},"fieldConfigList":[\#(fields)]"#)
    }

    func reload(_ test: TestDatabase, segment: String? = nil) async throws -> ReloadJob {
        let job = try #require(try test.database.reloadSegments("events", segment: segment).first)
        for _ in 0..<2000 {
            let now = try test.database.reloadJob(job.id)
            if now.isFinished { return now }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TestFailure("the reload does not end")
    }

    func segments(_ test: TestDatabase) throws -> [SegmentInfo] { try test.database.segments("events")[0].segments }

    static func range(_ segment: SegmentInfo) -> [Int64] {
        let offsets = segment.offsets ?? 0..<0
        return [Int64(segment.partition ?? -1), offsets.lowerBound, offsets.upperBound]
    }

    func open(_ segment: SegmentInfo, of test: TestDatabase) throws -> SealedSegment {
        try SealedSegment.open(test.fileSystem, path: segment.path)
    }

    @Test func aReloadBringsSegmentsToTheSettings() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<600)
        try await test.database.forceCommit("events")
        try await test.produce(600..<700)
        let before = try await answers(test)
        let old = try segments(test)
        let untouched = try await reload(test)
        #expect(untouched.successCount == 2 && untouched.failures.isEmpty && untouched.segmentCount == 2)
        #expect(try segments(test) == old, "nothing asks for other segments")

        let field = #"{"name":"id","encodingType":"DICTIONARY"}"#
        try await test.database.alterTable("events", Array(Self.tableJSON(fields: field).utf8))
        let one = try await reload(test, segment: old[0].name)
        #expect(one.successCount == 1 && one.segmentName == old[0].name && one.tableName == "events_REALTIME")
        let half = try segments(test)
        #expect(Set(half.map(\.name)) == Set(old.map(\.name)))
        #expect(half.filter { segment in old.contains { $0.path == segment.path } }.map(\.name) == [old[1].name])
        let job = try await reload(test)
        #expect(job.successCount == 2 && job.failures.isEmpty)
        let new = try segments(test)
        #expect(new.allSatisfy { segment in !old.contains { $0.path == segment.path } })
        for segment in new {
            let id = try #require(try open(segment, of: test).columns.first { $0.name == "id" })
            #expect(id.encoding?.hasDictionary == true)
        }
        #expect(old.allSatisfy { (try? test.fileSystem.exists($0.path)) == false }, "old files are gone")
        #expect(Set(new.map(Self.range)) == Set(old.map(Self.range)))
        #expect(try await answers(test) == before)
        let again = try await test.reopened()
        #expect(try await answers(again) == before)
        #expect(throws: EngineError.self) { try again.database.reloadJob(job.id) }
        await again.database.close()
    }

    @Test func rowsAreSortedAtSealAndAtReload() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<300)
        try await test.database.forceCommit("events")
        try await test.produce(300..<500)
        let before = try await answers(test)
        let config = Self.tableJSON(#""sortedColumn":["word"],"#)
        try await test.database.alterTable("events", Array(config.utf8))
        try await test.database.forceCommit("events")
        #expect(try await answers(test) == before, "sealed in another order than consumed")
        let sorted = try segments(test).filter { try isSorted(open($0, of: test)) }
        #expect(sorted.count == 2)
        #expect(try await reload(test).successCount == 4)
        #expect(try segments(test).allSatisfy { try isSorted(open($0, of: test)) })
        #expect(try await answers(test) == before)
        await test.database.close()
    }

    private func isSorted(_ segment: SealedSegment) throws -> Bool {
        var words: [ByteString] = []
        try #require(try segment.column("word")).readStrings(0..<segment.rowCount, into: &words)
        return words == words.sorted()
    }

    @Test func whatCannotBeReloadedIsNamed() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<500)
        try await test.database.forceCommit("events")
        let unknown = #expect(throws: EngineError.self) { try test.database.reloadSegments("nowhere") }
        #expect(unknown?.code == "UNKNOWN_TABLE")
        let missing = #expect(throws: EngineError.self) {
            try test.database.reloadSegments("events", segment: "events__9__9")
        }
        #expect(missing?.code == "UNKNOWN_SEGMENT")
        let segment = try #require(try segments(test).first)
        await test.database.close()

        let file = try test.fileSystem.open(segment.path, .readWrite)
        let byte = try file.read(at: 200, count: 1)
        try file.write([byte[0] ^ 0x10], at: 200)
        let again = try TestDatabase.open(test.fileSystem)
        try await again.database.alterTable("events", Array(Self.tableJSON(#""sortedColumn":["word"],"#).utf8))
        let job = try await reload(again)
        #expect(job.successCount == 1 && job.failures.map(\.segmentName) == [segment.name])
        #expect(job.failures.first?.message.contains("CORRUPT_FILE") == true)
        #expect(try segments(again).filter(\.isQuarantined).map(\.name) == [segment.name])
        #expect(try await reload(again).failures.map(\.segmentName) == [segment.name])
        await again.database.close()
    }

    /// Seals after every few rows, with merging.
    private func merging(_ policy: MergePolicy) async throws -> TestDatabase {
        var options = TestDatabase.options()
        options.merging = policy
        return try await TestDatabase.withTable(options: options)
    }

    @Test func smallSegmentsBecomeLargeOnes() async throws {
        let test = try await merging(MergePolicy(targetRows: 400, targetBytes: .max))
        for start in stride(from: 0, to: 400, by: 20) {
            try await test.produce(start..<start + 20)
            try await test.database.forceCommit("events")
            #expect(try await test.integer("SELECT COUNT(*) FROM events") == Int64(start + 20))
            #expect(try await test.integer("SELECT COUNT(DISTINCT id) FROM events") == Int64(start + 20))
        }
        let plain = try await TestDatabase.withTable()
        try await plain.produce(0..<400)
        let expected = try await answers(plain)
        await plain.database.close()
        for _ in 0..<400 where try segments(test).count > 10 { try await Task.sleep(for: .milliseconds(10)) }
        let merged = try segments(test)
        #expect(merged.count <= 10, "of 40: \(merged.map(\.rowCount))")
        #expect(merged.reduce(0) { $0 + $1.rowCount } == 400)
        for partition in 0..<2 {
            let ranges = merged.filter { $0.partition == partition }.compactMap(\.offsets)
                .sorted { $0.lowerBound < $1.lowerBound }
            #expect(ranges.first?.lowerBound == 0)
            for (left, right) in zip(ranges, ranges.dropFirst()) { #expect(left.upperBound == right.lowerBound) }
        }
        let files = try test.fileSystem.list(Paths.directory(of: merged[0].path))
        #expect(files.count == merged.count, "the old files are gone")
        let again = try await test.reopened()
        #expect(try await again.rows(Self.questions[0]) == expected[0])
        #expect(try await again.rows(Self.questions[1]) == expected[1])
        #expect(try await again.rows(Self.questions[3]) == expected[3])
        await again.database.close()
    }

    @Test func mergedRowsHaveTheColumnsOfNow() async throws {
        var options = TestDatabase.options()
        options.merging = nil
        let test = try await TestDatabase.withTable(options: options)
        for start in stride(from: 0, to: 200, by: 20) {
            if start == 100 {
                _ = try await test.database.putSchema(Array(AlterationTests.widerSchema.utf8), replacing: "events")
            }
            try await test.produce(start..<start + 20)
            try await test.database.forceCommit("events")
        }
        let question = "SELECT note, rank, COUNT(*), SUM(id) FROM events GROUP BY note, rank ORDER BY note"
        let before = try await test.rows(question)
        await test.database.close()
        options.merging = MergePolicy(targetRows: 400, targetBytes: .max)
        let again = try TestDatabase.open(test.fileSystem, options: options)
        for _ in 0..<400 where try segments(again).count > 2 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try segments(again).count == 2)
        #expect(try await again.rows(question) == before)
        #expect(try segments(again).allSatisfy { try open($0, of: again).identity.schemaVersion == 2 })
        await again.database.close()
    }

    @Test func retentionDropsMergedSegments() async throws {
        var options = TestDatabase.options()
        let now = Mutex<Int64>(1_700_000_000_000)
        options.now = { now.withLock { $0 } }
        options.merging = MergePolicy(targetRows: 1000, targetBytes: .max)
        let test = try await TestDatabase.withTable(options: options)
        try await test.database.alterTable("events", Array(TestDatabase.tableJSON(retentionDays: 2).utf8))
        for start in stride(from: 0, to: 200, by: 20) {
            try await test.produce(start..<start + 20)
            try await test.database.forceCommit("events")
        }
        for _ in 0..<400 where try segments(test).count > 6 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try segments(test).count <= 6)
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 200)
        now.withLock { $0 += 3 * 86_400_000 }
        for _ in 0..<400 where try !segments(test).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 0)
        await test.database.close()
    }

    @Test func queriesGoOnWhileSegmentsAreReplaced() async throws {
        let test = try await merging(MergePolicy(targetRows: 2_000, targetBytes: .max))
        for start in stride(from: 0, to: 800, by: 50) {
            try await test.produce(start..<start + 50)
            try await test.database.forceCommit("events")
        }
        let expected = try await test.rows(Self.questions[0])
        for round in 0..<6 {
            let column = ["word", "id", "amount"][round % 3]
            let config = Self.tableJSON(#""sortedColumn":["\#(column)"],"#)
            try await test.database.alterTable("events", Array(config.utf8))
            let job = try #require(try test.database.reloadSegments("events").first)
            var isFinished = false
            while !isFinished {
                isFinished = try test.database.reloadJob(job.id).isFinished
                #expect(try await test.rows(Self.questions[0]) == expected)
            }
        }
        await test.database.close()
    }
}
