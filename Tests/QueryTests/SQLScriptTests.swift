import Bytes
import Foundation
import Query
import Schema
import ScriptSupport
import Testing

/// Runs Tests/sql/*.slt over every physical form and sealed segments, with batches of two rows and of the usual size.
struct SQLScriptTests {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("sql")

    /// Paths below the directory.
    static let files: [String] = {
        let names = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".slt") }.sorted()
    }()

    @Test func thereAreScripts() throws {
        var count = 0
        for file in Self.files { count += try script(file).records.count }
        #expect(count >= 150, "the corpus has \(count) records")
    }

    @Test(arguments: files)
    func answersAreAsWritten(file: String) throws {
        for record in try script(file).records where Self.isForOneQuery(record) {
            let table = try TestTable(record.table)
            for form in PhysicalForm.allCases {
                try check(record, file, table.snapshot(form), "\(form)")
            }
            if !record.sql.contains("$offset") {
                try check(record, file, try table.sealedSnapshot(), "sealed")
            }
            try check(record, file, table.mixedSnapshot(from: record.line), "mixed")
        }
    }

    /// Options and the clock are a matter of the whole database, and segments in plain arrays have no lists:
    /// `CorpusTests` runs those.
    private static func isForOneQuery(_ record: SQLScript.Record) -> Bool {
        let isPlain = !record.table.fields.contains { $0.isMultiValue }
        return isPlain && !record.sql.hasPrefix("SET ") && !record.sql.contains("OPTION(")
            && !record.sql.contains("AGO(")
            && !record.sql.contains("NOW(")
    }

    private func script(_ file: String) throws -> SQLScript {
        try SQLScript(String(contentsOf: Self.directory.appendingPathComponent(file), encoding: .utf8))
    }

    private func check(_ record: SQLScript.Record, _ file: String, _ snapshot: TableSnapshot, _ form: String) throws {
        for shape in RunShape.all {
            let place = "\(file):\(record.line), \(form), \(shape)"
            do {
                let result = try run(record.sql, on: snapshot, limits(shape))
                let columns = zip(result.columnNames, result.columns).map { ($0, $1.isMultiValue, $1) }
                if let difference = ScriptText.difference(columns, rowCount: result.rowCount, record.expectation) {
                    Issue.record("\(place): \(difference)")
                }
            } catch let error as any CodedError {
                guard case .error(let code, let text) = record.expectation else {
                    Issue.record("\(place): \(error)")
                    continue
                }
                #expect(error.code == code, "\(place): \(error)")
                if let text { #expect(error.message.contains(text), "\(place): \(error)") }
            }
        }
    }
}
