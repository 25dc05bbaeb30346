import Bytes
import Catalog
import Files
import Schema
import Testing

/// Journals whose checksums are right and whose contents are not: written by a later version, or by somebody else.
@Suite struct PayloadTests {
    private func golden() throws -> JournalText { try JournalText(try GoldenJournals.stored(GoldenJournals.edits)) }

    private func refusal(_ journal: JournalText) throws -> FormatError? {
        try GoldenJournals.refusal(journal.encoded(), GoldenJournals.edits)
    }

    /// A journal with an empty checkpoint and one edit.
    private func journal(_ payload: String) -> JournalText {
        let empty = #"{"nextID":1,"schemas":[],"tables":[],"topics":[]}"#
        return JournalText(
            number: 1,
            frames: [
                .init(kind: 2, editNumber: 0, payload: Array(empty.utf8)),
                .init(kind: 1, editNumber: 1, payload: Array(payload.utf8)),
            ])
    }

    @Test func theSecondImplementationAgrees() throws {
        let stored = try GoldenJournals.stored(GoldenJournals.edits)
        #expect(try golden().encoded() == stored)
        let edit = #"{"changes":[{"putSchema":{"json":"{}","name":"s","version":1}}],"nextID":1}"#
        #expect(try refusal(journal(edit)) == nil)
    }

    @Test func laterVersionsAreTooNew() throws {
        let bytes = try golden().encoded(version: JournalLayout.version + 1)
        let error = try GoldenJournals.refusal(bytes, GoldenJournals.edits)
        #expect(error?.code == "FILE_TOO_NEW" && error?.section == "file header")
        let old = try GoldenJournals.refusal(try golden().encoded(version: 0), GoldenJournals.edits)
        #expect(old?.code == "FILE_TOO_OLD")
        let foreign = try GoldenJournals.refusal(try golden().encoded(magic: "MRTLLOG\n"), GoldenJournals.edits)
        #expect(foreign?.code == "CORRUPT_FILE")
    }

    @Test(arguments: [
        #"{"changes":[{"paintTopic":{"topic":1}}],"nextID":1}"#,
        #"{"changes":[{"putSchema":{"json":"{}","name":"s","version":1,"colour":"red"}}],"nextID":1}"#,
        #"{"changes":[],"nextID":1,"signature":"x"}"#,
    ])
    func whatIsUnknownIsTooNew(_ payload: String) throws {
        let error = try refusal(journal(payload))
        #expect(error?.code == "FILE_TOO_NEW" && error?.section == "edit 1", "\(String(describing: error))")
    }

