import Schema
import TestSupport
import Testing

struct BigDecimalArithmeticTests {
    /// Against integers of 128 bits: numbers with up to nine decimal places, as whole numbers of the last place.
    @Test(arguments: SeededGenerator.seeds)
    func sumsAndProductsAreThoseOfIntegers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let (left, right) = (integer(&random), integer(&random))
            let (places, otherPlaces) = (random.below(10), random.below(10))
            let (a, b) = (try decimal(Int128(left), places), try decimal(Int128(right), otherPlaces))
            let common = max(places, otherPlaces)
            let (x, y) = (Int128(left) * power(common - places), Int128(right) * power(common - otherPlaces))
            #expect(try a.adding(b) == decimal(x + y, common), "\(a) + \(b), seed \(seed)")
            #expect(try a.subtracting(b) == decimal(x - y, common), "\(a) - \(b), seed \(seed)")
            let product = Int128(left) * Int128(right)
            #expect(try a.multiplied(by: b) == decimal(product, places + otherPlaces), "\(a) * \(b), seed \(seed)")
            #expect(BigDecimal(left).truncatedInteger == left)
            #expect(a.truncatedInteger == Int64(Int128(left) / power(places)), "\(a)")
        }
    }

    private func integer(_ random: inout SeededGenerator) -> Int64 {
        Int64(bitPattern: random.next()) >> Int64(random.below(64))
    }

    private func power(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { product, _ in product * 10 } }

    private func decimal(_ digits: Int128, _ places: Int) throws -> BigDecimal {
        try BigDecimal("\(digits)E-\(places)")
    }

    @Test func largeProductsAreExact() throws {
        let nines = try BigDecimal(String(repeating: "9", count: 4000))
        let square = try nines.multiplied(by: nines)
        let expected = String(repeating: "9", count: 3999) + "8" + String(repeating: "0", count: 3999) + "1"
        #expect(square == (try BigDecimal(expected)))
        #expect(throws: BigDecimalError.self) { try square.multiplied(by: nines) }
        let far = try BigDecimal("1E-9999")
        #expect(try BigDecimal("1").adding(far).digits.count == 10_000)
        #expect(throws: BigDecimalError.self) { try BigDecimal("10").adding(far) }
        #expect(throws: BigDecimalError.self) { try BigDecimal("1E1000000").multiplied(by: BigDecimal("10")) }
    }

    @Test func doublesAreTakenExactly() throws {
        #expect(BigDecimal(exactly: 0.1)?.description == "0.1000000000000000055511151231257827021181583404541015625")
        #expect(BigDecimal(exactly: -2.5)?.description == "-2.5")
        #expect(BigDecimal(exactly: 0x1p80)?.description == "1208925819614629174706176")
        #expect(BigDecimal(exactly: -0.0) == .zero)
        #expect(BigDecimal(exactly: .infinity) == nil)
        #expect(BigDecimal(exactly: .nan) == nil)
        for seed in SeededGenerator.seeds {
            var random = SeededGenerator(seed: seed)
            for _ in 0..<300 {
                let double = Double(bitPattern: random.next())
                guard double.isFinite else { continue }
                let exact = try #require(BigDecimal(exactly: double))
                #expect(exact.double == double, "\(double), seed \(seed)")
            }
        }
        #expect(BigDecimal(exactly: .leastNonzeroMagnitude)?.digits.count == 751)
    }

    @Test func integersBeyond64BitsAreNone() throws {
        #expect(try BigDecimal("9223372036854775807.9").truncatedInteger == .max)
        #expect(try BigDecimal("9223372036854775808").truncatedInteger == nil)
        #expect(try BigDecimal("-9223372036854775808.9").truncatedInteger == .min)
        #expect(try BigDecimal("-9223372036854775809").truncatedInteger == nil)
        #expect(try BigDecimal("1E300").truncatedInteger == nil)
        #expect(try BigDecimal("-0.9").truncatedInteger == 0)
    }
}
