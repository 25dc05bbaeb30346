import Bitmaps
import Expressions
import Schema
import Segment

/// The access path that one segment takes for each part of a filter.
struct FilterExplanation {
    let reader: SegmentReader
    let limits: QueryLimits
    let columns: [InputColumn]

    func operators(_ filter: FilterTree?, _ live: LiveRows?) throws(QueryError) -> PlanOperator {
        guard let live, !live.isComplete else { return try operators(filter) }
        if filter == nil { return PlanOperator("FILTER_LIVE_ROWS(docs:\(live.liveCount))") }
        // Without their number, so that segments that take the same way share a plan.
        return PlanOperator("FILTER_AND", [PlanOperator("FILTER_LIVE_ROWS"), try operators(filter)])
    }

    private func operators(_ filter: FilterTree?) throws(QueryError) -> PlanOperator {
        guard let filter else { return PlanOperator("FILTER_MATCH_ENTIRE_SEGMENT(docs:\(reader.rowCount))") }
        let rewritten = reader.rewritten(filter.expression)
        return try explain(rewritten == filter.expression ? filter : FilterTree(rewritten))
    }

    private func explain(_ tree: FilterTree) throws(QueryError) -> PlanOperator {
        let compiler = FilterCompiler(reader: reader, rowsPerLookup: max(limits.rowsPerLookup, 1))
        let node = try compiler.compile(tree)
        switch (tree.kind, node) {
        case (.and(let children), .and) where tree.inputs.count > 1: return try branch("FILTER_AND", children)
        case (.and(let children), .rows) where tree.inputs.count > 1: return try branch("FILTER_AND", children)
        case (.and(let children), _) where tree.inputs.count > 1 && children.count > 1 && !node.isDecided:
            return try branch("FILTER_AND", children)
        case (.or(let children), _) where tree.inputs.count > 1 && !node.isDecided:
            return try branch("FILTER_OR", children)
        default: return PlanOperator(leaf(tree, node))
        }
    }

    private func branch(_ name: String, _ children: [FilterTree]) throws(QueryError) -> PlanOperator {
        var result = PlanOperator(name)
        for child in children { result.children.append(try explain(child)) }
        return result
    }

    private func leaf(_ tree: FilterTree, _ node: SegmentFilter.Node) -> String {
        let predicate = PredicateText(columns: columns).text(tree.expression)
        switch node {
        case .none: return "FILTER_EMPTY(pruned:\(pruning(tree)),predicate:\(predicate))"
        case .all: return "FILTER_MATCH_ENTIRE_SEGMENT(predicate:\(predicate))"
        case .run: return "FILTER_SORTED_INDEX(indexLookUp:sorted_index,predicate:\(predicate))"
        case .and: return "FILTER_SORTED_INDEX(indexLookUp:sorted_index,notNull,predicate:\(predicate))"
        case .rows, .bits:
            if hasDictionary(tree) { return "FILTER_INVERTED_INDEX(indexLookUp:inverted_index,predicate:\(predicate))" }
            return "FILTER_RANGE_INDEX(indexLookUp:range_index,predicate:\(predicate))"
        case .codes: return "FILTER_FULL_SCAN(scan:codes,predicate:\(predicate))"
        case .lists: return "FILTER_FULL_SCAN(scan:lists,predicate:\(predicate))"
        case .numbers: return "FILTER_FULL_SCAN(scan:values,predicate:\(predicate))"
        default: return "FILTER_EXPRESSION(predicate:\(predicate))"
        }
    }

    private func hasDictionary(_ tree: FilterTree) -> Bool {
        guard let slot = tree.inputs.first, case .stored(let column) = reader.columns[slot] else { return false }
        return column.source.dictionary != nil
    }

    /// What tells that no row passes.
    private func pruning(_ tree: FilterTree) -> String {
        guard tree.inputs.count == 1, case .stored(let column) = reader.columns[tree.inputs[0]] else {
            return "constant"
        }
        if column.dictionary != nil { return "dictionary" }
        if let sought = SoughtValues(tree.expression), !sought.values.contains(where: column.source.mightContain) {
            return "bloom_filter"
        }
        return "statistics"
    }
}

extension SegmentFilter.Node {
    /// Whether nothing is left to look at.
    fileprivate var isDecided: Bool {
        switch self {
        case .none, .all: true
        default: false
        }
    }
}
