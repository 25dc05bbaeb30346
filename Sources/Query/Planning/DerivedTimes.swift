import Bytes
import Expressions
import Schema
import Segment

extension BoundExpression {
    /// What a call of dateTrunc rounds, and to which unit, if it is a column.
    var derivedTime: (slot: Int, unit: CalendarUnit)? {
        guard case .call(let function, let arguments, _) = self, function.name == "dateTrunc", arguments.count == 2,
            case .constant(.string(let name), _) = arguments[0], case .input(let slot, .timestamp) = arguments[1],
            let unit = CalendarUnit(rawValue: name.string.lowercased())
        else { return nil }
        return (slot, unit)
    }

    /// The expression and all that it is made of.
    fileprivate var derivedTimes: [(slot: Int, unit: CalendarUnit)] {
        if let derivedTime { return [derivedTime] }
        return operands.flatMap(\.derivedTimes)
    }
}

extension QueryPlan {
    /// Adds an input for each column that some segments may have derived from one that the plan rounds.
    mutating func addDerivedTimes() {
        var expressions = aggregation?.keys ?? order.map(\.expression)
        if let filter { expressions.append(filter.expression) }
        for found in expressions.flatMap(\.derivedTimes) {
            guard case .stored = columns[found.slot].kind else { continue }
            let derived = DerivedTime(source: columns[found.slot].name, unit: found.unit)
            if columns.contains(where: { $0.name == derived.name }) { continue }
            columns.append(InputColumn(name: derived.name, type: .timestamp, kind: .derived(derived)))
        }
    }
}

extension SegmentReader {
    /// The expression with calls of dateTrunc replaced by the columns that the segment has derived.
    func rewritten(_ expression: BoundExpression) -> BoundExpression {
        if derivedSlots.isEmpty { return expression }
        return expression.rewritten { part in
            guard let (slot, unit) = part.derivedTime, let derived = derivedSlots[DerivedSlot(slot: slot, unit: unit)]
            else { return nil }
            return .input(derived, part.type)
        }
    }

    struct DerivedSlot: Hashable {
        let slot: Int
        let unit: CalendarUnit
    }
}
