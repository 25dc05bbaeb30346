import Bytes
import TestSupport
import Testing

@Suite struct PackedIntegersTests {
    /// Values of a width, the extremes among them.
    private func values(_ width: Int, count: Int) -> [UInt64] {
        let mask: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
        var state = UInt64(width + 1)
        return (0..<count).map { index in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return index % 7 == 0 ? mask : index % 7 == 1 ? 0 : (state ^ state >> 29) & mask
        }
    }

    private func view(_ values: [UInt64], width: Int, after prefix: Int = 0) throws -> PackedIntegers {
        let packed = BitPacker.pack(values, width: width)
        #expect(packed.count == PackedIntegers.byteCount(width: width, count: values.count))
        // What surrounds the packed bytes must not matter.
        let bytes = [UInt8](repeating: 0xAA, count: prefix) + packed + [UInt8](repeating: 0xFF, count: 16)
        let region = ByteRegion(MappedRegion(copying: bytes))
        #expect(PackedIntegers(in: region, at: prefix + 1, width: 64, count: packed.count / 8 + 1) == nil)
        return try #require(PackedIntegers(in: region, at: prefix, width: width, count: values.count))
    }

    @Test(arguments: 0...64)
    func whatIsPackedIsRead(width: Int) throws {
        for count in [0, 1, 2, 7, 8, 9, 63, 64, 65, 300] {
            let values = values(width, count: count)
            let packed = try view(values, width: width, after: width % 5)
            #expect((0..<count).map { packed[$0] } == values)
            var integers: [Int64] = [1, 2, 3]
            for range in [0..<count, count / 3..<count, count / 2..<count / 2, 0..<count / 2] {
                packed.read(range, base: 0, step: 0, into: &integers)
                #expect(integers.map { UInt64(bitPattern: $0) } == Array(values[range]))
                packed.read(range, base: -5, step: 3, into: &integers)
                #expect(integers == range.map { -5 &+ 3 &* Int64($0) &+ Int64(bitPattern: values[$0]) })
            }
            let rows = (0..<count).reversed().filter { $0 % 3 != 1 }.map { UInt32($0) }
            packed.gather(rows, base: 9, step: 1, into: &integers)
            #expect(integers == rows.map { 9 &+ Int64($0) &+ Int64(bitPattern: values[Int($0)]) })
            if width <= 32 {
                var codes: [UInt32] = [4]
                packed.read(0..<count, into: &codes)
                #expect(codes.map { UInt64($0) } == values)
                packed.gather(rows, into: &codes)
                #expect(codes.map { UInt64($0) } == rows.map { values[Int($0)] })
                #expect(BitPacker.pack(values.map { UInt32($0) }, width: width) == BitPacker.pack(values, width: width))
            }
        }
    }

    @Test(arguments: [0, 1, 3, 8, 10])
    func codesAreLookedUp(width: Int) throws {
        let values = values(width, count: 100)
        let packed = try view(values, width: width)
        let table = (0..<1 << width).map { Int64($0) * 11 - 4 }
        let rows: [UInt32] = [99, 0, 50, 50]
        var integers: [Int64] = []
        packed.lookUp(3..<100, in: table, into: &integers)
        #expect(integers == (3..<100).map { table[Int(values[$0])] })
        packed.lookUp(rows, in: table, into: &integers)
        #expect(integers == rows.map { table[Int(values[Int($0)])] })
        var doubles: [Double] = []
        packed.lookUp(0..<100, in: table.map { Double($0) / 2 }, into: &doubles)
        #expect(doubles == values.map { Double(table[Int($0)]) / 2 })
        packed.lookUp(rows, in: table.map { Double($0) / 2 }, into: &doubles)
        #expect(doubles == rows.map { Double(table[Int(values[Int($0)])]) / 2 })
    }

    @Test(arguments: 0...64)
    func boundsAreThoseOfTheValues(width: Int) throws {
        let values = values(width, count: 50)
        let packed = try view(values, width: width)
        #expect(packed.bounds() == values.min()!...values.max()!)
        let sums = values.enumerated().map { $1.addingReportingOverflow(UInt64($0)) }
        let expected =
            sums.contains { $0.overflow }
            ? nil : sums.map(\.partialValue).min()!...sums.map(\.partialValue).max()!
        #expect(packed.bounds(step: 1) == expected)
        #expect(try view([], width: width).bounds() == nil)
    }

    @Test func orderIsFound() throws {
        #expect(try view([1, 2, 2, 9], width: 5).firstNotAscending() == 2)
        #expect(try view([1, 2, 3, 9], width: 5).firstNotAscending() == nil)
        #expect(try view([0, 0], width: 0).firstNotAscending() == 1)
        #expect(try view([0], width: 0).firstNotAscending() == nil)
        #expect(try view([1, 2, 2, 1, 0], width: 5).firstDescending() == 3)
        #expect(try view([1, 2, 2, 9], width: 5).firstDescending() == nil)
    }

