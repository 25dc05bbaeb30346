import Bitmaps
import Testing

@Suite struct PortableRoaringFormatTests {
    private func bytes(_ numbers: Number...) -> [UInt8] { numbers.flatMap(\.bytes) }

    enum Number {
        case long(UInt32)
        case short(UInt16)
        case byte(UInt8)

        var bytes: [UInt8] {
            switch self {
            case .long(let number): (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            case .short(let number): [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)]
            case .byte(let number): [number]
            }
        }
    }

    private func refusal(_ bytes: [UInt8], maximumRow: UInt32 = .max) -> String? {
        do {
            _ = try RoaringBitmap(validating: bytes, maximumRow: maximumRow)
            return nil
        } catch { return error.detail }
    }

    @Test func theFormatIsTheSpecified() {
        // Array container: cookie, one container, key 0 with 3 rows, its offset, the rows.
        let array = bytes(
            .long(12346), .long(1), .short(0), .short(2), .long(16), .short(1), .short(5), .short(90))
        #expect(refusal(array) == nil && RoaringBitmap(ascending: [1, 5, 90]).serialized() == array)
        // Run container: cookie with count - 1, run flags, key 1 with 100 rows, one run from 10.
        let runs = bytes(.long(12347), .byte(1), .short(1), .short(99), .short(1), .short(10), .short(99))
        #expect(refusal(runs) == nil)
        #expect(RoaringBitmap(ascending: (65_546..<65_646).map { UInt32($0) }).serialized() == runs)
        #expect(refusal(bytes(.long(12346), .long(0))) == nil)
    }

    @Test func arraysThatBreakARule() {
        func array(_ key: UInt16, _ cardinality: UInt16, _ offset: UInt32, _ rows: [UInt16]) -> [UInt8] {
            bytes(.long(12346), .long(1), .short(key), .short(cardinality), .long(offset))
                + rows.flatMap { Number.short($0).bytes }
        }
        #expect(refusal(array(0, 1, 16, [3, 4])) == nil)
        #expect(refusal(array(0, 1, 16, [4, 3]))?.contains("array entry") == true)
        #expect(refusal(array(0, 1, 16, [4, 4]))?.contains("array entry") == true)
        #expect(refusal(array(0, 2, 16, [3, 4]))?.contains("too few") == true)
        #expect(refusal(array(0, 0, 16, [3, 4]))?.contains("after the last container") == true)
        #expect(refusal(array(0, 1, 15, [3, 4]))?.contains("offset says 15") == true)
        #expect(refusal(array(0, 1, 16, [3, 4]), maximumRow: 3)?.contains("greater than 3") == true)
        #expect(refusal(array(1, 1, 16, [3, 4]), maximumRow: 65_539)?.contains("greater than") == true)
    }

    @Test func runsThatBreakARule() {
        func runs(_ flags: UInt8, _ cardinality: UInt16, _ runs: [(UInt16, UInt16)]) -> [UInt8] {
            bytes(.long(12347), .byte(flags), .short(0), .short(cardinality), .short(UInt16(runs.count)))
                + runs.flatMap { Number.short($0.0).bytes + Number.short($0.1).bytes }
        }
        #expect(refusal(runs(1, 5, [(1, 2), (5, 2)])) == nil)
        #expect(refusal(runs(1, 5, [(5, 2), (1, 2)]))?.contains("overlaps") == true)
        #expect(refusal(runs(1, 5, [(1, 2), (3, 2)]))?.contains("overlaps") == true)
        #expect(refusal(runs(1, 5, [(1, 2), (4, 2)]))?.contains("touches") == true)
        #expect(refusal(runs(1, 4, [(1, 2), (5, 2)]))?.contains("not 5") == true)
        #expect(refusal(runs(1, 0, []))?.contains("runs of 0") == true)
        #expect(refusal(runs(1, 9, [(65_530, 9)]))?.contains("run from 65530") == true)
        #expect(refusal(runs(3, 5, [(1, 2), (5, 2)]))?.contains("run flags") == true)
    }

    @Test func headersThatBreakARule() {
        #expect(refusal([]) != nil && refusal([1, 2, 3]) != nil)
        #expect(refusal(bytes(.long(12345), .long(0)))?.contains("cookie") == true)
        #expect(refusal(bytes(.long(1 << 16 | 12346), .long(0)))?.contains("cookie") == true)
        #expect(refusal(bytes(.long(12346), .long(65_537)))?.contains("containers") == true)
        #expect(refusal(bytes(.long(12346), .long(.max))) != nil)
        #expect(refusal(bytes(.long(0xFFFF_0000 | 12347)))?.contains("too few") == true)
        let twice = bytes(
            .long(12346), .long(2), .short(1), .short(0), .short(1), .short(0), .long(24), .long(26), .short(5),
            .short(6))
        #expect(refusal(twice)?.contains("key 1 after 1") == true)
    }

    @Test func bitsetsThatBreakARule() {
        let rows = (0..<10_000).map { UInt32($0 * 3) }
        var bytes = RoaringBitmap(ascending: rows).serialized()
        #expect(refusal(bytes) == nil)
        bytes[bytes.count - 1] ^= 0x80
        #expect(refusal(bytes)?.contains("bitset of 10001") == true)
    }

    /// Whatever is accepted is a bitmap that the library reads and writes as it stands.
    @Test(arguments: 1...4)
    func mutatedBytesAreRefusedOrHarmless(kind: Int) throws {
        let rows = RoaringBitmapTests.rows(kind, seed: 7)
        let original = RoaringBitmap(ascending: rows).serialized()
        var state = UInt64(kind)
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        var (refused, accepted) = (0, 0)
        for _ in 0..<1500 {
            var bytes = original
            // Headers are small and containers large: look at the first bytes as often as at all others.
            for _ in 0...next(3) {
                bytes[next(2) == 0 ? next(bytes.count) : next(min(bytes.count, 64))] = UInt8(next(256))
            }
            if next(8) == 0 { bytes.removeLast(next(bytes.count)) }
            if next(8) == 0 { bytes.append(UInt8(next(256))) }
            guard let bitmap = try? RoaringBitmap(validating: bytes, maximumRow: 1 << 20) else {
                refused += 1
                continue
            }
            accepted += 1
            var found: [UInt32] = []
            bitmap.appendRows(in: 0..<1 << 32, to: &found)
            #expect(found.count == bitmap.cardinality && found == Set(found).sorted())
            #expect(found.allSatisfy { $0 <= 1 << 20 })
            #expect(RoaringBitmap(ascending: found) == bitmap)
        }
        #expect(refused > 100 && accepted + refused == 1500)
        for length in Swift.stride(from: 0, to: original.count, by: max(1, original.count / 500)) {
            #expect(refusal(Array(original[..<length])) != nil)
        }
    }
}
