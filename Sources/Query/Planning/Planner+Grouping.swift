import Expressions
import SQL
import Schema

/// What a statement groups by.
struct Grouping {
    /// The keys of all grouping sets, each once.
    private(set) var keys: [BoundExpression] = []
    /// By which keys rows are grouped, by position.
    var sets: [[Int]] = [[]]

    /// Grouping sets of a statement at most.
    static let maximumSets = 256

    /// The position of a key, which is added if it is new.
    mutating func position(of key: BoundExpression) -> Int {
        if let known = keys.firstIndex(of: key) { return known }
        keys.append(key)
        return keys.count - 1
    }

    /// Combines each of the sets with each of some more.
    mutating func multiply(by more: [[Int]], at location: SourceLocation?) throws(ExpressionError) {
        let (count, overflow) = sets.count.multipliedReportingOverflow(by: more.count)
        guard !overflow && count <= Self.maximumSets else {
            throw ExpressionError(
                .invalidQuery, at: location, "GROUP BY has more than \(Self.maximumSets) grouping sets")
        }
        sets = sets.flatMap { left in more.map { right in Set(left + right).sorted() } }
    }
}

extension Planner {
    func bindGrouping(_ items: [Item]) throws(ExpressionError) -> Grouping {
        scope.clauseWithoutAggregates = "GROUP BY"
        defer { scope.clauseWithoutAggregates = nil }
        var grouping = Grouping()
        for element in statement.groupBy {
            switch element {
            case .expression(let expression):
                let sets = try bindLists([[expression]], items, &grouping)
                try grouping.multiply(by: sets, at: expression.location)
            case .sets(let lists):
                let sets = try bindLists(lists, items, &grouping)
                try grouping.multiply(by: sets, at: Self.location(of: lists))
            case .rollup(let lists):
                let parts = try bindLists(lists, items, &grouping)
                let sets = (0...parts.count).reversed().map { parts[..<$0].flatMap { $0 } }
                try grouping.multiply(by: sets, at: Self.location(of: lists))
            case .cube(let lists):
                let parts = try bindLists(lists, items, &grouping)
                try grouping.multiply(by: try Self.subsets(parts, of: lists), at: Self.location(of: lists))
            }
        }
        return grouping
    }

    /// All subsets of some parts, the whole first.
    private static func subsets(_ parts: [[Int]], of lists: [[Expression]]) throws(ExpressionError) -> [[Int]] {
        guard 1 << min(parts.count, 32) <= Grouping.maximumSets else {
            throw ExpressionError(
                .invalidQuery, at: location(of: lists), "GROUP BY has more than \(Grouping.maximumSets) grouping sets")
        }
        return (0..<1 << parts.count).reversed().map { (mask: Int) in
            parts.indices.filter { mask >> (parts.count - 1 - $0) & 1 != 0 }.flatMap { parts[$0] }
        }
    }

    private static func location(of lists: [[Expression]]) -> SourceLocation? {
        lists.lazy.flatMap { $0 }.first?.location
    }

    /// The positions of the keys in each list.
    private func bindLists(
        _ lists: [[Expression]], _ items: [Item], _ grouping: inout Grouping
    ) throws(ExpressionError) -> [[Int]] {
        var positions = [[Int]]()
        for list in lists {
            var set = [Int]()
            for expression in list { set.append(grouping.position(of: try bindKey(expression, items))) }
            positions.append(set)
        }
        return positions
    }

    private func bindKey(_ expression: Expression, _ items: [Item]) throws(ExpressionError) -> BoundExpression {
        let key: BoundExpression
        if let position = try ordinal(expression, "GROUP BY", items) {
            key = items[position].expression
        } else {
            key = try binder.bind(expression)
        }
        guard !key.inputs.contains(where: { $0 >= ColumnScope.firstAggregate }) else {
            throw ExpressionError(.invalidQuery, at: expression.location, "an aggregate cannot stand in GROUP BY")
        }
        return key
    }

    /// Whether keys of grouping sets were found to be constant, so that everything is to be bound again.
    func makeColumnsOfConstantKeys(_ items: [Item]) throws(ExpressionError) -> Bool {
        var isFound = false
        for expression in statement.groupBy.flatMap(\.expressionsOfSets) {
            guard case .constant(let value, let type) = try bindKey(expression, items), !type.isList else { continue }
            let source = try source(of: expression, items)
            scope.makeColumn(of: source, value, type)
            isFound = true
        }
        return isFound
    }

    /// The select item that an ordinal or an alias stands for.
    private func source(of key: Expression, _ items: [Item]) throws(ExpressionError) -> Expression {
        if let position = try ordinal(key, "GROUP BY", items) { return items[position].source ?? key }
        guard case .column(let name) = key.kind else { return key }
        let item =
            items.first { $0.name == name.text } ?? items.first { $0.name.lowercased() == name.text.lowercased() }
        return item?.source ?? key
    }

    func refuseList(_ key: BoundExpression, _ clause: String, at location: SourceLocation?)
        throws(ExpressionError)
    {
        guard key.type.isList else { return }
        throw ExpressionError(.typeMismatch, at: location, "\(clause) takes single values, found \(key.type.name)")
    }

    /// The keys of each call of GROUPING.
    func groupings(_ keys: [BoundExpression]) throws(ExpressionError) -> [[Int]] {
        var groupings = [[Int]]()
        for call in scope.groupings {
            var positions = [Int]()
            for argument in call.arguments {
                guard let position = keys.firstIndex(of: argument) else {
                    throw ExpressionError(
                        .invalidQuery, at: call.location, "GROUPING takes only expressions that stand in GROUP BY")
                }
                positions.append(position)
            }
            groupings.append(positions)
        }
        return groupings
    }
}

extension GroupingElement {
    /// What ROLLUP, CUBE and GROUPING SETS group by.
    fileprivate var expressionsOfSets: [Expression] {
        switch self {
        case .expression: []
        case .rollup(let lists), .cube(let lists), .sets(let lists): lists.flatMap { $0 }
        }
    }
}
