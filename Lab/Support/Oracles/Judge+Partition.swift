import Bytes
import Schema

extension Judge {
    /// Ternary logic partitioning (Rigger and Su, 2020).
    func checkPartition(_ lab: LabCase) throws -> Verdict? {
        guard let condition = lab.condition else { return nil }
        counts.partitions += 1
        let form = lab.forms[0]
        guard case .rows(let whole) = run(lab.statement.martlet, on: form) else { return overflowed() }
        var parts: [[Value]] = []
        for part in [condition, .not(condition), .isNull(condition)] {
            var statement = lab.statement
            statement.filter = lab.statement.filter.map { .and($0, part) } ?? part
            switch run(statement.martlet, on: form) {
            case .rows(let rows): parts += rows
            case .failure(let code, let message):
                if Self.arithmeticCodes.contains(code) { return overflowed() }
                return Verdict(kind: .error(code), detail: "\(code): \(message) for \(statement.martlet)")
            }
        }
        counts.comparedRows += whole.count
        let together = lab.statement.isDistinct || lab.statement.isGrouped ? merged(parts, lab.statement) : parts
        return ResultCheck(statement: lab.statement).difference(together, whole).map {
            Verdict(kind: .difference, detail: "the parts by \(condition.martlet) together: \($0)")
        }
    }

    private func overflowed() -> Verdict? {
        counts.skip("a sum that overflows in the whole or in a part")
        return nil
    }

    /// Groups of the parts with equal keys as one.
    private func merged(_ parts: [[Value]], _ statement: LabStatement) -> [[Value]] {
        let keys = statement.items.indices.filter { !statement.items[$0].hasAggregate }
        var positions: [[Value]: Int] = [:]
        var result: [[Value]] = []
        for row in parts {
            let key = keys.map { row[$0] }
            guard let position = positions[key] else {
                positions[key] = result.count
                result.append(row)
                continue
            }
            for (index, item) in statement.items.enumerated() where item.hasAggregate {
                let merge = item.type == .decimal ? Self.mergedDecimals : Self.merged
                result[position][index] = merge(result[position][index], row[index], item.template)
            }
        }
        return result
    }

    private static func merged(_ left: Value, _ right: Value, _ aggregate: String) -> Value {
        if left.isNull { return right }
        if right.isNull { return left }
        switch (left, right) {
        case (.integer(let one), .integer(let other)):
            if aggregate.hasPrefix("MIN") { return .integer(min(one, other)) }
            return .integer(aggregate.hasPrefix("MAX") ? max(one, other) : one &+ other)
        case (.double(let one), .double(let other)):
            if aggregate.hasPrefix("MIN") { return .double(min(one, other)) }
            return Value.double(aggregate.hasPrefix("MAX") ? max(one, other) : one + other).normalized
        case (.string(let one), .string(let other)):
            return .string(aggregate.hasPrefix("MIN") ? min(one, other) : max(one, other))
        default: return left
        }
    }

    /// The same for decimals, which results have as texts.
    private static func mergedDecimals(_ left: Value, _ right: Value, _ aggregate: String) -> Value {
        guard case .string(let one) = left, case .string(let other) = right, let first = try? BigDecimal(one.string),
            let second = try? BigDecimal(other.string), let sum = try? first.adding(second)
        else { return merged(left, right, aggregate) }
        let isFirstLess = first.orderedBytes < second.orderedBytes
        if aggregate.hasPrefix("MIN") { return isFirstLess ? left : right }
        if aggregate.hasPrefix("MAX") { return isFirstLess ? right : left }
        return .string(ByteString(sum.description))
    }

    /// Non-optimizing reference engine construction (Rigger and Su, 2020).
    func checkSelection(_ lab: LabCase) throws -> Verdict? {
        guard let condition = lab.condition else { return nil }
        counts.selections += 1
        let filtered = "SELECT COUNT(*) FROM t WHERE \(condition.martlet)"
        let selected = "SELECT \(condition.martlet) FROM t LIMIT 1000000"
        let (first, second) = (run(filtered, on: lab.forms[0]), run(selected, on: lab.forms[0]))
        guard case .rows(let count) = first, case .rows(let rows) = second else {
            for case .failure(let code, let message) in [first, second] where !Self.arithmeticCodes.contains(code) {
                return Verdict(kind: .error(code), detail: "\(code): \(message)")
            }
            counts.skip("a condition that fails")
            return nil
        }
        counts.comparedRows += rows.count
        let expected = rows.count { $0[0] == .integer(1) }
        if count == [[.integer(Int64(expected))]] { return nil }
        return Verdict(
            kind: .difference,
            detail: "\(filtered) gives \(count.map(ResultCheck.text).joined()), and \(expected) rows have it TRUE")
    }
}
