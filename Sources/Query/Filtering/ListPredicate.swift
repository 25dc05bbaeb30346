import Bytes
import Expressions
import Schema
import Segment

/// Which codes pass a condition on the elements of a column of lists; a row passes if one of its elements does, or if
/// none does.
struct ListPredicate: Sendable {
    let column: SegmentReader.StoredColumn
    let lists: any ListSource
    /// A bit for each code.
    let codes: [UInt64]
    let isNone: Bool

    /// Sets the bit of each position of a selection whose row passes. A row that is NULL never does.
    func matches(_ rows: RowSelection, _ words: inout [UInt64]) {
        switch rows {
        case .range(let range): column.source.match(codeSet: codes, in: range, into: &words)
        case .list(let list): gather(list, &words)
        }
        if isNone {
            for index in words.indices { words[index] = ~words[index] }
            BlockRows.clearTail(&words, count: rows.count)
        }
        column.settleNulls(rows, passing: false, &words)
    }

    private func gather(_ rows: [UInt32], _ words: inout [UInt64]) {
        var (starts, places, elements) = ([UInt32](), [UInt32](), [UInt32]())
        lists.gatherPlaces(rows, starts: &starts, places: &places)
        lists.values.gatherCodes(places, into: &elements)
        for position in rows.indices {
            let isFound = elements[Int(starts[position])..<Int(starts[position + 1])].contains {
                codes[Int($0 >> 6)] >> UInt64($0 & 63) & 1 != 0
            }
            let bit: UInt64 = 1 << UInt64(position & 63)
            if isFound { words[position >> 6] |= bit } else { words[position >> 6] &= ~bit }
        }
    }
}

extension FilterCompiler {
    /// A condition on the elements of one column of lists; nil if it has another form, or no dictionary decides it.
    func compileLists(_ tree: FilterTree, _ column: SegmentReader.StoredColumn) -> SegmentFilter.Node? {
        guard case .leaf = tree.kind, let lists = column.source.lists, let dictionary = column.source.dictionary,
            let (condition, isNone) = tree.expression.elementCondition,
            let codes = decide(condition, dictionary, orUnknown: isNone)
        else { return nil }
        if BitWords.population(of: codes) == 0 { return isNone ? notNull(column) : .some(.none) }
        let found = IndexLookup(column: column, rowCount: reader.rowCount, rowsPerLookup: rowsPerLookup)
            .node(CodePredicate(column: column, codes: .set(codes), nullPasses: false))
        if let found { return isNone ? complement(of: found, column) : found }
        return .lists(ListPredicate(column: column, lists: lists, codes: codes, isNone: isNone))
    }

    /// A bit for each code, set if the condition is TRUE for its value or, if that is asked for, NULL; nil if it fails
    /// for one of them.
    private func decide(
        _ condition: BoundExpression, _ dictionary: any DictionarySource, orUnknown: Bool
    ) -> [UInt64]? {
        var codes = [UInt64](repeating: 0, count: max((dictionary.count + 63) / 64, 1))
        if dictionary.isSorted, let range = SortedCodes(dictionary).range(for: condition) {
            BitWords.insert(Int(range.lowerBound)..<Int(range.upperBound), into: &codes)
            return codes
        }
        let truth = reader.evaluate(condition, onValues: Vector(dictionary: dictionary.values)) { $0.element = $1 }
        guard let truth, case .integers(let flags) = truth.values else { return nil }
        for code in flags.indices where truth.isNull(code) ? orUnknown : flags[code] == 1 {
            codes[code >> 6] |= 1 << UInt64(code & 63)
        }
        return codes
    }

    /// The other rows that are not NULL.
    private func complement(
        of node: SegmentFilter.Node, _ column: SegmentReader.StoredColumn
    ) -> SegmentFilter.Node? {
        var words: [UInt64]
        switch node {
        case .bits(let bits): words = bits.map { ~$0 }
        case .rows(let rows):
            words = Array(repeating: ~0, count: (reader.rowCount + 63) / 64)
            for row in rows { words[Int(row >> 6)] &= ~(1 << UInt64(row & 63)) }
        default: return nil
        }
        for index in column.nullWords.indices { words[index] &= ~column.nullWords[index] }
        BlockRows.clearTail(&words, count: reader.rowCount)
        return .bits(words)
    }
}

extension BoundExpression {
    /// The condition that one element, or none, of a column of lists has to meet, if it needs nothing but the element.
    fileprivate var elementCondition: (condition: BoundExpression, isNone: Bool)? {
        switch self {
        case .anyElement(.input, let condition) where condition.inputs.isEmpty: (condition, false)
        case .not(.anyElement(.input, let condition)) where condition.inputs.isEmpty: (condition, true)
        default: nil
        }
    }

    /// Whether it is a column's value, or an element of its list.
    var isSubject: Bool {
        switch self {
        case .input, .element: true
        default: false
        }
    }
}
