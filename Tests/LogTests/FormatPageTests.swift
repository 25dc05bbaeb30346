import Files
import Log
import Testing

/// Compares `formats/log.md` with the code: whoever changes one changes the other.
@Suite struct FormatPageTests {
    private static func page() throws -> [String] {
        String(decoding: try GoldenLog.repository.readAll("formats/log.md"), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The cells of the first table below a heading, without its head.
    private static func table(below heading: String) throws -> [[String]] {
        let lines = try page()
        let start = try #require(lines.firstIndex(of: "## " + heading), "no heading \(heading)")
        let rows = lines[start...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
        return rows.map { row in
            row.split(separator: "|").map { cell in
                String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    private static func fields(below heading: String) throws -> [LayoutField] {
        try table(below: heading).map { LayoutField($0[2], try #require(Int($0[0])), try #require(Int($0[1]))) }
    }

    private static func coversWithoutGaps(_ fields: [LayoutField], _ size: Int) -> Bool {
        var next = 0
        for field in fields {
            guard field.offset == next else { return false }
            next += field.size
        }
        return next == size
    }

    @Test func layoutsAreTheCodes() throws {
        let layouts = [
            ("File header", FileHeaderLayout.fields, FileHeaderLayout.size),
            ("Frame header", FrameLayout.fields, FrameLayout.size),
            ("Record batch", BatchLayout.fields, BatchLayout.size),
            ("Producer", ProducerLayout.fields, ProducerLayout.size),
        ]
        for (heading, fields, size) in layouts {
            #expect(try Self.fields(below: heading) == fields, "\(heading)")
            #expect(Self.coversWithoutGaps(fields, size), "\(heading)")
        }
    }

    @Test func limitsAreTheCodes() throws {
        let limits = try Self.table(below: "Limits").map { $0[1] }
        #expect(
            limits
                == [
                    LogLimits.defaultSegmentBytes, LogLimits.maximumFileBytes, LogLimits.defaultMaximumBatchBytes,
                    LogLimits.maximumStoredBatchBytes, FrameLayout.alignment, Int(LogLimits.unsyncedOffsets),
                ].map { "\($0)" })
    }

    @Test func kindsAndVersionAreTheCodes() throws {
        let kind = try #require(try Self.table(below: "Frame header").first { $0[2] == "kind" })
        let kinds: [(FrameKind, String)] = [
            (.batch, "batch"), (.cleanEnd, "clean end"), (.fileEnd, "file end"),
            (.producer, "producer"),
        ]
        #expect(kind[3] == kinds.map { "\($0.rawValue) \($1)" }.joined(separator: ", "))
        #expect(try Self.table(below: "Versions").last?.first == "\(FileHeaderLayout.currentVersion)")
        #expect(try Self.page().contains("* Current version: \(FileHeaderLayout.currentVersion)."))
    }

    @Test func theExampleIsWhatTheCodeWrites() throws {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem)
        var builder = RecordBatchBuilder()
        try builder.append(key: bytes("k"), value: bytes("hello"), timestamp: 1_700_000_000_000)
        _ = try log.append(builder.finish())
        try log.close()
        let written = Self.dump(try logFiles(fileSystem)[0].bytes)
        let lines = try Self.page()
        let start = try #require(lines.firstIndex(of: "```hex"))
        let shown = Array(lines[(start + 1)...].prefix { $0 != "```" })
        #expect(shown == written, "expected:\n\(written.joined(separator: "\n"))")
    }

    private static func dump(_ bytes: [UInt8]) -> [String] {
        func hex(_ number: Int, digits: Int) -> String {
            let text = String(number, radix: 16)
            return String(repeating: "0", count: digits - text.count) + text
        }
        return stride(from: 0, to: bytes.count, by: 16).map { start in
            let row = bytes[start..<min(start + 16, bytes.count)]
            return hex(start, digits: 4) + "  " + row.map { hex(Int($0), digits: 2) }.joined(separator: " ")
        }
    }
}
