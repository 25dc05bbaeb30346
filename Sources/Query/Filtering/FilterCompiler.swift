import Bytes
import Bitmaps
import Expressions
import Schema
import Segment

/// Turns a filter into what one segment runs.
struct FilterCompiler {
    let reader: SegmentReader
    /// What finding a list of an index costs, in rows scanned.
    let rowsPerLookup: Int

    func compile(_ tree: FilterTree) throws(QueryError) -> SegmentFilter.Node {
        if reader.rowCount == 0 { return .none }
        let varying = tree.inputs.filter { slot in
            if case .constant = reader.columns[slot] { false } else { true }
        }
        if varying.isEmpty, let passes = constantTruth(tree) { return passes ? .all : .none }
        if varying.count == 1, tree.inputs.count == 1, let node = compileColumn(tree, slot: varying[0]) { return node }
        switch tree.kind {
        case .leaf: return .expression(tree.expression, inputs: tree.inputs, canFail: tree.canFail)
        case .and(let children): return try conjunction(children)
        case .or(let children): return try disjunction(children)
        }
    }

    private func conjunction(_ children: [FilterTree]) throws(QueryError) -> SegmentFilter.Node {
        var nodes = [SegmentFilter.Node]()
        for child in children {
            let node = try compile(child)
            if case .none = node { return .none }
            if case .all = node { continue }
            if case .and(let inner) = node { nodes += inner } else { nodes.append(node) }
        }
        if nodes.count <= 1 { return nodes.first ?? .all }
        let ordered = nodes.enumerated().sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }
        return .and(ordered.map(\.element))
    }

    private func disjunction(_ children: [FilterTree]) throws(QueryError) -> SegmentFilter.Node {
        var nodes = [SegmentFilter.Node]()
        for child in children {
            let node = try compile(child)
            if case .all = node { return .all }
            if case .none = node { continue }
            nodes.append(node)
        }
        return nodes.count <= 1 ? nodes.first ?? .none : .or(nodes)
    }

    /// Whether a condition that is the same for all rows is TRUE; nil if it fails, which a row has to show.
    private func constantTruth(_ tree: FilterTree) -> Bool? {
        let batch = reader.load(tree.inputs, .range(0..<1))
        guard let result = try? Evaluator.evaluate(tree.expression, on: batch) else { return nil }
        return result[0] == .integer(1)
    }

    private func compileColumn(_ tree: FilterTree, slot: Int) -> SegmentFilter.Node? {
        guard case .stored(let column) = reader.columns[slot] else { return nil }
        if column.type.isList { return compileLists(tree, column) }
        if let dictionary = column.dictionary { return compileCodes(tree, slot, column, dictionary) }
        if let leaf = IntegerLeaf(intersectionOf: tree), column.type.representation == .integer {
            return compileIntegers(leaf, column)
        }
        guard case .leaf = tree.kind else { return nil }
        if let sought = SoughtValues(tree.expression), !sought.values.contains(where: column.source.mightContain) {
            return .some(.none)
        }
        if case .inConstants(.input, let set) = tree.expression { return compileList(set, tree, column) }
        switch column.type.representation {
        case .integer: return IntegerLeaf(tree.expression).map { compileIntegers($0, column) }
        case .double: return DoubleLeaf(tree.expression).map { compileDoubles($0, column) }
        case .string: return nil
        }
    }

    /// Values of a list that are looked for one after the other: as many scans are faster than to look up each row.
    private static let scannedValues = 16

    /// A list of numbers in a column without dictionary.
    private func compileList(
        _ set: ConstantSet, _ tree: FilterTree, _ column: SegmentReader.StoredColumn
    ) -> SegmentFilter.Node? {
        guard case .integers(let values) = set.values, let least = values.first, let greatest = values.last else {
            return nil
        }
        if values.count > Self.scannedValues {
            let range = compileIntegers(IntegerLeaf(inside: least...greatest), column)
            if case .none = range { return range }
            return .and([range, .expression(tree.expression, inputs: tree.inputs, canFail: false)])
        }
        var nodes = [SegmentFilter.Node]()
        for value in values where column.source.mightContain(.integer(value)) {
            let node = compileIntegers(IntegerLeaf(inside: value...value), column)
            if case .none = node { continue }
            if case .all = node { return .all }
            nodes.append(node)
        }
        return nodes.count <= 1 ? nodes.first ?? .some(.none) : .or(nodes)
    }

    private func compileIntegers(_ leaf: IntegerLeaf, _ column: SegmentReader.StoredColumn) -> SegmentFilter.Node {
        guard let interval = leaf.interval else { return leaf.isOutside ? notNull(column) : .none }
        let scan = NumberPredicate(column: column, interval: .integers(interval), isOutside: leaf.isOutside)
        guard let statistics = column.source.statistics else { return .numbers(scan) }
        guard case .integer(let least) = statistics.minimum, case .integer(let greatest) = statistics.maximum else {
            return .none
        }
        return node(scan, interval, within: least...greatest)
    }

    private func compileDoubles(_ leaf: DoubleLeaf, _ column: SegmentReader.StoredColumn) -> SegmentFilter.Node {
        guard let interval = leaf.interval else { return leaf.isOutside ? notNull(column) : .none }
        let scan = NumberPredicate(column: column, interval: .doubles(interval), isOutside: leaf.isOutside)
        guard let statistics = column.source.statistics else { return .numbers(scan) }
        guard case .double(let least) = statistics.minimum, case .double(let greatest) = statistics.maximum else {
            return .none
        }
        return node(scan, interval, within: least...greatest)
    }

    /// What the least and the greatest value leave to be scanned.
    private func node<Number: Comparable>(
        _ scan: NumberPredicate, _ interval: ClosedRange<Number>, within bounds: ClosedRange<Number>
    ) -> SegmentFilter.Node {
        let isDisjoint = !bounds.overlaps(interval)
        let isCovered = interval.lowerBound <= bounds.lowerBound && bounds.upperBound <= interval.upperBound
        if scan.isOutside ? isCovered : isDisjoint { return .none }
        if scan.isOutside ? isDisjoint : isCovered { return notNull(scan.column) }
        return indexedRows(scan) ?? .numbers(scan)
    }

    /// The rows of an interval from a range index.
    private func indexedRows(_ scan: NumberPredicate) -> SegmentFilter.Node? {
        if scan.isOutside { return nil }
        let source = scan.column.source
        let rows =
            switch scan.interval {
            case .integers(let interval): source.rows(withIntegers: interval)
            case .doubles(let interval): source.rows(withDoubles: interval)
            }
        guard let rows else { return nil }
        if case .bits(let bits) = rows { return .bits(bits.words) }
        return SegmentFilter.Node.rows(rows.rows)
    }

    func notNull(_ column: SegmentReader.StoredColumn) -> SegmentFilter.Node {
        if column.nullWords.isEmpty { return .all }
        var words = column.nullWords.map { ~$0 }
        BlockRows.clearTail(&words, count: reader.rowCount)
        return words.contains { $0 != 0 } ? .bits(words) : .none
    }

    /// Decides every code once, by binary search if the dictionary is sorted and the condition is simple.
    private func compileCodes(
        _ tree: FilterTree, _ slot: Int, _ column: SegmentReader.StoredColumn, _ dictionary: any DictionarySource
    ) -> SegmentFilter.Node? {
        if dictionary.isSorted, case .leaf = tree.kind,
            let range = SortedCodes(dictionary).range(for: tree.expression)
        {
            return node(CodePredicate(column: column, codes: .range(range), nullPasses: false), dictionary)
        }
        if dictionary.isSorted, case .leaf = tree.kind, let codes = SortedCodes(dictionary).set(for: tree.expression) {
            return node(CodePredicate(column: column, codes: .set(codes), nullPasses: false), dictionary)
        }
        guard let flags = decideCodes(tree, slot, column, dictionary) else { return nil }
        let predicate = CodePredicate(
            column: column, codes: .set(flags.codes), nullPasses: flags.null && !column.nullWords.isEmpty)
        return node(predicate, dictionary)
    }

    /// Evaluates the condition on all values of a dictionary and on NULL; nil if it fails for one of them, which need
    /// not be in any row that counts.
    private func decideCodes(
        _ tree: FilterTree, _ slot: Int, _ column: SegmentReader.StoredColumn, _ dictionary: any DictionarySource
    ) -> (codes: [UInt64], null: Bool)? {
        var values = Vector(dictionary: dictionary.values)
        let count = values.count
        values.append(Vector(repeating: .null, type: column.type, count: 1))
        let truth = reader.evaluate(tree.expression, onValues: values) { $0.inputs[slot] = $1 }
        guard let truth, case .integers(let flags) = truth.values
        else { return nil }
        var codes = [UInt64](repeating: 0, count: max((count + 63) / 64, 1))
        for code in 0..<count where flags[code] == 1 && !truth.isNull(code) {
            codes[code >> 6] |= 1 << UInt64(code & 63)
        }
        return (codes, flags[count] == 1 && !truth.isNull(count))
    }

    private func node(_ predicate: CodePredicate, _ dictionary: any DictionarySource) -> SegmentFilter.Node {
        let (codes, count) = (predicate.matchingCodes, dictionary.count)
        if codes == 0 && !predicate.nullPasses { return .none }
        if codes == count && (predicate.nullPasses || predicate.column.nullWords.isEmpty) { return .all }
        if let sorted = sortedRows(predicate) { return sorted }
        let index = IndexLookup(column: predicate.column, rowCount: reader.rowCount, rowsPerLookup: rowsPerLookup)
        return index.node(predicate) ?? .codes(predicate)
    }

    /// The rows of a range of codes, where the segment's rows are sorted by the column.
    private func sortedRows(_ predicate: CodePredicate) -> SegmentFilter.Node? {
        guard case .range(let codes) = predicate.codes, !predicate.nullPasses,
            let rows = predicate.column.source.sortedRows(withCodes: codes)
        else { return nil }
        return predicate.column.nullWords.isEmpty ? .run(rows) : .and([.run(rows), notNull(predicate.column)])
    }
}

extension CodePredicate {
    var matchingCodes: Int {
        switch codes {
        case .range(let range): range.count
        case .set(let set): BitWords.population(of: set)
        }
    }
}

extension Vector {
    /// The values of a dictionary by code.
    init(dictionary storage: ColumnValues.Storage) {
        switch storage {
        case .integers(let values): self.init(Values.integers(values))
        case .doubles(let values): self.init(Values.doubles(values))
        case .strings(let values): self.init(Values.strings(values))
        case .codes(let codes, let dictionary): self.init(Values.strings(codes.map { dictionary[Int($0)] }))
        }
    }
}
