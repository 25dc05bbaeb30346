import Bytes
import Catalog
import Files
import Testing

/// Damage to journals: every bit, every length, and whole sectors.
@Suite struct DamageTests {
    private static let sectorBytes = JournalLayout.sectorBytes
    private static let parts = 8
    /// Debug builds are many times slower and look at every so-many-th bit and length; optimised ones at all.
    #if DEBUG
        private static let sampling = 37
    #else
        private static let sampling = 1
    #endif

    private func bytes(_ name: String) throws -> [UInt8] { try GoldenJournals.stored(name) }

    /// A section that `formats/catalog.md` names.
    private func isSection(_ section: String) -> Bool {
        ["file header", "checkpoint", "close marker"].contains(section) || section.hasPrefix("sector ")
            || section.hasPrefix("edit ")
    }

    /// Every flipped bit of a journal that was cleanly closed is found, and the file and the place are named.
    @Test(arguments: [GoldenJournals.edits, GoldenJournals.checkpoint], 0..<parts)
    func everyBitFlipIsFound(_ name: String, _ part: Int) throws {
        var bytes = try bytes(name)
        let bits = Swift.stride(from: part, to: bytes.count * 8, by: Self.parts * Self.sampling)
        for bit in bits {
            bytes[bit / 8] ^= 1 << (bit % 8)
            let error = try GoldenJournals.refusal(bytes, name)
            bytes[bit / 8] ^= 1 << (bit % 8)
            let isNamed =
                error?.kind == .corrupt && error?.file == GoldenJournals.path(name)
                && isSection(error?.section ?? "")
                && (error?.offset ?? -1) / Self.sectorBytes == bit / 8 / Self.sectorBytes
            if !isNamed { Issue.record("bit \(bit) of \(name): \(String(describing: error))") }
        }
        print("catalog: \(bits.underestimatedCount) of \(bytes.count * 8) bit flips of \(name) found")
    }

    /// The same for a journal that a power cut left without its close marker: sectors prove themselves.
    @Test func everyBitFlipIsFoundAfterAPowerCut() throws {
        var bytes = Array(try bytes(GoldenJournals.checkpoint).dropLast(Self.sectorBytes))
        let start = (bytes.count - 2 * Self.sectorBytes) * 8
        for bit in Swift.stride(from: start, to: bytes.count * 8, by: Self.sampling) {
            bytes[bit / 8] ^= 1 << (bit % 8)
            let error = try GoldenJournals.refusal(bytes, GoldenJournals.checkpoint)
            bytes[bit / 8] ^= 1 << (bit % 8)
            if error == nil { Issue.record("bit \(bit)") }
        }
    }

    /// A file that lost its end is refused, or read up to the last frame that is whole, and can be continued.
    @Test func everyLengthIsReadOrRefused() throws {
        let golden = try bytes(GoldenJournals.edits)
        let states = try Workload.states()
        var (refused, lengths) = (0, Set<UInt64>())
        for length in Swift.stride(from: 0, to: golden.count, by: Self.sampling) {
            let fileSystem = try GoldenJournals.plant(Array(golden[..<length]), GoldenJournals.edits)
            do {
                let catalog = try Catalog.open(fileSystem)
                let edit = catalog.state.editNumber
                lengths.insert(edit)
                #expect(catalog.state == states[Int(edit)], "length \(length)")
                if length % (97 * Self.sampling) == 0 {
                    let state = try catalog.commit { draft throws(CatalogError) in
                        try draft.append(.putSchema(SchemaEntry(name: "new", version: 1, json: "{}")))
                    }
                    #expect(try Catalog.open(fileSystem.afterPowerCut(.lost)).state == state, "length \(length)")
                }
            } catch CatalogError.format(let error) {
                refused += 1
                #expect(error.kind == .corrupt && length < 2 * Self.sectorBytes, "length \(length): \(error)")
            }
        }
        #expect(lengths.count == states.count)
        #expect(refused == (2 * Self.sectorBytes + Self.sampling - 1) / Self.sampling)
    }

    /// A sector that was zeroed, copied over another or taken from another file is found, unless it is of the last
    /// frame and zeros, which is what a power cut leaves.
    @Test func everyMisplacedSectorIsFound() throws {
        let golden = try bytes(GoldenJournals.edits)
        let foreign = try bytes(GoldenJournals.checkpoint)
        let count = golden.count / Self.sectorBytes
        func sector(_ index: Int, of bytes: [UInt8]) -> ArraySlice<UInt8> {
            bytes[index * Self.sectorBytes..<(index + 1) * Self.sectorBytes]
        }
        func replaced(_ index: Int, by bytes: ArraySlice<UInt8>) throws -> FormatError? {
            var damaged = golden
            damaged.replaceSubrange(index * Self.sectorBytes..<(index + 1) * Self.sectorBytes, with: bytes)
            return try GoldenJournals.refusal(damaged, GoldenJournals.edits)
        }
        for index in 0..<count {
            let zeroed = try replaced(index, by: ArraySlice([UInt8](repeating: 0, count: Self.sectorBytes)))
            #expect((zeroed == nil) == (index == count - 1), "sector \(index) zeroed: \(String(describing: zeroed))")
            for other in 0..<count where other != index {
                #expect(try replaced(index, by: sector(other, of: golden)) != nil, "sector \(index) from \(other)")
            }
            for other in 0..<foreign.count / Self.sectorBytes {
                #expect(try replaced(index, by: sector(other, of: foreign)) != nil, "sector \(index), foreign \(other)")
            }
        }
    }

    @Test func whatFollowsTheEndIsJudged() throws {
        let golden = try bytes(GoldenJournals.edits)
        let name = GoldenJournals.edits
        let zeros = [UInt8](repeating: 0, count: 3 * Self.sectorBytes)
        #expect(try GoldenJournals.refusal(golden + zeros, name) == nil)
        #expect(try GoldenJournals.refusal(golden + [7], name) == nil)
        #expect(try GoldenJournals.refusal(golden + [UInt8](repeating: 7, count: Self.sectorBytes), name) != nil)
        #expect(try GoldenJournals.refusal(golden + golden[Self.sectorBytes...], name) != nil)
        #expect(try GoldenJournals.refusal(golden + zeros + golden.suffix(Self.sectorBytes), name) != nil)
    }

    @Test func aFileUnderAnotherNumberIsFound() throws {
        let error = try GoldenJournals.refusal(try bytes(GoldenJournals.edits), GoldenJournals.checkpoint)
        #expect(error?.kind == .corrupt && error?.section == "file header")
    }

    /// The newest journal decides: a damaged one is never passed over for an older one.
    @Test func anOlderJournalIsNotFallenBackTo() throws {
        let fileSystem = try GoldenJournals.plant(try bytes(GoldenJournals.edits), GoldenJournals.edits)
        var newer = try bytes(GoldenJournals.checkpoint)
        newer[Self.sectorBytes + 40] ^= 1
        try fileSystem.writeAtomically(newer, to: GoldenJournals.path(GoldenJournals.checkpoint))
        let error = #expect(throws: CatalogError.self) { try Catalog.open(fileSystem) }
        #expect(error?.code == "CORRUPT_FILE")
        #expect(try fileSystem.list("catalog").count == 2)
    }
}
