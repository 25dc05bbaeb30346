import Bytes
import Catalog
import Files
import Schema
import Testing

/// `formats/catalog.md` says what the code does.
@Suite struct FormatPageTests {
    private let page: String
    private let rows: [[String]]

    init() throws {
        page = String(decoding: try repository.readAll("formats/catalog.md"), as: UTF8.self)
        rows = page.split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { cell in String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
        }
    }

    /// The first row of the page that starts with these cells.
    private func row(_ cells: String...) -> [String]? { rows.first { $0.starts(with: cells) } }

    @Test func layoutTablesMatch() {
        typealias Layout = JournalLayout
        let fields: [(Int, Int, String)] = [
            (Layout.checksumOffset, 4, "checksum"), (Layout.sectorKindOffset, 2, "kind"),
            (Layout.usedBytesOffset, 2, "used"), (Layout.editNumberOffset, 8, "edit"),
            (Layout.sectorHeaderBytes, Layout.sectorContentBytes, "contents"),
            (Layout.magicOffset, Layout.magic.count, "magic"), (Layout.versionOffset, 4, "version"),
            (Layout.sectorSizeOffset, 4, "sector size"), (Layout.journalNumberOffset, 8, "journal number"),
            (Layout.frameKindOffset, 4, "kind"), (Layout.payloadLengthOffset, 4, "payload length"),
            (Layout.chainOffset, 4, "chain"), (Layout.frameChecksumOffset, 4, "frame checksum"),
        ]
        for (offset, count, name) in fields {
            #expect(row("\(offset)", "\(count)", name) != nil, "\(offset) \(count) \(name)")
        }
        #expect(rows.count { Int($0[0]) != nil && $0.count == 4 && Int($0[1]) != nil } == fields.count)
        #expect(page.contains("`" + hexadecimal(Layout.magic) + "`"))
        #expect(row("\(Layout.versionOffset)", "4", "version")?[3] == "\(Layout.version)")
        #expect(row("\(Layout.sectorSizeOffset)", "4", "sector size")?[3] == "\(Layout.sectorBytes)")
        #expect(Layout.magicOffset + Layout.headerContentBytes == Layout.journalNumberOffset + 8)
        #expect(Layout.fileName(7) == "00000000000000000007.journal")
        #expect(Layout.fileName(.max) == "18446744073709551615.journal")
    }

    @Test func kindsMatch() {
        for kind in JournalLayout.SectorKind.allCases {
            #expect(rows.contains { $0[0] == "\(kind.rawValue)" && $0[1].hasPrefix("`\(kind)`:") }, "\(kind)")
        }
        for kind in JournalLayout.FrameKind.allCases {
            #expect(row("\(kind.rawValue)", "`\(kind)`") != nil, "\(kind)")
        }
    }

