import Bytes
import Schema
import TestSupport

/// Makes random tables.
struct TableGenerator {
    var random: SeededGenerator

    private static let names = ["a", "b", "c", "d", "e", "f", "g", "select", "größe", "a b", "Limit", "x.y"]

    mutating func table() -> LabTable {
        let rowCount = random.oneIn(20) ? random.below(2) : 2 + random.below(random.pick([8, 40, 120, 200]))
        var types: [DataType] = [.int, .string]
        for _ in 0..<(2 + random.below(6)) {
            types.append(random.pick([.int, .long, .float, .double, .boolean, .timestamp, .string, .bigDecimal]))
        }
        var (columns, values) = ([LabColumn](), [[Value]]())
        for (type, name) in zip(types, Self.names.shuffled(using: &random)) {
            let isList = (type == .long || type == .string) && random.oneIn(6)
            let (column, cells) = isList ? listColumn(type, name, rowCount) : column(type, name, rowCount)
            columns.append(column)
            values.append(cells)
        }
        return LabTable(columns: columns, rows: (0..<rowCount).map { row in values.map { $0[row] } })
    }

    private mutating func column(_ type: DataType, _ name: String, _ rowCount: Int) -> (LabColumn, [Value]) {
        let pool = pool(type, rowCount)
        let nullPercentage = random.pick([0, 0, 10, 10, 50, random.oneIn(6) ? 100 : 5])
        var cells = (0..<rowCount).map { _ in random.pick(pool) }
        if random.oneIn(6) { cells.sort(by: Self.precedes) }
        for row in 0..<rowCount where random.below(100) < nullPercentage { cells[row] = .null }
        var column = LabColumn(name: name, type: type)
        for value in pool {
            switch value {
            case .integer(let integer): column.bound = max(column.bound, abs(Double(integer)))
            case .double(let double):
                column.bound = max(column.bound, abs(double))
                let digits = LabSupport.fraction(of: double)
                column.fraction = column.fraction.flatMap { known in digits.map { max(known, $0) } }
            case .string, .null, .list: column.bound = .infinity
            }
        }
        if type == .bigDecimal { (column.bound, column.fraction) = (123_456_790, nil) }
        return (column, cells)
    }

    /// A column with one to four values in a row, or NULL: there are no empty lists.
    private mutating func listColumn(_ type: DataType, _ name: String, _ rowCount: Int) -> (LabColumn, [Value]) {
        var column = LabColumn(name: name, type: type, bound: 4, isList: true)
        if type == .string { column.bound = .infinity }
        let cells = (0..<rowCount).map { _ -> Value in
            if random.oneIn(8) { return .null }
            return .list(
                (0...random.below(4)).map { _ in
                    type == .string
                        ? .string(ByteString(random.pick(LabValues.listTexts))) : .integer(Int64(random.below(9)) - 4)
                })
        }
        return (column, cells)
    }

    private static func precedes(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.double(let left), .double(let right)): left < right
        case (.string(let left), .string(let right)): left < right
        default: false
        }
    }

    /// The values from which a column's are drawn.
    private mutating func pool(_ type: DataType, _ rowCount: Int) -> [Value] {
        switch type {
        case .boolean: return [.integer(0), .integer(1)]
        case .int: return integers(edges: LabValues.intEdges, rowCount)
        case .long: return integers(edges: LabValues.integerEdges, rowCount)
        case .timestamp: return instants()
        case .float, .double: return doubles(edges: type == .float ? LabValues.floatEdges : LabValues.doubleEdges, type)
        case .bigDecimal:
            return LabValues.decimalDigits.compactMap { digits in
                (try? BigDecimal(digits)).map { .string($0.orderedBytes) }
            }
        case .string, .json, .bytes: return texts(rowCount)
        }
    }

    private mutating func integers(edges: [Int64], _ rowCount: Int) -> [Value] {
        switch random.below(10) {
        case 0, 1: edges.map { .integer($0) }
        case 2: [.integer(random.pick([0, 7, -3]))]
        case 3, 4: (0..<max(rowCount, 1)).map { .integer(Int64($0)) }
        case 5: (0..<20).map { .integer(Int64($0) * 1_000 - 5_000) }
        default: (-4...4).map { .integer(Int64($0)) }
        }
    }

    private mutating func doubles(edges: [Double], _ type: DataType) -> [Value] {
        switch random.below(8) {
        case 0: edges.map { .double($0) }
        case 1: LabValues.decimals.map { .double(type == .float ? Double(Float($0)) : $0) }
        case 2: (0..<50).map { .double(Double($0) * 1.25 - 20) }
        default: (-8...8).map { .double(Double($0) / 4) }
        }
    }

    private mutating func instants() -> [Value] {
        switch random.below(4) {
        case 0: LabValues.instants.map { .integer($0) }
        case 1: (0..<30).map { .integer(1_356_998_400_000 + Int64($0) * 86_400_000) }
        default: (0..<5).map { .integer(1_356_998_400_000 + Int64($0) * 21_600_000) }
        }
    }

    private mutating func texts(_ rowCount: Int) -> [Value] {
        let texts =
            switch random.below(5) {
            case 0: (0..<max(rowCount, 1)).map { "user\($0)" }
            case 1: Array(LabValues.texts.shuffled(using: &random).prefix(3))
            case 2: ["x"]
            default: LabValues.texts
            }
        return texts.map { .string(ByteString($0)) }
    }
}