    @Test func impossibleViewsAreRefused() {
        let region = ByteRegion(MappedRegion(copying: [UInt8](repeating: 0, count: 32)))
        #expect(PackedIntegers(in: region, at: 0, width: 8, count: 16) != nil)
        #expect(PackedIntegers(in: region, at: 1, width: 8, count: 16) == nil)
        #expect(PackedIntegers(in: region, at: 0, width: 8, count: 17) == nil)
        #expect(PackedIntegers(in: region, at: -1, width: 8, count: 1) == nil)
        #expect(PackedIntegers(in: region, at: .max, width: 8, count: 1) == nil)
        #expect(PackedIntegers(in: region, at: 0, width: 65, count: 1) == nil)
        #expect(PackedIntegers(in: region, at: 0, width: -1, count: 1) == nil)
        #expect(PackedIntegers(in: region, at: 0, width: 64, count: .max) == nil)
        #expect(PackedIntegers(in: region, at: 0, width: 1, count: .max) == nil)
        #expect(PackedIntegers.width(of: 0) == 0 && PackedIntegers.width(of: 255) == 8)
        #expect(PackedIntegers.width(of: 256) == 9 && PackedIntegers.width(of: .max) == 64)
    }
}

@Suite struct RawNumbersTests {
    @Test(arguments: [RawNumbers.Form.double, .float])
    func numbersAreReadBack(form: RawNumbers.Form) throws {
        let values = [1.5, -2, .infinity, 0, -0.25, 1e30].map { form == .float ? Double(Float($0)) : $0 }
        let bytes = RawNumbers.bytes(values, form: form)
        let numbers = try #require(RawNumbers(ByteRegion(MappedRegion(copying: bytes)), form: form))
        var output = [7.0]
        numbers.read(1..<5, into: &output)
        #expect(output == Array(values[1..<5]))
        numbers.gather([5, 0, 0], into: &output)
        #expect(output == [values[5], values[0], values[0]])
        #expect(numbers[2] == .infinity && numbers.bounds() == -2...Double.infinity)
        #expect(numbers.firstNotAscending() == 1)
        let ascending = ByteRegion(MappedRegion(copying: RawNumbers.bytes([-1, 0, 0.5, 0.5], form: form)))
        #expect(RawNumbers(ascending, form: form)?.firstNotAscending() == 3)
        let odd = ByteRegion(MappedRegion(copying: bytes + [0]))
        #expect(RawNumbers(odd, form: form) == nil)
        let nan = ByteRegion(MappedRegion(copying: RawNumbers.bytes([1, .nan], form: form)))
        #expect(RawNumbers(nan, form: form)?.bounds() == nil)
    }
}

@Suite struct DistinctKeysTests {
    @Test(arguments: [1, 2, 50, 5000] as [UInt64])
    func keysAreNumberedInOrder(range: UInt64) {
        var state: UInt64 = 3
        let keys = (0..<4000).map { _ -> UInt64 in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return (state >> 33) % range &* 0x9E37_79B9_7F4A_7C15
        }
        check(keys)
    }

    /// Keys that all hash to the same slot: the inverse of the hash's finaliser, applied to multiples of 2^56.
    @Test func collidingKeysAreNumberedToo() {
        let keys = (0..<20_000 as Range<UInt64>).map { number -> UInt64 in
            var hash = number % 12_000
            hash = (hash ^ (hash >> 33)) &* 0x9CB4_B2F8_1293_37DB
            hash = (hash ^ (hash >> 33)) &* 0x4F74_430C_22A5_4005
            return hash ^ (hash >> 33)
        }
        check(keys)
    }

    /// Keys that lie close together are numbered by their bits, wherever they begin.
    @Test(arguments: [1, 63, 64, 65, 900, 31_000] as [UInt64])
    func closeKeysAreNumbered(span: UInt64) {
        var random = SeededGenerator(seed: span)
        for least in [0, 1, 1 << 63, .max - span + 1] {
            check((0..<1000).map { _ in least + random.next() % span })
        }
    }

    @Test func fewKeysAreNumbered() {
        check([])
        check([.max])
        check([.max, 0])
        check([7, 7, 7])
    }

    private func check(_ keys: [UInt64]) {
        let distinct = DistinctKeys(keys)
        #expect(distinct.values == Set(keys).sorted())
        #expect(distinct.codes.map { distinct.values[Int($0)] } == keys)
    }
}

@Suite struct StringListTests {
    @Test func stringsAreReadAndCompared() throws {
        let strings: [ByteString] = ["", "a", "ab", "b"]
        let list = try list(strings)
        #expect(list.count == 4 && (0..<4).map { list[$0] } == strings && list.longest == 2)
        #expect(list.firstNotAscending() == nil)
        #expect(list.compare(2, with: "ab") == 0 && list.compare(2, with: "aa") > 0 && list.compare(2, with: "b") < 0)
        #expect(try self.list(["a", "b", "b"]).firstNotAscending() == 2)
        #expect(try self.list(["b", "a"]).firstNotAscending() == 1)
    }

    private func list(_ strings: [ByteString]) throws -> StringList {
        var offsets: [UInt64] = [0]
        for string in strings { offsets.append(offsets.last! + UInt64(string.count)) }
        let packed = BitPacker.pack(offsets, width: 9)
        let region = ByteRegion(MappedRegion(copying: packed + [UInt8](repeating: 1, count: 16)))
        let bytes = ByteRegion(MappedRegion(copying: strings.flatMap(\.bytes)))
        return StringList(
            offsets: try #require(PackedIntegers(in: region, at: 0, width: 9, count: offsets.count)), bytes: bytes)
    }
}