    @Test func limitsMatch() {
        func grouped(_ number: Int) -> String {
            var digits = String(number)
            var groups: [String] = []
            while digits.utf8.count > 3 {
                groups.insert(String(digits.suffix(3)), at: 0)
                digits.removeLast(3)
            }
            return ([digits] + groups).joined(separator: ",")
        }
        let limits: [(String, Int)] = [
            ("topics", CatalogLimits.topics), ("tables", CatalogLimits.tables), ("schemas", CatalogLimits.schemas),
            ("partitions of a topic", Int(CatalogLimits.partitions)),
            ("segments of a table", CatalogLimits.segmentsPerTable), ("bytes of a name", CatalogLimits.nameBytes),
            ("bytes of a document", CatalogLimits.documentBytes), ("bytes of a payload", CatalogLimits.payloadBytes),
            ("bytes of a file", CatalogLimits.journalBytes),
        ]
        for (name, value) in limits { #expect(row(name, grouped(value)) != nil, "\(name) \(value)") }
        #expect(page.contains("grown the file by \(Catalog.Options.defaultCheckpointBytes >> 20) MiB"))
        #expect(CatalogLimits.largestNumber == .max)
    }

    private func names(_ cell: String) -> Set<String> {
        Set(cell.split(separator: "`").enumerated().filter { $0.offset % 2 == 0 }.map { String($0.element) })
    }

    /// Every object in the golden journals has the fields that the page lists, and the page lists no other.
    @Test func fieldsMatch() throws {
        var samples: [String: [Set<String>]] = [:]
        for name in [GoldenJournals.edits, GoldenJournals.checkpoint] {
            for frame in try JournalText(try GoldenJournals.stored(name)).frames where !frame.payload.isEmpty {
                let value = try JSONValue(parsing: frame.payload)
                collect(value, as: frame.kind == 1 ? "edit" : "checkpoint", &samples)
            }
        }
        let kinds = [
            "createTopic", "alterTopic", "deleteRecords", "dropTopic", "putSchema", "dropSchema", "createTable",
            "alterTable",
            "addSchemaVersion", "dropSchemaVersion", "dropTable", "addSegment", "removeSegment", "setConsumed",
            "setPaused", "addSource", "growSource", "addDeadLetters", "removeDeadLetters", "commitRedrive",
        ]
        let whole = ["createTopic": "a topic", "putSchema": "a schema", "createTable": "a table"]
        for kind in kinds {
            let cells = try #require(row("`\(kind)`"), "\(kind)")
            if let entry = whole[kind] {
                #expect(cells[1] == entry && samples[String(entry.dropFirst(2))] != nil)
            } else {
                try compare(samples["`\(kind)`"], cells, kind)
            }
        }
        for object in [
            "edit", "checkpoint", "topic", "schema", "table", "schema version", "segment", "source", "range",
        ] {
            try compare(samples[object], try #require(row(object)), object)
        }
        #expect(samples.keys.count { $0.hasPrefix("`") } == kinds.count)
    }

    private func compare(_ samples: [Set<String>]?, _ cells: [String], _ name: String) throws {
        let samples = try #require(samples, "no sample of \(name)")
        let (required, optional) = (names(cells[1]), names(cells[2]))
        #expect(samples.allSatisfy { required.isSubset(of: $0) }, "\(name)")
        #expect(samples.reduce(into: []) { $0.formUnion($1) } == required.union(optional), "\(name)")
        for field in optional {
            #expect(
                samples.contains { !$0.contains(field) } || ["segment", "source"].contains(name),
                "\(name).\(field) is always there")
        }
    }

    private func collect(_ value: JSONValue, as name: String, _ samples: inout [String: [Set<String>]]) {
        guard case .object(let members) = value else { return }
        samples[name, default: []].append(Set(members.keys))
        let lists = [
            "topics": "topic", "schemas": "schema", "tables": "table", "segments": "segment",
            "schemaVersions": "schema version", "deadLetters": "segment", "sources": "source", "redrives": "range",
        ]
        for (key, member) in members {
            if let element = lists[key], case .array(let elements) = member {
                for entry in elements { collect(entry, as: element, &samples) }
            }
            if key == "changes", case .array(let changes) = member {
                for change in changes { collect(change: change, &samples) }
            }
            if name == "`addSource`", key == "source" { collect(member, as: "source", &samples) }
            if name == "`commitRedrive`", key == "offsets" { collect(member, as: "range", &samples) }
            if ["`addSegment`", "`addDeadLetters`"].contains(name), key == "segment" {
                collect(member, as: "segment", &samples)
            }
            if name == "`addSchemaVersion`", key == "schema" { collect(member, as: "schema version", &samples) }
        }
    }

    private func collect(change: JSONValue, _ samples: inout [String: [Set<String>]]) {
        guard case .object(let members) = change, members.count == 1, let (kind, details) = members.first else {
            return
        }
        collect(details, as: "`\(kind)`", &samples)
        let entries = ["createTopic": "topic", "putSchema": "schema", "createTable": "table"]
        if let entry = entries[kind] { collect(details, as: entry, &samples) }
    }

    private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }

    /// The dump in the page is the golden file, and what it leaves out is zeros.
    @Test func exampleMatches() throws {
        let bytes = try GoldenJournals.stored(GoldenJournals.edits)
        var shown: Set<Int> = []
        for line in page.split(separator: "\n") {
            guard let offset = line.split(separator: " ").first, offset.count == 8, let start = Int(offset, radix: 16)
            else { continue }
            shown.insert(start)
            #expect(line == "\(offset)  \(hexadecimal(bytes[start..<start + 16]))")
        }
        #expect(shown.count == 11)
        for sector in [0, 1, bytes.count / 512 - 1] {
            for line in Swift.stride(from: sector * 512, to: (sector + 1) * 512, by: 16) where !shown.contains(line) {
                #expect(bytes[line..<line + 16].allSatisfy { $0 == 0 }, "byte \(line) is not shown")
            }
        }
    }
}
