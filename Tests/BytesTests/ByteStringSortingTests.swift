import Bytes
import TestSupport
import Testing

@Suite struct ByteStringSortingTests {
    @Test(arguments: SeededGenerator.seeds) func sortsAsComparingDoes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            // Few different bytes, zeros among them, make long common beginnings and strings that only their ends
            // differ in.
            let strings = (0..<generator.below(60)).map { _ in
                ByteString((0..<generator.below(30)).map { _ in generator.pick([0, 0, 0, 1, 255]) })
            }
            let indexes = strings.indices.filter { _ in !generator.oneIn(4) }
            let expected = indexes.sorted { (strings[$0], $0) < (strings[$1], $1) }
            #expect(ByteString.sortedIndexes(indexes, of: strings) == expected)
        }
    }

    @Test func endsAndZerosAreToldApart() {
        let strings: [ByteString] = [
            "", ByteString([0]), ByteString([0, 0]), "12345678", ByteString(Array("12345678".utf8) + [0]), "123456789",
            ByteString(Array("12345678".utf8) + [0, 0, 0, 0, 0, 0, 0, 0]), "1234567",
        ]
        let sorted = ByteString.sortedIndexes(Array(strings.indices.reversed()), of: strings).map { strings[$0] }
        #expect(sorted == strings.sorted())
        #expect(ByteString.sortedIndexes([], of: strings).isEmpty)
    }

    @Test func equalStringsKeepTheirOrder() {
        let long = ByteString([UInt8](repeating: 7, count: 100_000))
        #expect(ByteString.sortedIndexes([2, 0, 1], of: [long, long, long]) == [2, 0, 1])
    }

    @Test func allIndexesComeBackFromASortedList() {
        let strings = (0..<5000).map { ByteString("Customer#\($0)") }
        let sorted = ByteString.sortedIndexes(Array(strings.indices), of: strings)
        #expect(sorted.sorted() == Array(strings.indices))
        #expect(zip(sorted, sorted.dropFirst()).allSatisfy { strings[$0] < strings[$1] })
    }
}
