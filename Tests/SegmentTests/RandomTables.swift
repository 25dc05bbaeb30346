import Bytes
import Schema
import Segment
import TestSupport

/// Random tables: every type, from constant to all different, without and with NULLs.
struct RandomTables {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func table(
        rowCount: Int, columnCount: Int, types: [DataType] = DataType.allCases
    ) -> NaiveTable {
        var columns: [NaiveColumn] = []
        for index in 0..<columnCount { columns.append(column(index, rowCount: rowCount, types)) }
        return NaiveTable(columns: columns, provenance: provenance(rowCount: rowCount))
    }

    private mutating func column(_ index: Int, rowCount: Int, _ types: [DataType]) -> NaiveColumn {
        let type = types.randomElement(using: &generator)!
        let role = [FieldSpec.Role.dimension, .metric, .dateTime].randomElement(using: &generator)!
        let pool = pool(type, rowCount: rowCount)
        let ascends = Int.random(in: 0..<4, using: &generator) == 0
        let nullPercentage = [0, 0, 0, 10, 90, 100].randomElement(using: &generator)!
        var values = (0..<rowCount).map { _ in pool.randomElement(using: &generator)! }
        if ascends { values.sort { $0.sortsBefore($1) } }
        if generator.oneIn(5) { repeatValues(&values) }
        if type == .timestamp && Bool.random(using: &generator) { values = clock(rowCount) }
        for row in 0..<rowCount where Int.random(in: 0..<100, using: &generator) < nullPercentage {
            values[row] = .null
        }
        return NaiveColumn(field: FieldSpec(name: "column \(index) é", type: type, role: role), values: values)
    }

    /// Makes runs of equal values, short or long.
    private mutating func repeatValues(_ values: inout [Value]) {
        let longest = generator.pick([8, 8, 100, 2000])
        var row = 0
        while row < values.count {
            let end = min(row + 1 + generator.below(longest), values.count)
            for other in row..<end { values[other] = values[row] }
            row = end
        }
    }

    /// Instants that ascend with gaps, and jump now and then.
    private mutating func clock(_ rowCount: Int) -> [Value] {
        var now: Int64 = 1_700_000_000_000
        return (0..<rowCount).map { row in
            now += row % 1500 == 1499 ? 1 << 33 : Int64.random(in: 0...2000, using: &generator)
            return .integer(now - Int64.random(in: 0...300, using: &generator))
        }
    }

    /// The values from which a column's are drawn.
    private mutating func pool(_ type: DataType, rowCount: Int) -> [Value] {
        let size = [1, 2, 3, 17, 300, 2000, max(rowCount * 4, 1)].randomElement(using: &generator)!
        let extremes = Bool.random(using: &generator)
        return (0..<size).map { _ in
            switch type {
            case .boolean: .integer(generator.next(upTo: 2))
            case .int: .integer(Int64(int(extremes)))
            case .long, .timestamp: .integer(long(extremes))
            case .float: .double(Double(float(extremes)))
            case .double: .double(double(extremes))
            case .string, .json: .string(string(extremes))
            case .bytes: .string(bytes())
            case .bigDecimal: .string(BigDecimal(long(extremes)).orderedBytes)
            }
        }
    }

    private mutating func int(_ extremes: Bool) -> Int32 {
        extremes
            ? [.min, .max, 0, -1, Int32(truncatingIfNeeded: generator.next())].randomElement(using: &generator)!
            : Int32.random(in: -500...70_000, using: &generator)
    }

    private mutating func long(_ extremes: Bool) -> Int64 {
        extremes
            ? [.min, .max, 0, -1, Int64(truncatingIfNeeded: generator.next())].randomElement(using: &generator)!
            : Int64.random(in: 1_700_000_000_000...1_700_000_900_000, using: &generator)
    }

    private mutating func float(_ extremes: Bool) -> Float {
        extremes
            ? [
                Float.infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, -0.5,
                Float.random(in: -1...1, using: &generator),
            ].randomElement(using: &generator)! : Float(Int.random(in: -400...4000, using: &generator)) / 4
    }

    private mutating func double(_ extremes: Bool) -> Double {
        extremes
            ? [
                Double.infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, -0.5,
                Double.random(in: -1...1, using: &generator),
            ].randomElement(using: &generator)! : Double(Int.random(in: -4000...4000, using: &generator)) / 100
    }

    private mutating func string(_ extremes: Bool) -> ByteString {
        let alphabet: [Character] = extremes ? ["a", "b", "é", "e\u{301}", "日", "\0", "🐦"] : ["a", "b", "c", "d"]
        let count = extremes ? Int.random(in: 0...300, using: &generator) : Int.random(in: 0...6, using: &generator)
        return ByteString(String((0..<count).map { _ in alphabet.randomElement(using: &generator)! }))
    }

    private mutating func bytes() -> ByteString {
        ByteString(
            (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            })
    }

    private mutating func provenance(rowCount: Int) -> [RowProvenance] {
        let partitions: Int32 = [1, 5].randomElement(using: &generator)!
        let skips: Int64 = [1, 3].randomElement(using: &generator)!
        let unnests = Bool.random(using: &generator)
        var offset: Int64 = [0, 1 << 40, -1].randomElement(using: &generator)!
        return (0..<rowCount).map { row in
            offset += Int64.random(in: 1...skips, using: &generator)
            return RowProvenance(
                generation: UInt32(row > 70 && unnests ? UInt32.max : 0),
                partition: Int32.random(in: 0..<partitions, using: &generator), offset: offset,
                subRow: unnests ? Int32(row % 3) : 0)
        }
    }
}
