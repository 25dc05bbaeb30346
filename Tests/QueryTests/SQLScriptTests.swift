import Bytes
import Foundation
import Query
import Schema
import Testing

/// Runs Tests/sql/*.slt over every physical form and sealed segments, with batches of two rows and of the usual size.
struct SQLScriptTests {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("sql")

    static var files: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { $0.hasSuffix(".slt") }.sorted()
    }

    @Test func thereAreScripts() throws {
        var count = 0
        for file in Self.files { count += try script(file).records.count }
        #expect(count >= 150, "the corpus has \(count) records")
    }

    @Test(arguments: files)
    func answersAreAsWritten(file: String) throws {
        for record in try script(file).records {
            for form in PhysicalForm.allCases {
                try check(record, file, record.table.snapshot(form), "\(form)")
            }
            if !record.sql.contains("$offset") {
                try check(record, file, try record.table.sealedSnapshot(), "sealed")
            }
            try check(record, file, record.table.mixedSnapshot(from: record.line), "mixed")
        }
    }

    private func script(_ file: String) throws -> SQLScript {
        try SQLScript(String(contentsOf: Self.directory.appendingPathComponent(file), encoding: .utf8))
    }

    private func check(_ record: SQLScript.Record, _ file: String, _ snapshot: TableSnapshot, _ form: String) throws {
        for shape in RunShape.all {
            let place = "\(file):\(record.line), \(form), \(shape)"
            do {
                let result = try run(record.sql, on: snapshot, limits(shape))
                compare(result, record.expectation, place)
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

    private func compare(_ result: QueryResult, _ expectation: SQLScript.Expectation, _ place: String) {
        guard case .rows(let types, let hasHeader, var expected) = expectation else {
            Issue.record("\(place): expected an error, found \(result.rowCount) rows")
            return
        }
        let names = expected.first?.cells
        if hasHeader {
            expected.removeFirst()
            #expect(result.columnNames == names, "\(place)")
        }
        #expect(result.columnTypes.map(letter).joined() == types, "\(place)")
        let actual = result.rows.map { row in
            zip(row, result.columnTypes).map { text($0, $1) }
        }
        #expect(actual == expected.map(\.cells), "\(place)")
    }

    private func letter(_ type: ValueType) -> String {
        switch type.element {
        case .int, .long: "I"
        case .float, .double: "R"
        case .string, .json, .bytes, .bigDecimal: "T"
        case .boolean: "B"
        case .timestamp: "S"
        }
    }

    private func text(_ value: Value, _ type: ValueType) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let integer): type == .boolean ? (integer == 1 ? "true" : "false") : "\(integer)"
        case .double(let double): "\(double)"
        case .string(let string): string.isEmpty ? "(empty)" : string.string
        case .list(let elements): elements.map { text($0, ValueType(type.element)) }.joined(separator: ",")
        }
    }
}
