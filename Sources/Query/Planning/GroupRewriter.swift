import Expressions

/// Turns expressions over columns and aggregates into expressions over group keys and aggregates.
struct GroupRewriter {
    private let positions: [BoundExpression: Int]
    private let keyCount: Int
    private let scope: ColumnScope

    init(keys: [BoundExpression], scope: ColumnScope) {
        positions = Dictionary(
            keys.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        keyCount = keys.count
        self.scope = scope
    }

    /// - Throws: `invalidQuery` if a column stands outside keys and aggregates.
    func rewrite(_ expression: BoundExpression) throws(ExpressionError) -> BoundExpression {
        try expression.rewritten { (part: BoundExpression) throws(ExpressionError) -> BoundExpression? in
            if let position = positions[part] { return .input(position, part.type) }
            guard case .input(let slot, let type) = part else { return nil }
            if slot >= ColumnScope.firstGrouping {
                return .input(keyCount + scope.aggregates.count + slot - ColumnScope.firstGrouping, type)
            }
            if slot >= ColumnScope.firstAggregate { return .input(keyCount + slot - ColumnScope.firstAggregate, type) }
            throw ExpressionError(
                .invalidQuery, at: scope.locations[slot],
                "column \(scope.columns[slot].name) must stand in GROUP BY or inside an aggregate")
        }
    }
}
