import Expressions
import Schema

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
        if let position = positions[expression] { return element(of: expression, position) }
        return try expression.rewritten { (part: BoundExpression) throws(ExpressionError) -> BoundExpression? in
            if case .anyElement(let list, let condition) = part, let position = positions[list] {
                return try rewrite(condition).replacingElement(with: element(of: list, position))
            }
            if let position = positions[part] {
                guard part.type.isList else { return .input(position, part.type) }
                throw ExpressionError(
                    .invalidQuery,
                    "a list by whose elements rows are grouped can only be selected, compared or ordered by as it is")
            }
            if let chain = regrouped(part) { return try rewrite(chain) }
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

    /// Nested ANDs, and ORs, are bound as one chain: puts a key that is a part of such a chain back into one operand.
    private func regrouped(_ chain: BoundExpression) -> BoundExpression? {
        for key in positions.keys {
            switch (key, chain) {
            case (.and(let part), .and(let operands)):
                if let rest = Self.gathering(part, in: operands, as: key) { return .and(rest) }
            case (.or(let part), .or(let operands)):
                if let rest = Self.gathering(part, in: operands, as: key) { return .or(rest) }
            default: continue
            }
        }
        return nil
    }

    private static func gathering(
        _ part: [BoundExpression], in operands: [BoundExpression], as key: BoundExpression
    ) -> [BoundExpression]? {
        guard part.count < operands.count else { return nil }
        for start in 0...(operands.count - part.count) where operands[start..<(start + part.count)] == part[...] {
            return operands[..<start] + [key] + operands[(start + part.count)...]
        }
        return nil
    }

    /// The key: of a list, one of its elements.
    private func element(of key: BoundExpression, _ position: Int) -> BoundExpression {
        .input(position, ValueType(key.type.element))
    }
}

extension BoundExpression {
    /// A condition on an element of a list as one on another expression.
    fileprivate func replacingElement(with replacement: BoundExpression) -> BoundExpression {
        rewritten { part in
            switch part {
            case .element: replacement
            // What is inside has elements, or an operand, of its own.
            case .anyElement, .caseWhen(operand: .some, _, otherwise: _, _): part
            default: nil
            }
        }
    }
}

extension QueryPlan {
    /// Makes inputs for the elements of lists that are group keys, and these the keys.
    mutating func explodeLists() {
        guard var groups = aggregation else { return }
        for index in groups.keys.indices where groups.keys[index].type.isList {
            let (list, slot) = (groups.keys[index], columns.count)
            let type = ValueType(list.type.element)
            columns.append(InputColumn(name: "$element\(index)", type: type, kind: .exploded))
            groups.explodedLists.append(ExplodedList(list: list, slot: slot))
            groups.keys[index] = .input(slot, type)
        }
        aggregation = groups
    }
}
