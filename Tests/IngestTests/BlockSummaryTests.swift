import Bytes
import Ingest
import Schema
import Segment
import TestSupport
import Testing

/// What a consuming column says of where values may be, against the values.
@Suite struct BlockSummaryTests {
    private struct Sample {
        var snapshot: ConsumingSnapshot
        /// By column; codes of the strings.
        var values: [[Int64]]
    }

    /// Random values with few repetitions, values that ascend, and few values; NULLs among them.
    private static func sample(rows: Int, seed: UInt64) throws -> Sample {
        var random = SeededGenerator(seed: seed)
        let schema = ConsumingSegmentTests.schema
        let decoder = JSONRecordDecoder(schema: schema)
        var row = DecodedRow(fieldCount: decoder.fieldCount)
        var segment = ConsumingSegment(name: "t", schema: schema, schemaVersion: 1, partition: 0, startOffset: 0)
        for index in 0..<rows {
            let long = random.next() % 16 == 0 ? "null" : "\(Int64(bitPattern: random.next()) >> 20)"
            let text = """
                {"l":\(long),"i":\(random.next() % 3),"t":\(index * 1000),"s":"w\(random.next() % UInt64(rows))"}
                """
            let bytes = Array(text.utf8)
            try decoder.decode(bytes, 0..<bytes.count, into: &row)
            segment.append(row, offset: Int64(index))
        }
        let snapshot = segment.snapshot
        let values = try ["l", "i", "t", "s"].map { name in
            let column = try #require(try snapshot.column(name))
            var (integers, codes) = ([Int64](), [UInt32]())
            if column.dictionary == nil {
                column.readIntegers(0..<rows, into: &integers)
            } else {
                column.readCodes(0..<rows, into: &codes)
                integers = codes.map { Int64($0) }
            }
            return integers
        }
        return Sample(snapshot: snapshot, values: values)
    }

    @Test(arguments: [0, 511, 512, 5000, 40_000], [1, 2]) func noRowIsMissed(rows: Int, seed: UInt64) throws {
        let sample = try Self.sample(rows: rows, seed: seed)
        var random = SeededGenerator(seed: seed &+ 100)
        for (name, values) in zip(["l", "i", "t", "s"], sample.values) {
            let column = try #require(try sample.snapshot.column(name))
            for _ in 0..<100 {
                let present = values.isEmpty ? 0 : values[Int(random.next() % UInt64(values.count))]
                let wanted = switch random.next() % 3 {
                case 0: present...present
                case 1: present...present + Int64(random.next() % 5000)
                default: present + 1...present + 1
                }
                var words: [UInt64] = []
                let possible: [Range<Int>]?
                if name == "s" {
                    let codes = UInt32(wanted.lowerBound)..<UInt32(wanted.upperBound) + 1
                    possible = column.possibleRows(withCodes: codes)
                    column.match(codes: codes, in: 0..<rows, into: &words)
                } else {
                    possible = column.possibleRows(withIntegers: wanted)
                    column.match(integers: wanted, in: 0..<rows, into: &words)
                }
                let expected = values.indices.filter { wanted.contains(values[$0]) }
                #expect(values.indices.filter { words[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 } == expected)
                guard let possible else { continue }
                let isComplete = expected.allSatisfy { row in possible.contains { $0.contains(row) } }
                #expect(isComplete, "seed \(seed), \(wanted)")
                #expect(zip(possible, possible.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
                #expect(possible.allSatisfy { !$0.isEmpty && $0.upperBound <= rows })
            }
        }
    }

    /// A rare value is looked for in few blocks, a value that most blocks have in all of them.
    @Test func rareValuesLeaveFewRows() throws {
        let sample = try Self.sample(rows: 40_000, seed: 3)
        let rare = try #require(try sample.snapshot.column("l"))
        let total = try [100, 2000, 30_000].reduce(0) { sum, row in
            let value = sample.values[0][row]
            let runs = try #require(rare.possibleRows(withIntegers: value...value))
            return sum + runs.reduce(0) { $0 + $1.count }
        }
        #expect(total < 3 * 40_000 / 5, "of \(3 * 40_000) rows")
        let ascending = try #require(try sample.snapshot.column("t"))
        #expect(ascending.possibleRows(withIntegers: 6_000_000...6_010_000)?.reduce(0) { $0 + $1.count } ?? .max < 2000)
        #expect(try #require(try sample.snapshot.column("i")).possibleRows(withIntegers: 1...1) == nil)
    }
}
