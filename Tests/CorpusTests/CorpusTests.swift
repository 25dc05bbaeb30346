import Bytes
import Foundation
import ScriptSupport
import Testing

/// Runs `Tests/sql/**/*.slt` on a whole database in every configuration, before and after a restart.
@Suite struct CorpusTests {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("sql")

    /// Paths below the directory.
    static let files: [String] = {
        let names = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".slt") }.sorted()
    }()

    /// All records; builds with checks take some of the configurations.
    private static var configurations: [Configuration] {
        #if DEBUG
            Configuration.all.filter { $0.batchRows == 2 && $0.threads == 2 }
        #else
            Configuration.all
        #endif
    }

    @Test func theCorpusIsLarge() throws {
        let counts = try Self.files.map { try Self.script($0).records.count }
        let total = counts.reduce(0, +)
        print("corpus: \(total) records in \(counts.count) files, \(Configuration.all.count) configurations")
        #expect(total >= 1500)
    }

    @Test(arguments: files) func answersAreAsWritten(file: String) async throws {
        let script = try Self.script(file)
        for records in Self.byTable(script.records.filter { !Self.saysWhereRowsAre($0.sql) }) {
            for configuration in Self.configurations {
                let database = try await CorpusDatabase.open(records[0].table, configuration)
                for record in records {
                    await Self.check(record, on: database, "\(file):\(record.line), \(configuration)")
                }
                let restarted = try await database.restarted()
                for record in records {
                    await Self.check(record, on: restarted, "\(file):\(record.line), \(configuration), restarted")
                }
                await restarted.close()
            }
        }
    }

    /// Where a row is stored is not the same in all configurations.
    private static func saysWhereRowsAre(_ sql: String) -> Bool {
        ["$segmentName", "$docId", "$offset", "$partition"].contains { sql.contains($0) }
    }

    private static func script(_ file: String) throws -> SQLScript {
        do {
            return try SQLScript(String(contentsOf: directory.appendingPathComponent(file), encoding: .utf8))
        } catch let flaw as SQLScript.Flaw {
            throw CorpusDatabase.Failure(description: "\(file), \(flaw)")
        }
    }

    /// Records that follow each other and ask the same table.
    private static func byTable(_ records: [SQLScript.Record]) -> [[SQLScript.Record]] {
        var groups: [[SQLScript.Record]] = []
        for record in records {
            if let index = groups.firstIndex(where: { $0[0].table.isSame(as: record.table) }) {
                groups[index].append(record)
            } else {
                groups.append([record])
            }
        }
        return groups
    }

    private static func check(_ record: SQLScript.Record, on database: CorpusDatabase, _ place: String) async {
        do {
            let result = try await database.query(record.sql)
            let columns = zip(result.columnNames, result.columns).map { ($0, $1.isMultiValue, $1) }
            if let difference = ScriptText.difference(columns, rowCount: result.rowCount, record.expectation) {
                Issue.record("\(place): \(difference)")
            }
        } catch let error as any CodedError {
            guard case .error(let code, let text) = record.expectation else {
                Issue.record("\(place): \(error.code): \(error.message)")
                return
            }
            #expect(error.code == code, "\(place): \(error.message)")
            if let text { #expect(error.message.contains(text), "\(place): \(error.message)") }
        } catch {
            Issue.record("\(place): \(error)")
        }
    }
}
