/// One key of an ORDER BY.
struct LabOrder: Sendable {
    enum Key: Sendable {
        /// A select item, by its alias or its position.
        case item(Int, byPosition: Bool)
        case term(Term)
    }

    var key: Key
    var isAscending: Bool
    /// NULLS FIRST or NULLS LAST, where written.
    var nullsFirst: Bool?
}

/// Which combinations of its keys a statement groups by.
enum Grouping: Sendable {
    case all, rollup, cube
    /// The first key, and the others as a rollup.
    case rollupOfRest
    case sets([[Int]])

    /// The clause for keys of those texts.
    func text(_ keys: [String]) -> String {
        let list = keys.joined(separator: ", ")
        switch self {
        case .all: return list
        case .rollup: return "ROLLUP (\(list))"
        case .cube: return "CUBE (\(list))"
        case .rollupOfRest:
            return keys.count < 2 ? list : "\(keys[0]), ROLLUP (\(keys.dropFirst().joined(separator: ", ")))"
        case .sets(let sets):
            let texts = sets.map { set in
                "(" + set.filter(keys.indices.contains).map { keys[$0] }.joined(separator: ", ") + ")"
            }
            return "GROUPING SETS (\(texts.joined(separator: ", ")))"
        }
    }
}

/// How a GROUP BY names its keys.
enum KeyStyle: Sendable { case expression, alias, position }

/// A statement over the table `t`, for both engines.
struct LabStatement: Sendable {
    var isDistinct = false
    /// Named c0, c1 and so on.
    var items: [Term]
    var filter: Term?
    /// What is grouped by; the first items are the same terms, in the same order, as far as `selectedKeys` says.
    var keys: [Term] = []
    var keyStyles: [KeyStyle] = []
    var grouping = Grouping.all
    var having: Term?
    var order: [LabOrder] = []
    var limit: Int?
    var offset = 0

    var isGrouped: Bool {
        !keys.isEmpty || having != nil || items.contains(where: \.hasAggregate)
            || order.contains { if case .term(let term) = $0.key { term.hasAggregate } else { false } }
    }

    /// Rows of a plain selection without LIMIT.
    static let defaultLimit = 10

    /// The LIMIT that holds in Martlet.
    var effectiveLimit: Int { limit ?? (isGrouped || isDistinct ? .max : Self.defaultLimit) }

    /// Whether rows may be cut off: tables have at most some hundreds.
    var isCut: Bool { effectiveLimit < 1000 || offset > 0 }

    var terms: [Term] {
        items + keys + [filter, having].compactMap { $0 }
            + order.compactMap { if case .term(let term) = $0.key { term } else { nil } }
    }

    /// Whether it can end with an error, and whether both engines must then agree on that.
    var failure: Facts.Failure {
        let failure = terms.map(\.facts.failure).max() ?? .never
        let isElsewhere = isCut || having != nil || (filter != nil && items.contains { $0.facts.failure != .never })
        return isElsewhere ? min(failure, .conditional) : failure
    }

    /// The statement for Martlet.
    var martlet: String {
        martlet(order: order, hiddenKeys: false, limit: limit, offset: offset)
    }

    /// The statement without its LIMIT, with the keys of ORDER BY that are no items behind the items, for Martlet.
    var martletReference: String { martlet(order: order, hiddenKeys: true, limit: 1_000_000, offset: 0) }

    private func martlet(order: [LabOrder], hiddenKeys: Bool, limit: Int?, offset: Int) -> String {
        var columns = items.enumerated().map { "\($1.martlet) AS c\($0)" }
        if hiddenKeys { columns += hiddenTerms.enumerated().map { "\($1.martlet) AS o\($0)" } }
        var sql = "SELECT \(isDistinct ? "DISTINCT " : "")\(columns.joined(separator: ", ")) FROM t"
        if let filter { sql += " WHERE \(filter.martlet)" }
        if !keys.isEmpty {
            sql += " GROUP BY " + grouping.text(keys.indices.map { keyName($0) ?? keys[$0].martlet })
        }
        if let having { sql += " HAVING \(having.martlet)" }
        if !order.isEmpty {
            sql += " ORDER BY " + order.map { martlet($0) }.joined(separator: ", ")
        }
        if let limit { sql += " LIMIT \(limit)" }
        if offset > 0 { sql += " OFFSET \(offset)" }
        return sql
    }

    private func martlet(_ item: LabOrder) -> String {
        let name =
            switch item.key {
            case .item(let index, let byPosition): byPosition ? "\(index + 1)" : "c\(index)"
            case .term(let term): term.martlet
            }
        let nulls = item.nullsFirst.map { $0 ? " NULLS FIRST" : " NULLS LAST" } ?? ""
        return name + (item.isAscending ? "" : " DESC") + nulls
    }

    /// The name of a key, if it is not written out. The keys are the first items.
    private func keyName(_ index: Int) -> String? {
        guard index < items.count, items[index].martlet == keys[index].martlet else { return nil }
        switch keyStyles[index] {
        case .expression: return nil
        case .alias: return "c\(index)"
        case .position: return "\(index + 1)"
        }
    }

    /// The keys of ORDER BY that are no items.
    var hiddenTerms: [Term] {
        order.compactMap { if case .term(let term) = $0.key { term } else { nil } }
    }

    /// For each key of ORDER BY its column in the reference.
    var orderColumns: [Int] {
        var hidden = items.count
        return order.map { item in
            if case .item(let index, _) = item.key { return index }
            hidden += 1
            return hidden - 1
        }
    }

    /// The table for DuckDB, with a row for each element of the list that is grouped by; a NULL list has one, of NULL.
    private var duckTable: String {
        guard let list = keys.lazy.compactMap(\.explodedList).first else { return "t" }
        return "(SELECT *, unnest(CASE WHEN \(list) IS NULL THEN [NULL] ELSE \(list) END) AS exploded FROM t) AS t"
    }

    /// The statement without its LIMIT, with the keys of ORDER BY that are no items behind the items, for DuckDB.
    var duck: String {
        let columns =
            items.enumerated().map { "\($1.duck) AS c\($0)" } + hiddenTerms.enumerated().map { "\($1.duck) AS o\($0)" }
        var sql = "SELECT \(isDistinct ? "DISTINCT " : "")\(columns.joined(separator: ", ")) FROM \(duckTable)"
        if let filter { sql += " WHERE \(filter.duck)" }
        if !keys.isEmpty { sql += " GROUP BY \(grouping.text(keys.map(\.duck)))" }
        if let having { sql += " HAVING \(having.duck)" }
        if !order.isEmpty {
            let names = zip(order, orderColumns).map { item, column in
                let nullsFirst = item.nullsFirst ?? !item.isAscending
                return "\(column + 1) \(item.isAscending ? "ASC" : "DESC") NULLS \(nullsFirst ? "FIRST" : "LAST")"
            }
            sql += " ORDER BY \(names.joined(separator: ", "))"
        }
        return sql
    }
}