    @Test func unknownFramesAreTooNew() throws {
        var text = journal(#"{"changes":[],"nextID":1}"#)
        text.frames[1].kind = 4
        #expect(try refusal(text)?.code == "FILE_TOO_NEW")
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"changes":[]}"#, #"{"changes":{},"nextID":1}"#, #"{"changes":[{}],"nextID":1}"#,
        #"{"changes":[7],"nextID":1}"#, #"{"changes":[],"nextID":0}"#, #"{"changes":[],"nextID":-1}"#,
        #"{"changes":[],"nextID":1.0}"#, #"{"changes":[{"dropTopic":{}}],"nextID":1}"#,
        #"{"changes":[{"dropTopic":{"topic":1}}],"nextID":1}"#, #"{"changes":[{"dropTopic":7}],"nextID":1}"#,
        #"{"changes":[{"putSchema":{"json":"{}","name":"s","version":2}}],"nextID":1}"#,
        #"{"changes":[{"putSchema":{"json":"{}","name":"s","version":4294967296}}],"nextID":1}"#,
        #"{"changes":[{"createTopic":{"createdAt":0,"id":1,"name":"t","partitions":1}}],"nextID":1}"#,
        #"{"changes":[{"createTopic":{"createdAt":0,"id":0,"name":"t","partitions":1}}],"nextID":2}"#,
        #"{"changes":[{"createTopic":{"createdAt":0,"id":1,"name":"t","partitions":0}}],"nextID":2}"#,
        #"{"changes":[{"createTopic":{"createdAt":0,"id":1,"name":"t","partitions":1,"maximumAge":0}}],"nextID":2}"#,
        #"{"changes":[{"dropSchema":{"name":"s"},"dropTopic":{"topic":1}}],"nextID":1}"#,
    ])
    func whatMakesNoSenseIsCorrupt(_ payload: String) throws {
        let error = try refusal(journal(payload))
        #expect(error?.code == "CORRUPT_FILE" && error?.section == "edit 1", "\(payload): \(String(describing: error))")
    }

    @Test func framesOutOfOrderAreCorrupt() throws {
        let good = try golden()
        for (index, frame) in good.frames.enumerated() {
            var text = good
            text.frames.remove(at: index)
            let isLast = index == good.frames.count - 1
            #expect(try (refusal(text) == nil) == isLast, "without frame \(index)")
            text = good
            text.frames.insert(frame, at: index)
            // Two close markers can follow each other only if something was between them; two of them are harmless.
            #expect(try (refusal(text) == nil) == isLast, "frame \(index) twice")
        }
    }

    /// A frame that has the right place and number, and comes from a catalog with another past.
    @Test func framesOfAnotherHistoryAreCorrupt() throws {
        var other = try golden()
        var text = String(decoding: other.frames[1].payload, as: UTF8.self)
        text.replace("\"createdAt\":1,", with: "\"createdAt\":2,")
        other.frames[1].payload = Array(text.utf8)
        let foreign = other.encoded()
        #expect(try refusal(other) == nil)
        let stored = try GoldenJournals.stored(GoldenJournals.edits)
        for sector in 3..<stored.count / 512 {
            let range = sector * 512..<stored.count
            var mixed = stored
            mixed.replaceSubrange(range, with: foreign[range])
            #expect(try GoldenJournals.refusal(mixed, GoldenJournals.edits) != nil, "from sector \(sector) on")
        }
    }

    private func checkpoint(_ change: (inout [String: JSONValue]) -> Void) throws -> FormatError? {
        var text = try JournalText(try GoldenJournals.stored(GoldenJournals.checkpoint))
        guard case .object(var members) = try JSONValue(parsing: text.frames[0].payload) else { return nil }
        change(&members)
        text.frames = [text.frames[0]]
        text.frames[0].payload = JSONValue.object(members).serialized
        return try GoldenJournals.refusal(text.encoded(), GoldenJournals.checkpoint)
    }

    /// Every field of every entry of a checkpoint, missing, of another kind, or out of range.
    @Test func checkpointsAreCheckedFieldByField() throws {
        #expect(try checkpoint { _ in } == nil)
        var count = 0
        for list in ["topics", "schemas", "tables"] {
            for damage in try damages(list) {
                let error = try checkpoint { $0[list] = damage.value }
                #expect(error?.section == "checkpoint", "\(list) \(damage.name): \(String(describing: error))")
                count += 1
            }
        }
        #expect(count > 100)
        #expect(try checkpoint { $0["nextID"] = .integer(1) }?.code == "CORRUPT_FILE")
        #expect(try checkpoint { $0["more"] = .integer(1) }?.code == "FILE_TOO_NEW")
        #expect(try checkpoint { $0["topics"] = .array([]) }?.code == "CORRUPT_FILE")
        #expect(try checkpoint { $0["schemas"] = .array([]) }?.code == "CORRUPT_FILE")
    }

    /// The list of a checkpoint with one thing wrong in it.
    private func damages(_ list: String) throws -> [(name: String, value: JSONValue)] {
        let text = try JournalText(try GoldenJournals.stored(GoldenJournals.checkpoint))
        guard case .array(let entries)? = try JSONValue(parsing: text.frames[0].payload)[list] else { return [] }
        var result: [(String, JSONValue)] = [("repeated", .array(entries + entries)), ("no list", .null)]
        for (index, entry) in entries.enumerated() {
            for (name, value) in Self.variants(of: entry) {
                var changed = entries
                changed[index] = value
                result.append((name, .array(changed)))
            }
        }
        return result
    }

    /// Fields that may be absent, and numbers that may be anything.
    private static let optional: Set<String> = [
        "maximumAge", "maximumBytes", "consumed", "deadLetters", "expired", "filtered", "paused", "redriven",
        "redrives",
        "rejected", "skipped", "started", "ingestion", "records", "holdsFrom", "partition", "minimumTime",
        "maximumTime",
        "cleanup", "deletedBelow", "fileAge", "fileBytes", "maximumBatchBytes", "tombstoneRetention", "unsynced",
    ]
    private static let free: Set<String> = [
        "createdAt", "bytes", "rows", "checksum", "json", "config", "minimumTime", "maximumTime",
    ]

    private static func variants(of value: JSONValue) -> [(String, JSONValue)] {
        switch value {
        case .object(let members):
            var result: [(String, JSONValue)] = []
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                func with(_ new: JSONValue?) -> JSONValue {
                    var changed = members
                    changed[key] = new
                    return .object(changed)
                }
                if !optional.contains(key) && Int(key) == nil { result.append(("no \(key)", with(nil))) }
                result.append(("\(key) is a boolean", with(.bool(true))))
                if case .integer = member, !free.contains(key) {
                    result.append(("\(key) is negative", with(.integer(-1))))
                }
                result += variants(of: member).map { ("\(key).\($0.0)", with($0.1)) }
            }
            result.append(("more", .object(members.merging(["more": .null]) { $1 })))
            return result
        case .array(let elements):
            return elements.indices.flatMap { index in
                variants(of: elements[index]).map { name, new in
                    var changed = elements
                    changed[index] = new
                    return ("\(index).\(name)", .array(changed))
                }
            }
        default: return []
        }
    }
}
