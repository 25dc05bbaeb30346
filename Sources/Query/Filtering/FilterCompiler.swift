import Bitmaps
import Expressions
import Schema
import Segment

/// Turns a filter into what one segment runs.
struct FilterCompiler {
    /// Codes whose bitmaps are united at most; beyond that a scan is cheaper.
    static let maximumIndexedCodes = 1024
    /// Bitmaps are used if they are expected to hold at most one row in this many.
    static let indexSelectivity = 4

    let reader: SegmentReader

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
            nodes.append(node)
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
        if let dictionary = column.dictionary { return compileCodes(tree, slot, column, dictionary) }
        if case .leaf = tree.kind, column.type.representation == .integer {
            return IntegerLeaf(tree.expression).map { compileIntegers($0, column) }
        }
        return nil
    }

    private func compileIntegers(_ leaf: IntegerLeaf, _ column: SegmentReader.StoredColumn) -> SegmentFilter.Node {
        guard let interval = leaf.interval else { return leaf.isOutside ? notNull(column) : .none }
        let scan = SegmentFilter.Node.integers(
            IntegerPredicate(column: column, interval: interval, isOutside: leaf.isOutside))
        guard let statistics = column.source.statistics else { return scan }
        guard case .integer(let least) = statistics.minimum, case .integer(let greatest) = statistics.maximum else {
            return .none
        }
        let isDisjoint = greatest < interval.lowerBound || least > interval.upperBound
        let isCovered = interval.lowerBound <= least && greatest <= interval.upperBound
        if leaf.isOutside ? isCovered : isDisjoint { return .none }
        if leaf.isOutside ? isDisjoint : isCovered { return notNull(column) }
        return scan
    }

    private func notNull(_ column: SegmentReader.StoredColumn) -> SegmentFilter.Node {
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
        guard let flags = decideCodes(tree, slot, column, dictionary) else { return nil }
        let predicate = CodePredicate(
            column: column, codes: .table(flags.codes), nullPasses: flags.null && !column.nullWords.isEmpty)
        return node(predicate, dictionary)
    }

    /// Evaluates the condition on all values of a dictionary and on NULL; nil if it fails for one of them, which need
    /// not be in any row that counts.
    private func decideCodes(
        _ tree: FilterTree, _ slot: Int, _ column: SegmentReader.StoredColumn, _ dictionary: any DictionarySource
    ) -> (codes: [UInt8], null: Bool)? {
        var values = Vector(dictionary: dictionary.values)
        let count = values.count
        values.append(Vector(repeating: .null, type: column.type, count: 1))
        var batch = Batch(count: count + 1, inputs: Array(repeating: nil, count: reader.columns.count))
        batch.inputs[slot] = values
        guard let truth = try? Evaluator.evaluate(tree.expression, on: batch),
            case .integers(let flags) = truth.values
        else { return nil }
        let codes = (0..<count).map { flags[$0] == 1 && !truth.isNull($0) ? UInt8(1) : 0 }
        return (codes, flags[count] == 1 && !truth.isNull(count))
    }

    private func node(_ predicate: CodePredicate, _ dictionary: any DictionarySource) -> SegmentFilter.Node {
        let (codes, count) = (predicate.matchingCodes, dictionary.count)
        if codes == 0 && !predicate.nullPasses { return .none }
        if codes == count && (predicate.nullPasses || predicate.column.nullWords.isEmpty) { return .all }
        guard codes <= Self.maximumIndexedCodes && codes * Self.indexSelectivity <= count,
            let words = unitedBitmaps(predicate)
        else { return .codes(predicate) }
        return .bits(words)
    }

    private func unitedBitmaps(_ predicate: CodePredicate) -> [UInt64]? {
        var rows = Bitset(count: reader.rowCount)
        for code in predicate.matchingCodeList {
            guard let bitmap = predicate.column.source.rows(withCode: code) else { return nil }
            bitmap.formUnion(into: &rows)
        }
        if predicate.nullPasses, let nulls = predicate.column.source.nulls { rows.formUnion(nulls) }
        return rows.words
    }
}

extension CodePredicate {
    var matchingCodes: Int {
        switch codes {
        case .range(let range): range.count
        case .table(let table): table.reduce(0) { $0 + Int($1) }
        }
    }

    var matchingCodeList: [UInt32] {
        switch codes {
        case .range(let range): Array(range)
        case .table(let table): table.indices.compactMap { table[$0] != 0 ? UInt32($0) : nil }
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
