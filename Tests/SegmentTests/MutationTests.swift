import Bytes
import Schema
import Segment
import TestSupport
import Testing

/// Bytes that are wrong and have right checksums: only structural checks stand between them and the readers.
@Suite struct MutationTests {
    #if DEBUG
        static let roundsPerSeed = 200
    #else
        static let roundsPerSeed = 10_000
    #endif

    @Test(arguments: GoldenSegments.all.indices)
    func wrongBytesWithRightChecksumsAreRefusedOrReadable(index: Int) throws {
        let golden = try GoldenSegments.all[index].bytes()
        let seed = UInt64(index)
        var generator = SeededGenerator(seed: seed)
        var (refused, readable, failedVerification) = (0, 0, 0)
        for round in 0..<Self.roundsPerSeed {
            var bytes = golden
            Self.mutate(&bytes, &generator)
            let identity = (
                Resealing.number(bytes, at: Resealing.footerOffset(bytes), UInt64.self),
                Resealing.number(bytes, at: Resealing.footerOffset(bytes) + 8, UInt64.self)
            )
            Resealing.reseal(&bytes, tableID: identity.0, segmentID: identity.1)
            do throws(FormatError) {
                let segment = try SealedSegment(MappedRegion(copying: bytes), path: "seed \(seed), round \(round)")
                if try Self.readAll(segment, "seed \(seed), round \(round)") { readable += 1 } else { refused += 1 }
                do throws(FormatError) { try segment.verify() } catch { failedVerification += 1 }
            } catch {
                refused += 1
                #expect(!error.section.isEmpty)
            }
        }
        #expect(refused > Self.roundsPerSeed / 10 && readable > Self.roundsPerSeed / 20, "\(refused), \(readable)")
        // Without data, opening the file finds all there is.
        #expect(failedVerification > (Resealing.footerOffset(golden) > 0 ? Self.roundsPerSeed / 20 : 0))
    }

    /// Each byte of the tiny segment as each other byte, with right checksums.
    @Test func everyWrongByteIsRefusedOrReadable() throws {
        let golden = try GoldenSegments.tiny()
        let footer = Resealing.footerOffset(golden)
        let end = golden.count - SegmentFormat.tailBytes
        for change in Swift.stride(from: 0, to: end * 255, by: DamageTests.stride * 3 - 2) {
            var bytes = golden
            bytes[change / 255] &+= UInt8(change % 255 + 1)
            Resealing.reseal(
                &bytes, tableID: Resealing.number(bytes, at: footer, UInt64.self),
                segmentID: Resealing.number(bytes, at: footer + 8, UInt64.self))
            do throws(FormatError) {
                let segment = try SealedSegment(MappedRegion(copying: bytes), path: "change \(change)")
                _ = try Self.readAll(segment, "change \(change)")
                try segment.verify()
            } catch { #expect(!error.section.isEmpty) }
        }
    }

    /// Changes one to four places, in the data as often as in the footer.
    static func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let footer = Resealing.footerOffset(bytes)
        let inData = Bool.random(using: &generator) && footer > 0
        let range = inData ? 0..<footer : footer..<bytes.count - SegmentFormat.tailBytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: range, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator)!
            case 2: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            default: bytes.swapAt(place, Int.random(in: range, using: &generator))
            }
        }
    }

    /// Reads all columns on all paths; false if one was refused. What is read must be possible.
    static func readAll(_ segment: SealedSegment, _ label: String) throws(FormatError) -> Bool {
        var allGood = true
        let rows = 0..<min(segment.rowCount, 1000)
        for index in segment.columns.indices {
            let column: any ColumnSource
            do throws(FormatError) { column = try segment.column(at: index) } catch {
                allGood = false
                continue
            }
            let values = column.values(rows)
            #expect(column.values(rows.map { UInt32($0) }) == values, "\(label)")
            #expect(column.lists != nil || values.count == rows.count, "\(label)")
            #expect(column.nulls == nil || column.nulls?.count == segment.rowCount, "\(label)")
            // What chunks hold is found when they are decoded, and their bounds are only verified.
            if segment.readFailure != nil { allGood = false }
            if segment.columns[index].encoding != .chunks { checkBounds(column, values, label) }
            let list = column.lists?.values
            checkDictionary(list ?? column, list == nil ? rows : 0..<values.count, label)
            if list == nil { checkIndexes(column, rowCount: segment.rowCount, label) }
        }
        do throws(FormatError) {
            var provenance: [RowProvenance] = []
            try segment.provenance().read(rows, into: &provenance)
        } catch { allGood = false }
        return allGood
    }

    private static func checkBounds(_ column: any ColumnSource, _ values: [Value], _ label: String) {
        guard let statistics = column.statistics, !statistics.minimum.isNull else { return }
        let areInside = values.allSatisfy {
            !$0.sortsBefore(statistics.minimum) && !statistics.maximum.sortsBefore($0)
        }
        #expect(areInside, "\(label): values outside minimum and maximum")
        #expect(!values.contains { $0.double?.isNaN == true }, "\(label)")
    }

    /// Whatever an index answers is possible, and a filter answers.
    private static func checkIndexes(_ column: any ColumnSource, rowCount: Int, _ label: String) {
        for value in [Value.null, .integer(7), .double(0.5), .string("a")] { _ = column.mightContain(value) }
        let found = [
            column.rows(withIntegers: -3...40), column.rows(withIntegers: .min ... .max),
            column.rows(withDoubles: -3...40), column.rows(withDoubles: -.infinity ... .infinity),
        ]
        for rows in found.compactMap({ $0?.rows }) {
            let isRight = rows == Set(rows).sorted() && rows.allSatisfy { $0 < rowCount }
            if !isRight { Issue.record("\(label): rows of a range") }
        }
    }

    private static func checkDictionary(_ column: any ColumnSource, _ rows: Range<Int>, _ label: String) {
        guard let dictionary = column.dictionary else { return }
        var codes: [UInt32] = []
        column.readCodes(rows, into: &codes)
        #expect(codes.allSatisfy { $0 < dictionary.count }, "\(label)")
        let values = ColumnValues(type: column.type, storage: dictionary.values).all
        #expect(values.count == dictionary.count, "\(label)")
        for (code, value) in values.enumerated() {
            let rows = column.rows(withCode: UInt32(code))
            let isRight =
                dictionary.value(UInt32(code)) == value && dictionary.code(of: value) == UInt32(code)
                && rows?.contains(UInt32.max) != true
            if !isRight { Issue.record("\(label): code \(code) of \(value)") }
        }
    }
}
